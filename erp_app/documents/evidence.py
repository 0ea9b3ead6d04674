"""What is attached to a document belongs to what people decide on: from sending on it stays.

Owns the guards of attached files, for every way in, jobs and the machine's account included, and
the text by which the trail says what was attached: name, person, moment and SHA-256 of the content.
Nothing is added while a document waits or after it was cancelled; what is added to one in force is
a step of its own in the trail, told to whoever approved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe
from frappe.utils import escape_html

from erp_app.documents.language import speaking
from erp_app.documents.refusals import throw_locked, translate
from erp_app.documents.registry import workflow_of
from erp_app.domain.findings import _ as mark
from erp_app.domain.workflow import Step, Taker
from erp_app.store import document_steps, notices
from erp_app.store.attached import Attached, digest_of, load_attached
from erp_app.store.guards import has_document
from erp_app.store.rows import run_together
from erp_app.store.users import load_people

SYSTEM = "Administrator"
ADDED = mark("Add Evidence")
_LATE = mark("{0} {1}: {2} was attached after the approval")


def judge_new(file, _event: str | None = None) -> None:
    """Refuse a file for a document that waits or was cancelled. Raises: DocumentLockedError."""
    document = document_of(file)
    if document and document.keeps_files() and not document.takes_files():
        text = mark("What is attached is fixed while this document is {0}: withdraw it first")
        if document.docstatus.is_cancelled():
            text = mark("What is attached is fixed: this document is {0}")
        throw_locked(text, document.workflow_state)
    _note_contributor(document)


def judge_change(file, _event: str | None = None) -> None:
    """Refuse to change or remove a file that people decided on. Raises: DocumentLockedError."""
    if file.is_new():
        return
    document = document_of(file)
    if document and document.keeps_files():
        throw_locked(mark("This file belongs to what was decided on: it stays"))
    _note_contributor(document)


def _note_contributor(document) -> None:
    """Count who changes the evidence of a document in preparation among those who prepared it."""
    user = frappe.session.user
    if not hasattr(document, "add_contributor") or document.keeps_files():
        return  # an import is its uploader's alone
    if user in (*document.preparers(), SYSTEM):
        return
    document.add_contributor(user)
    document.db_set("contributors", document.contributors, update_modified=False)


def document_of(file):
    """Return the document a file belongs to, its row locked, when its type keeps files.

    Somebody may just be sending it.
    """
    doctype, name = file.attached_to_doctype, file.attached_to_name
    if not (doctype and name and has_document(doctype, str(name))):
        return None
    document = frappe.get_doc(doctype, str(name), for_update=True)
    return document if hasattr(document, "keeps_files") else None


def note_late(file, _event: str | None = None) -> None:
    """Write what was added to a document in force into its trail, and tell who approved it."""
    document = document_of(file)
    if not (document and document.keeps_files() and document.get("workflow_state")):
        return
    state, user = document.workflow_state, frappe.session.user
    said = _line(Attached(document.name, file.file_name, user, file.creation, _digest(file)))
    step = Step(state, ADDED, state, frozenset())
    amount = document.decided_amount()
    row = document_steps.build_row(
        document.doctype, document.name, amount, step, Taker(user, frozenset()), "", said
    )
    run_together([*document_steps.step_statements([row]), *_tell_approver(document, file, user)])


def describe(document_type: str, names: Sequence[str]) -> dict[str, str]:
    """Return what is attached to each of these documents as the trail keeps it, "" for nothing.

    Raises: DocumentLockedError for a file whose content is gone.
    """
    return _described(names, load_attached(document_type, names))


def _described(names: Sequence[str], attached: Iterable[Attached]) -> dict[str, str]:
    said: dict[str, list[str]] = {name: [] for name in names}
    for one in attached:
        if not one.digest:
            throw_locked(mark("The file {0} cannot be read: attach it again"), one.file_name)
        said[one.document].append(_line(one))
    return {name: "\n".join(lines) for name, lines in said.items()}


def require_as_sent(document_type: str, names: Sequence[str]) -> dict[str, str]:
    """Refuse documents whose evidence is not what was sent; return what `describe` does.

    Raises: DocumentLockedError.
    """
    waiting = sorted(workflow_of(document_type).waits_for_others)
    attached, sent = document_steps.load_attached_and_sent(document_type, names, waiting)
    now = _described(names, attached)
    for name, said in sent.items():
        if said != now[name]:
            text = mark("What is attached to {0} is not what was sent: reject it")
            throw_locked(text, name)
    return now


def _line(one: Attached) -> str:
    moment = str(one.creation)[:19]
    return f"{one.file_name} · {one.owner} · {moment} · SHA-256 {one.digest}"


def _digest(file) -> str:
    return digest_of(file.file_url)


def _tell_approver(document, file, user: str) -> list[str]:
    """Return the SQL of the notice to who approved a document, unless that is who added."""
    approver = load_people({document.approved_by} - {user}).get(document.approved_by)
    if approver is None or not approver.is_enabled:
        return []
    with speaking(approver.language):
        said = translate(_LATE, (document.doctype, document.name, file.file_name))
    notice = (approver.user, escape_html(said), "", document.doctype, document.name)
    return notices.notice_statements([notice], user, notices.new_names(1, told=False))
