"""After a night: every part is tried, and what failed is said of that part, in words."""

from __future__ import annotations

import json
import re
import shlex
import smtplib
import sys
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from analytics.nightly.after_publish import run_after_publish
from ground.errors import OpsError
from ground.last_words import SILENT, last_words
from ops.cli.dashboards import app
from ops.installation.instance import REPO, Instance
from ops.mailed import sending
from ops.mailed.after_night import PARTS, Part, bring_all
from ops.mailed.subscriptions import add_subscription, load_subscriptions
from ops.warehouse.alerts import words_of_mail
from ops.warehouse.settings import MailSettings, load_night_settings, save_night_settings

PYTHON = re.compile(r'Traceback|File "|\.py|Error\b|\{|\bb\'')
READER = "minister@gov.example"


@pytest.fixture
def instance(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    return instance


def quiet(_title):
    return lambda share, said: None


def told(instance, *works) -> list[str]:
    parts = tuple(Part(f"part {n}", f"part {n} failed", work) for n, work in enumerate(works, 1))
    return bring_all(instance, quiet, parts)


def test_every_part_is_tried_and_told_apart(instance):
    done = []

    def refuse(_instance, _report):
        raise OpsError("No site answers.", "Run: ./diwan up")

    def break_off(_instance, _report):
        raise KeyError("title")

    def work(_instance, _report):
        done.append("third")
        return ["one of it did not"]

    found = told(instance, refuse, break_off, work)
    assert found == [
        "part 1 failed: No site answers. Run: ./diwan up",
        "part 2 failed: a fault of the program (KeyError), see the night's log",
        "one of it did not",
    ]
    assert done == ["third"]


@pytest.fixture
def due(instance, monkeypatch):
    """Return a due subscription of an installation whose pages are drawn without a browser."""
    monkeypatch.setattr(sending, "ensure_parts", lambda **_: None)

    def draw(_instance, _one, _address, file):
        file.write_bytes(b"%PDF-")
        return {"tiles": 3, "failed": 0}

    monkeypatch.setattr(sending, "_draw", draw)
    instance.save(replace(instance.settings(), domain="gov.example", ports={"front": 80}))
    return add_subscription(instance, "government", "en", READER, [], "night")


def mail_part(instance) -> list[str]:
    return bring_all(instance, quiet, PARTS[2:])


def test_mail_without_a_server_is_no_fault_of_the_dashboards(instance, due):
    [found] = mail_part(instance)
    assert found.startswith("dashboards were not sent by mail: There is no mail server.")


def test_mail_that_fails_is_said_in_words_and_tried_again(instance, due):
    mail = MailSettings("127.0.0.1", 1, "none", sender="night@gov.example")
    save_night_settings(instance, replace(load_night_settings(instance), mail=mail))
    [found] = mail_part(instance)
    assert found == (
        "a dashboard was not sent by mail, the next night tries again: 1: government (en) to"
        f" {READER}: the mail server 127.0.0.1:1 cannot be reached: Connection refused"
    )
    assert load_subscriptions(instance)[0].last_sent == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"No such\nuser")}),
            "does not take it for a@b.example (No such user)",
        ),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), "says 535 wrong password"),
        (smtplib.SMTPServerDisconnected("please run connect() first"), "broke off: please run"),
        (TimeoutError("timed out"), "cannot be reached: timed out"),
    ],
)
def test_what_a_mail_server_says_is_told_as_people_say_it(error, said):
    words = words_of_mail(MailSettings("mail.gov.example", 587), error)
    assert words.startswith("the mail server mail.gov.example:587 ")
    assert said in words
    assert not PYTHON.search(words)


def test_verb_says_a_sentence_each_and_ends_with_findings(instance, monkeypatch):
    monkeypatch.setattr("ops.mailed.after_night.bring_all", lambda *_: ["mails were not sent"])
    answer = CliRunner().invoke(app, ["after-night", "--json"])
    assert (answer.exit_code, json.loads(answer.stdout)) == (1, ["mails were not sent"])
    monkeypatch.setattr("ops.mailed.after_night.bring_all", lambda *_: [])
    assert CliRunner().invoke(app, ["after-night"]).exit_code == 0


def run(script: str) -> list[str]:
    return run_after_publish(shlex.join([sys.executable, "-c", script]))


@pytest.mark.parametrize(
    ("script", "notes"),
    [
        ("print('all is well')", []),
        ('print(\'["one", "two"]\'); raise SystemExit(1)', ["one", "two"]),
        ("print('[]')", []),
        ("print('no server'); raise SystemExit(3)", ["no server"]),
        ("import decimal; raise decimal.InvalidOperation('no number')", ["no number"]),
        ("raise SystemExit(1)", [SILENT]),
    ],
)
def test_night_notes_what_the_command_says_and_never_python(script, notes):
    found = run(script)
    assert len(found) == len(notes)
    assert all(said in one for one, said in zip(found, notes, strict=True))
    assert not any(re.search(r'Traceback|File "|\.py', one) for one in found)


def test_command_that_is_not_there_is_said():
    [found] = run_after_publish("/nowhere/to/be/found")
    assert found == "dashboards were not brought up to date: No such file or directory"


def test_drawn_traceback_of_the_command_line_leaves_the_error_alone():
    drawn = "╭─ Traceback (most recent call last) ─╮\n│ x.py:68 in after_night │\n╰──╯"
    text = f"{drawn}\nOpsError: Not sent"
    assert last_words(text) == "OpsError: Not sent"


def test_reader_whom_the_hub_does_not_know_is_refused_at_once(instance, monkeypatch):
    def refuse(_instance, reader):
        raise OpsError(f"{reader} has no access to the dashboards.")

    monkeypatch.setattr(sending, "load_claims", refuse)
    with pytest.raises(OpsError, match="has no access"):
        sending.subscribe(instance, "government", "en", "nobody@x.example", [], "week")
    with pytest.raises(OpsError, match="no dashboard"):
        sending.subscribe(instance, "mars", "en", "nobody@x.example", [], "week")
    assert load_subscriptions(instance) == []


def test_subscription_without_a_mail_server_is_kept_and_warned_of(instance, monkeypatch):
    monkeypatch.setattr(sending, "load_claims", lambda *_: {})
    made, [missing] = sending.subscribe(instance, "government", "en", READER, [], "week")
    assert load_subscriptions(instance) == [made]
    assert "There is no mail server" in missing
    mail = MailSettings("mail.gov.example")
    save_night_settings(instance, replace(load_night_settings(instance), mail=mail))
    assert sending.subscribe(instance, "government", "en", READER, [], "week")[1] == []
    assert made.is_due(date(2026, 11, 30))


def test_numbers_of_things_are_said_with_one_form_for_one():
    """A count in the command line's words goes through `counted`."""
    bare = re.compile(r"f\"[^\"\n]*(?<! of )\{len\(\w+\)\} (?!of )[a-z]")
    files = [*(REPO / "ops" / "cli").glob("*.py"), *(REPO / "ops" / "tenants").glob("*.py")]
    assert [file.name for file in files if bare.search(file.read_text())] == []
