"""Mails about what waits and what was decided, where the site has an outgoing mail server.

Owns when a mail is sent: after the commit, by a job, one mail per person for everything that came
together (an import of a thousand journals is one mail). Without a mail server nothing happens and
nothing fails: the inbox and the bell are the notice, the mail is a courtesy.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.utils import escape_html, get_url

from erp_app.documents.authority import list_roles
from erp_app.documents.language import speaking
from erp_app.documents.registry import load_workflows
from erp_app.store import currency, document_policy, notices
from erp_app.store import inbox as inbox_store
from erp_app.store.policy_cache import remembered
from erp_app.store.users import Person, list_holders, load_people, refuses_mail

LISTED_MAX = 10
INBOX = "/app/inbox"


def has_mail_server() -> bool:
    """Return True when mails can leave this site: an outgoing server is set and mails are not
    muted."""
    if frappe.are_emails_muted():
        return False
    return bool(frappe.conf.get("mail_server") or remembered("mail server", _read_accounts))


def _read_accounts() -> list[str]:
    account = {"enable_outgoing": 1, "default_outgoing": 1}
    return frappe.get_all("Email Account", account, pluck="name", limit=1)


def send_later(method: str, **arguments: object) -> None:
    """Queue a mail of this module for after the commit, where mails can leave."""
    if has_mail_server():
        frappe.enqueue(method, queue="short", enqueue_after_commit=True, **arguments)


def send_waiting() -> int:
    """Tell everyone who can decide, in one mail each, what is new; return how many mails."""
    from erp_app.documents.inbox import load_waiting  # the list itself asks for this mail

    fresh = set(inbox_store.load_unmailed())
    sent = 0
    for person in load_people(_possible_deciders()).values() if fresh else ():
        entries = [
            entry
            for entry in load_waiting(person.user)
            if (entry.item.document_type, entry.item.document) in fresh
        ]
        if entries and _wants_mail(person):
            with speaking(person.language):
                lines = [_line(entry) for entry in entries]
                _send(person, _("Waiting for your decision: {0}").format(len(lines)), lines)
            sent += 1
    inbox_store.mark_mailed(fresh)
    return sent


def send_notices(names: list[str]) -> None:
    """Send each of these notices to its person."""
    found = notices.load_notices(names)
    people = load_people({notice.for_user for notice in found})
    for notice in found:
        person = people.get(notice.for_user)
        if person and _wants_mail(person):
            address = get_url(f"/app/{_slug(notice.document_type)}/{notice.document}")
            with speaking(person.language):
                lines = [f'<a href="{escape_html(address)}">{notice.subject}</a>']
                if notice.reason:
                    lines.append(notice.reason)
                _send(person, frappe.utils.strip_html(notice.subject), lines)


def _possible_deciders() -> set[str]:
    roles = {
        role
        for workflow in load_workflows().values()
        for step in workflow.steps
        if step.is_decision
        for role in list_roles(workflow.document_type, step.action)
    }
    return list_holders(roles) | {found.delegate for found in document_policy.load_delegations()}


def _wants_mail(person: Person) -> bool:
    return person.is_enabled and "@" in person.email and not refuses_mail(person.user)


def _line(entry) -> str:
    item = entry.item
    address = get_url(f"/app/{_slug(item.document_type)}/{item.document}")
    amount = currency.written(item.amount)
    text = f"{_(item.document_type)} {item.document}: {entry.title()} · {amount}"
    return f'<a href="{escape_html(address)}">{escape_html(text)}</a>'


def _send(person: Person, subject: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    listed = "".join(f"<li>{line}</li>" for line in lines[:LISTED_MAX])
    more = _("and {0} more").format(len(lines) - LISTED_MAX) if len(lines) > LISTED_MAX else ""
    direction = "rtl" if person.language.startswith("ar") else "ltr"
    inbox = f'<a href="{escape_html(get_url(INBOX))}">{escape_html(_("Open your inbox"))}</a>'
    frappe.sendmail(
        recipients=[person.email],
        subject=subject,
        message=f'<div dir="{direction}"><ul>{listed}</ul><p>{more}</p><p>{inbox}</p></div>',
        add_unsubscribe_link=0,
    )


def _slug(document_type: str) -> str:
    return frappe.scrub(document_type).replace("_", "-")
