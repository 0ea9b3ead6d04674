"""A visitor becomes a proposed supplier: first the address is confirmed, then the form is taken.

Owns the answers, which are the same whoever asks: whether an address or a company is known, nobody
learns here. Files are taken from who holds a link alone. What comes of it is a draft of a proposal,
which a registrar reads, completes and sends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

import frappe
from frappe import _
from frappe.utils import escape_html, get_url, now_datetime, validate_email_address

from erp_app.documents.language import speaking
from erp_app.documents.mail import has_mail_server
from erp_app.documents.refusals import rules
from erp_app.domain.languages import ARABIC, ENGLISH, base_language
from erp_app.domain.purchasing.registration import (
    FROM_VISITOR,
    LINK_LIFE,
    OPEN_LINKS_MAX,
    Upload,
    read_sent,
    require_files,
    token_digest,
)
from erp_app.guards.documents import BY_SERVER
from erp_app.store import supplier_registrations as store

PAGE = "/supplier-registration"
GUEST = "Guest"
SEND = "erp_app.purchasing.self_registration.send_link"


def ask(mail: str, language: str) -> str:
    """Note that somebody wants to register, and send a link where mails leave; return the answer.

    Raises: frappe.ValidationError for what is no address.
    """
    address = validate_email_address(mail.strip().lower(), throw=True)
    now = now_datetime()
    if store.count_open(address, now) < OPEN_LINKS_MAX:
        token = _new_token()
        store.insert_asked(address, _read(language), token_digest(token), now, now + LINK_LIFE)
        if has_mail_server():
            frappe.enqueue(
                SEND, queue="short", enqueue_after_commit=True, mail=address, token=token,
                language=_read(language),
            )  # fmt: skip
    if has_mail_server():
        return _("If the address receives mail, a link is on its way to it. It lives for two days.")
    return _("This site sends no e-mail: ask the shared services centre for your link.")


def send_link(mail: str, token: str, language: str) -> None:
    """Send the link to the address that is to be confirmed."""
    with speaking(language):
        link = escape_html(get_url(f"{PAGE}#{token}"))
        text = _("Go on with the registration of your company as a supplier by this link:")
        frappe.sendmail(
            recipients=[mail],
            subject=_("Registration as a supplier"),
            message=f'<p>{escape_html(text)}</p><p><a href="{link}">{link}</a></p>',
            add_unsubscribe_link=0,
        )


def renew(mail: str) -> tuple[str, str]:
    """Return (path with the link, its end) for a visitor who asked; an earlier link ends. For the
    operator of a hub that sends no mail.

    Raises: frappe.DoesNotExistError when nobody of this address waits.
    """
    now = now_datetime()
    name = store.find_asked(mail.strip().lower(), now)
    if not name:
        raise frappe.DoesNotExistError(mail)
    token, expires = _new_token(), now + LINK_LIFE
    store.renew_link(name, token_digest(token), expires)
    return f"{PAGE}#{token}", str(expires)[:16]


def send(token: str, values: Mapping[str, object], uploads: Sequence[Upload]) -> str:
    """Make a draft of a proposal of what a visitor sent; return the answer.

    Raises: frappe.PermissionError for a link that does not count; frappe.ValidationError for what
    cannot be taken, and the link goes on counting.
    """
    registration = store.take_link(token_digest(token), now_datetime())
    if registration is None:
        text = _("This link does not count any more: ask for another one.")
        frappe.throw(text, frappe.PermissionError)
    with rules():
        fields, documents = read_sent(values)
        require_files(uploads, len(documents))
    proposal = _insert(fields, documents, registration.mail)
    _attach(proposal, uploads)
    store.mark_sent(registration.name, proposal.name, now_datetime())
    return _("Thank you. The shared services centre will look at it and write to you.")


def _insert(fields: Mapping[str, str], documents: Sequence[Mapping[str, str]], mail: str):
    proposal = frappe.new_doc("Supplier Proposal")
    proposal.update({name: value for name, value in fields.items() if value})
    proposal.contact_mail = mail
    for row in documents:
        proposal.append("documents", {name: value for name, value in row.items() if value})
    proposal.flags.origin = FROM_VISITOR
    return proposal.insert(ignore_permissions=True)


def _attach(proposal, uploads: Sequence[Upload]) -> None:
    """Keep the files with the proposal, under names of ours."""
    addresses = {}
    for upload in uploads:
        row = proposal.documents[upload.row]
        file = frappe.new_doc("File")
        file.update(
            {
                "file_name": f"{row.document_kind}-{row.idx}.{upload.suffix}",
                "attached_to_doctype": proposal.doctype,
                "attached_to_name": proposal.name,
                "content": upload.content,
                "is_private": 1,
            }
        )
        file.flags.kept_by = BY_SERVER
        file.insert(ignore_permissions=True)
        addresses[row.name] = file.file_url
    store.save_files(addresses)


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _read(language: str) -> str:
    return ARABIC if base_language(language) == ARABIC else ENGLISH
