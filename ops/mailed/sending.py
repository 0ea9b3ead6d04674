"""Sends the dashboards that are due: rights asked at the hub, the page drawn, the mail handed over.

Owns the order of these, one subscription after the other, and that one is kept only for a reader
whom the hub knows. One that fails is said and tried again the next night; the others go on. Nothing
is sent for a reader without access at that moment.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bi.subjects import FOLDER, dashboard_path
from ground.errors import OpsError
from ops.control.running import running_python
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import REPO, Instance
from ops.machine.debian_parts import ensure_parts
from ops.mailed.subscriptions import (
    Subscription,
    add_subscription,
    load_subscriptions,
    note_sent,
    require_form,
)
from ops.servers import superset
from ops.servers.erp_call import call_erp
from ops.warehouse.alerts import deliver, words_of_mail
from ops.warehouse.settings import MailSettings, load_night_settings

Report = Callable[[float, str], None]
NO_SERVER = ("There is no mail server.", "Write it into etc/night.json, see data-team.md.")
WORDS = {
    "en": "{title}, as {reader} sees it on {day}. Figures of the last night:\n{url}\n",
    "ar": "{title}، كما يراها {reader} في {day}. الأرقام بحسب آخر ليلة:\n{url}\n",
}


def subscribe(
    instance: Instance,
    dashboard: str,
    language: str,
    reader: str,
    recipients: Iterable[str],
    every: str,
) -> tuple[Subscription, list[str]]:
    """Keep a subscription for a reader who may see the dashboards now; return it, and what keeps it
    from being sent yet, a sentence each. Raises: OpsError."""
    recipients = tuple(recipients)
    require_form(dashboard, language, (reader, *recipients), every)
    load_claims(instance, reader)
    made = add_subscription(instance, dashboard, language, reader, recipients, every)
    has_server = bool(load_night_settings(instance).mail.host)
    return made, [] if has_server else [f"Nothing is sent yet. {' '.join(NO_SERVER)}"]


def load_claims(instance: Instance, reader: str) -> Any:
    """Return what the hub says of a reader now. Raises: OpsError for one without access."""
    return call_erp(instance, running_python(instance), "ops.tenants", "claims", reader)


def send_due(
    instance: Instance, today: date, report: Report, only: int | None = None
) -> dict[str, list[str]]:
    """Send what is due today, or one by its number whether due or not.

    Returns {"sent": sentences, "failed": sentences}. Raises: OpsError for an unknown number, and
    without a mail server or a browser.
    """
    known = load_subscriptions(instance)
    wanted = [one for one in known if one.number == only or (only is None and one.is_due(today))]
    if only is not None and not wanted:
        numbers = ", ".join(str(one.number) for one in known) or "none"
        raise OpsError(f"There is no subscription {only}.", f"Choose of: {numbers}")
    if not wanted:
        return {"sent": [], "failed": []}
    mail = load_night_settings(instance).mail
    if not mail.host:
        raise OpsError(*NO_SERVER)
    ensure_parts(testing=True, say=lambda _said: None)
    sent, failed = [], []
    for place, one in enumerate(wanted):
        report(place / len(wanted), f"{one.dashboard} for {', '.join(one.recipients)}")
        said = f"{one.number}: {one.dashboard} ({one.language}) to {', '.join(one.recipients)}"
        try:
            _send(instance, mail, one, today)
            note_sent(instance, one.number, today)
            sent.append(said)
        except OpsError as error:
            failed.append(f"{said}: {error}")
        except (OSError, smtplib.SMTPException) as error:
            failed.append(f"{said}: {words_of_mail(mail, error)}")
    return {"sent": sent, "failed": failed}


def _send(instance: Instance, mail: MailSettings, one: Subscription, today: date) -> None:
    with TemporaryDirectory(dir=instance.run) as folder:
        file = Path(folder) / f"{one.dashboard}-{today.isoformat()}.pdf"
        address = dashboard_path(one.dashboard, one.language)
        drawn = _draw(instance, one, address, file)
        if drawn["failed"] or not drawn["tiles"]:
            said = f"{drawn['failed']} of its {drawn['tiles']} tiles could not be drawn"
            raise OpsError(f"The page is not whole: {said}.", "Open it in a browser.")
        url = f"{instance.url(superset.CODE)}{address}"
        deliver(mail, _message(mail.sender or mail.user, one, url, file, today))


def _draw(instance: Instance, one: Subscription, address: str, file: Path) -> dict[str, Any]:
    """Write the PDF of a page as its reader sees it now. Raises: OpsError."""
    claims = load_claims(instance, one.reader)
    cookie = call_module(
        instance,
        superset.ensure_installed(lambda _share, _said: None),
        "bi.page_session",
        [],
        superset.process_environment(instance),
        sent={"claims": claims, "language": one.language},
    )
    python = ensure_environment("browser") / "bin" / "python"
    asked = {
        "host": instance.site(superset.CODE),
        "port": instance.settings().ports["front"],
        "address": f"{address}?standalone=2",
        "cookie": cookie,
        "file": str(file),
    }
    environment = {"PYTHONPATH": str(REPO)}
    return call_module(instance, python, "ops.mailed.page", [], environment, sent=asked)


def _message(sender: str, one: Subscription, url: str, file: Path, today: date) -> EmailMessage:
    facts = yaml.safe_load((FOLDER / f"{one.dashboard}.yml").read_text("utf-8"))
    title = facts["title"][one.language]
    message = EmailMessage()
    message["Subject"] = f"{title} · {today.isoformat()}"
    message["From"] = sender
    message["To"] = ", ".join(one.recipients)
    words = WORDS[one.language]
    message.set_content(
        words.format(title=title, reader=one.reader, day=today.isoformat(), url=url)
    )
    message.add_attachment(
        file.read_bytes(), maintype="application", subtype="pdf", filename=file.name
    )
    return message
