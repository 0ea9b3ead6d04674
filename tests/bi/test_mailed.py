"""Dashboards by mail: a PDF of the page as its reader sees it at that moment, or nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from ops.installation.instance import REPO, Instance
from ops.mailed.subscriptions import add_subscription, load_subscriptions, remove_subscription
from ops.warehouse.settings import MailSettings, load_night_settings, save_night_settings
from tests.mail_sink import mail_sink

pytestmark = [pytest.mark.platform, pytest.mark.browser]

TEXT_OF = """
from pypdf import PdfReader
text = "".join(page.extract_text() for page in PdfReader({path!r}).pages)
assert len(PdfReader({path!r}).pages) == 1, "one sheet as long as the page"
result = "".join(text.split())  # letters stand apart in some fonts
"""


@pytest.fixture(scope="module")
def sink(instance: Instance):
    """Yield a mail server that the platform is told of; nobody is subscribed afterwards."""
    before = load_night_settings(instance)
    with mail_sink() as server:
        mail = MailSettings("127.0.0.1", server.port, "none", sender="night@gov.example")
        save_night_settings(instance, replace(before, mail=mail))
        yield server
    for one in load_subscriptions(instance):
        remove_subscription(instance, one.number)
    save_night_settings(instance, before)


def send(instance: Instance, number: int) -> tuple[int, dict]:
    """Send one as an operator does; return the exit code and what was said."""
    command = [sys.executable, "-m", "ops.cli", "subscription", "send", str(number), "--json"]
    done = subprocess.run(
        command,
        env={**os.environ, "DIWAN_INSTANCE": str(instance.root), "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        check=False,
        cwd=REPO,
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout)


def test_page_of_a_reader_of_one_entity_arrives_and_holds_no_other(
    platform, instance, sink, tmp_path
):
    email = platform.users[platform.host("hub")]["Roads Analyst"][0]
    asked = add_subscription(instance, "entity-finance", "en", email, ["a@gov.example"], "week")
    assert send(instance, asked.number)[0] == 0
    message = sink.received[-1]
    assert parsedate_to_datetime(message["Date"]).tzinfo
    assert message["Message-ID"].endswith("@gov.example>")
    assert (message["To"], message["From"]) == ("a@gov.example", "night@gov.example")
    assert message["Subject"].startswith("Entity finance · ")
    [attached] = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    path = tmp_path / "page.pdf"
    path.write_bytes(attached.get_content())
    path.chmod(0o644)
    text = platform.run_inside(TEXT_OF.format(path=str(path)), "hub")
    assert "Fiscalyear" in text
    assert "CourtsofJustice" not in text
    assert "DepartmentofFinance" not in text
    assert load_subscriptions(instance)[-1].last_sent


def test_arabic_page_arrives_in_arabic(platform, instance, sink):
    email = platform.users[platform.host("hub")]["Executive"][0]
    asked = add_subscription(instance, "workforce", "ar", email, [], "month")
    assert send(instance, asked.number)[0] == 0
    message = sink.received[-1]
    assert message["To"] == email
    assert message["Subject"].startswith("القوى العاملة")
    [attached] = message.iter_attachments()
    assert attached.get_content()[:5] == b"%PDF-"


def test_reader_without_access_gets_nothing_and_the_operator_is_told(instance, sink):
    before = len(sink.received)
    asked = add_subscription(instance, "government", "en", "nobody@hub.localhost", [], "night")
    code, said = send(instance, asked.number)
    assert (code, said["sent"], len(sink.received)) == (1, [], before)
    [failed] = said["failed"]
    assert "no access to the dashboards" in failed
    assert not load_subscriptions(instance)[-1].last_sent
