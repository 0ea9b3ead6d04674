"""Telling somebody that a night needs a look: a webhook, a mail, or both.

A message that cannot be delivered is said on standard error and never hides what it is about.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import sys
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from ops.installation.instance import Instance
from ops.warehouse.settings import MailSettings, NightSettings, load_night_settings

TIMEOUT_SECONDS = 20
LINES_MAX = 100


def send_alert(instance: Instance, headline: str, lines: list[str]) -> list[str]:
    """Send to whoever is set; return what could not be delivered, a sentence each."""
    settings = load_night_settings(instance)
    failures = []
    ways = {"webhook": _post, "mail": _mail}
    for name, way in ways.items():
        try:
            way(settings, instance.settings().domain, headline, lines[:LINES_MAX])
        except (OSError, ValueError, smtplib.SMTPException) as error:
            said = words_of_mail(settings.mail, error) if name == "mail" else error
            failures.append(f"The {name} of the night could not be delivered: {said}")
            print(failures[-1], file=sys.stderr)
    return failures


def _post(settings: NightSettings, platform: str, headline: str, lines: list[str]) -> None:
    """POST {"platform", "headline", "findings", "text"}; chat services read `text`."""
    if not settings.webhook_url:
        return
    if not settings.webhook_url.startswith(("https://", "http://")):
        raise ValueError("its address is neither http nor https")
    text = "\n".join([f"Diwan ({platform}): {headline}", *lines])
    content = {"platform": platform, "headline": headline, "findings": lines, "text": text}
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        settings.webhook_url,
        data=json.dumps(content, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass


def _mail(settings: NightSettings, platform: str, headline: str, lines: list[str]) -> None:
    mail = settings.mail
    if not mail.host or not mail.recipients:
        return
    message = EmailMessage()
    message["Subject"] = f"Diwan ({platform}): {headline}"[:200]
    message["From"] = mail.sender or mail.user
    message["To"] = ", ".join(mail.recipients)
    message.set_content("\n".join([headline, "", *lines, "", "./diwan nightly history"]))
    deliver(mail, message)


def deliver(mail: MailSettings, message: EmailMessage) -> None:
    """Hand a message to the mail server, dated and with a name of its own: without them mail
    programs sort it wrongly and filters take it for spam.

    Raises: OSError, smtplib.SMTPException.
    """
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(
        domain=parseaddr(message["From"])[1].rpartition("@")[2] or None
    )
    with _server(mail) as server:
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)


def words_of_mail(mail: MailSettings, error: Exception) -> str:
    """Return what became of a mail, as people say it."""
    server = f"the mail server {mail.host}:{mail.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        refused = (f"{one} ({_plain(said)})" for one, (_, said) in error.recipients.items())
        return f"{server} does not take it for {', '.join(refused)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{server} says {error.smtp_code} {_plain(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPException):
        return f"{server} broke off: {error}"
    reason = getattr(error, "strerror", None) or str(error)
    return f"{server} cannot be reached: {reason}"


def _plain(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())


def _server(mail: MailSettings) -> smtplib.SMTP:
    """Return a connection to the mail server, encrypted as the settings say."""
    context = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_SECONDS)
    if mail.security == "starttls":
        server.starttls(context=context)
    return server
