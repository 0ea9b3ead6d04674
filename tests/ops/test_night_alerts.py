"""Whoever is set hears of a night that needs a look: a real HTTP, a real SMTP connection."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.warehouse.alerts import send_alert
from ops.warehouse.settings import (
    MailSettings,
    NightSettings,
    load_night_settings,
    save_night_settings,
    settings_file,
)
from tests.mail_sink import mail_sink

HEADLINE = "Published; not up to date: roads"
LINES = ["roads is stale: no database", "الطرق"]


@pytest.fixture
def instance(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    instance.save(replace(instance.settings(), domain="gov.example"))
    return instance


def serve(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    return thread


@pytest.fixture
def webhook():
    """Yield a listener; gives its address and the documents it was sent."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, json.loads(body)))
            self.send_response(500 if "broken" in self.path else 204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    serve(server)
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


@pytest.fixture
def mail_server():
    with mail_sink() as server:
        yield server


def test_webhook_gets_one_document(instance, webhook):
    address, received = webhook
    save_night_settings(instance, NightSettings(webhook_url=f"{address}/hook"))
    assert send_alert(instance, HEADLINE, LINES) == []
    [(path, document)] = received
    assert path == "/hook"
    assert document["headline"] == HEADLINE
    assert document["findings"] == LINES
    assert document["platform"] == "gov.example"
    assert document["text"].splitlines() == [f"Diwan (gov.example): {HEADLINE}", *LINES]


def test_mail_arrives_with_headline_and_findings(instance, mail_server):
    mail = MailSettings(
        host="127.0.0.1",
        port=mail_server.server_address[1],
        security="none",
        sender="night@gov.example",
        recipients=("data@gov.example", "duty@gov.example"),
    )
    save_night_settings(instance, NightSettings(mail=mail))
    assert send_alert(instance, HEADLINE, LINES) == []
    [message] = mail_server.received
    assert message["Subject"] == f"Diwan (gov.example): {HEADLINE}"
    assert message["To"] == "data@gov.example, duty@gov.example"
    assert all(line in message.get_content() for line in LINES)


def test_nobody_is_told_when_nobody_is_set(instance):
    assert send_alert(instance, HEADLINE, LINES) == []


def test_one_way_that_fails_does_not_stop_the_other(instance, webhook, mail_server, capsys):
    address, _ = webhook
    mail = MailSettings(
        "127.0.0.1", mail_server.server_address[1], "none", sender="a@b.c", recipients=("d@e.f",)
    )
    save_night_settings(instance, NightSettings(webhook_url=f"{address}/broken", mail=mail))
    [failure] = send_alert(instance, HEADLINE, LINES)
    assert "webhook" in failure
    assert "500" in failure
    assert failure in capsys.readouterr().err
    assert len(mail_server.received) == 1


def test_mail_without_encryption_is_not_sent_when_it_was_asked_for(instance, mail_server):
    mail = MailSettings(
        "127.0.0.1", mail_server.server_address[1], "starttls", sender="a@b.c", recipients=("d",)
    )
    save_night_settings(instance, NightSettings(mail=mail))
    [failure] = send_alert(instance, HEADLINE, LINES)
    assert "mail" in failure
    assert mail_server.received == []


def test_address_of_another_scheme_is_refused(instance, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("x")
    save_night_settings(instance, NightSettings(webhook_url=f"file://{secret}"))
    [failure] = send_alert(instance, HEADLINE, LINES)
    assert "neither http nor https" in failure


def test_settings_are_kept_for_their_owner_alone(instance):
    chosen = NightSettings(at="02:15", is_on=False, mail=MailSettings(recipients=("a@b.c",)))
    save_night_settings(instance, chosen)
    found = load_night_settings(instance)
    assert (found.at, found.is_on) == ("02:15", False)
    assert list(found.mail.recipients) == ["a@b.c"]
    assert settings_file(instance).stat().st_mode & 0o777 == 0o600
    settings_file(instance).chmod(0o644)
    with pytest.raises(OpsError, match="chmod 600"):
        load_night_settings(instance)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (NightSettings(at="25:00"), "not a time of day"),
        (NightSettings(at="1:30"), "not a time of day"),
        (NightSettings(memory_mib=100), "too few"),
        (NightSettings(mail=MailSettings(security="ssl")), "not known"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(instance, settings, said):
    with pytest.raises(OpsError, match=said):
        save_night_settings(instance, settings)
    assert not settings_file(instance).exists()


def test_settings_file_that_is_broken_is_named(instance):
    for text in ("{", '{"hour": 1}', "[]"):
        settings_file(instance).write_text(text)
        settings_file(instance).chmod(0o600)
        with pytest.raises(OpsError, match=r"night\.json cannot be used"):
            load_night_settings(instance)
