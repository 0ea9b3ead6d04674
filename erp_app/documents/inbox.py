"""What waits for people: one list over all document types, kept in each document's transaction.

Owns who sees what of it: what a person can decide now with the own rights or a delegator's, and
what came back to those who prepared it. Refuses to show a document that its reader may not open.
The list heals itself: `heal` compares it with the documents and mends what differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from erp_app.documents import mail
from erp_app.documents.authority import list_roles, list_takers, own_roles
from erp_app.documents.registry import load_workflows, workflow_of
from erp_app.domain.approval import find_limit
from erp_app.domain.workflow import Concerned, Step, Taker, Workflow
from erp_app.store import document_policy
from erp_app.store import inbox as store

SHOWN_MAX = 200
EVENT = "diwan_inbox"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of a person's list. action: what is asked of the reader. role: the one it is
    about, "" for what is about none."""

    item: store.Item
    action: str
    on_behalf_of: str = ""
    role: str = ""

    def title(self) -> str:
        """Return what heads the entry: a role that is to be given stands beside the person."""
        if not self.role or self.role == self.item.title:
            return _(self.role) if self.role else self.item.title
        return f"{self.item.title} · {_(self.role)}"


# --- writing: in the transaction of the document ------------------------------------------


def follow(doc) -> list[str]:
    """Return the SQL that brings the list to what a document that was just saved says."""
    workflow: Workflow = doc.workflow
    if doc.workflow_state in workflow.waiting:
        _announce_new()
        return list(store.write_statements([_item_of(doc, workflow)]))
    if doc.flags.step and doc.flags.step.before in workflow.waiting:
        return forget(doc.doctype, [doc.name])
    return []


def forget(document_type: str, names: Sequence[str]) -> list[str]:
    """Return the SQL that takes documents off the list that no longer wait for anybody."""
    announce()
    return list(store.remove_statements(document_type, names))


def refresh(document_type: str, names: Sequence[str]) -> None:
    """Bring the list to what these stored documents say; after they were written in bulk."""
    items = store.derive(workflow_of(document_type), names)
    waiting = {item.document for item in items}
    store.remove(document_type, [name for name in names if name not in waiting])
    store.write(items)
    _announce_new()


def _item_of(doc, workflow: Workflow) -> store.Item:
    is_for_others = doc.workflow_state in workflow.waits_for_others
    return store.Item(
        doc.doctype,
        doc.name,
        doc.get_title() or doc.name,
        doc.workflow_state,
        store.DECIDERS if is_for_others else store.PREPARERS,
        doc.saved_amount(),
        (doc.prepared_by or doc.owner) if is_for_others else frappe.session.user,
        doc.preparers(),
        get_datetime(doc.sent_at) if is_for_others and doc.sent_at else now_datetime(),
    )


def _announce_new() -> None:
    """As `announce`, and by one mail per person and commit where the site has a mail server."""
    if not frappe.local.flags.inbox_mail_queued:
        frappe.local.flags.inbox_mail_queued = True
        frappe.db.after_commit.add(_forget_mail)
        frappe.db.after_rollback.add(_forget_mail)
        mail.send_later("erp_app.documents.mail.send_waiting")
    announce()


def _forget_mail() -> None:
    frappe.local.flags.inbox_mail_queued = False


def announce() -> None:
    """Tell every open screen, once after the commit, to ask for its own list again. Names
    nothing."""
    frappe.publish_realtime(EVENT, {}, after_commit=True)


# --- reading: each person the own part ----------------------------------------------------


def load_waiting(user: str, limit: int = SHOWN_MAX) -> list[Waiting]:
    """Return what waits for a person, longest waiting first, at most `limit` of each kind."""
    decisions = store.load_decidable(_queries_of(user), limit)
    entries = [Waiting(item, _action_of(item), whose) for item, whose in decisions]
    entries += [Waiting(item, _action_of(item)) for item in store.load_own(user, limit)]
    readable = _readable([entry.item for entry in entries], user)
    found = []
    for entry in entries:
        item = entry.item
        is_shown = (item.document_type, item.document) in readable
        if is_shown and not _is_about(_concerned_by(item), user):
            found.append(replace(entry, role=_role_in(item)))
    return found


def _role_in(item: store.Item) -> str:
    """Return the role that a document is about, whoever it concerns."""
    if not frappe.get_meta(item.document_type).has_field("role"):
        return ""
    return frappe.db.get_value(item.document_type, item.document, "role") or ""


def _concerned_by(item: store.Item) -> Concerned:
    workflow = workflow_of(item.document_type)
    if not (workflow.user_field or workflow.role_field):
        return Concerned()
    return store.load_concerned(workflow, item.document)


def _is_about(concerned: Concerned, user: str) -> bool:
    """Return True for what is about the rights of its reader, who takes no step with it."""
    return user == concerned.user or concerned.role in own_roles(user)


def _queries_of(user: str) -> list[store.Query]:
    found = []
    for workflow in load_workflows().values():
        for state in sorted(workflow.waits_for_others):
            step = workflow.deciding_step(state)
            takers = list_takers(step, workflow.document_type, user) if step else ()
            found += [query for taker in takers if (query := _query(workflow, state, step, taker))]
    return found


def _query(workflow: Workflow, state: str, step: Step, taker: Taker) -> store.Query | None:
    allowed = list_roles(workflow.document_type, step.action)
    if taker.roles.isdisjoint(allowed):
        return None
    limit = None
    if step.within_limit:
        limits = document_policy.load_approval_limits()
        whose, today = taker.rights_of, getdate()
        limit = find_limit(limits, whose, taker.roles, today, workflow.document_type)
        if limit is None:
            return None
    people = tuple(sorted(taker.people)) if step.needs_other else ()
    return store.Query(workflow.document_type, state, limit, people, taker.on_behalf_of)


def _action_of(item: store.Item) -> str:
    workflow = workflow_of(item.document_type)
    if step := workflow.deciding_step(item.state):
        return step.action
    return workflow.steps_from(item.state)[-1].action


def _readable(items: list[store.Item], user: str) -> set[tuple[str, str]]:
    """Return the keys of what the user may open, by the lists' own rules."""
    found: set[tuple[str, str]] = set()
    for document_type in {item.document_type for item in items}:
        if not frappe.has_permission(document_type, "read", user=user):
            continue
        names = [item.document for item in items if item.document_type == document_type]
        rows = frappe.get_list(
            document_type, filters={"name": ("in", names)}, pluck="name", limit=0, user=user
        )
        found |= {(document_type, name) for name in rows}
    return found


# --- healing ------------------------------------------------------------------------------


def check() -> list[tuple[str, str]]:
    """Return (document type, document) for which list and documents differ."""
    return [key for workflow in load_workflows().values() for key in _differences(workflow)]


def heal() -> int:
    """Mend what differs and return how much that was; daily job."""
    differing = check()
    mend(differing)
    if differing:
        text = "\n".join(f"{document_type} {name}" for document_type, name in differing)
        frappe.log_error(title=f"Inbox mended: {len(differing)}", message=text)
    frappe.db.commit()
    return len(differing)


def mend(differing: Sequence[tuple[str, str]]) -> None:
    """Bring what differs to what the documents say; drop types that have no workflow any more."""
    known = set(load_workflows())
    for document_type in store.list_types():
        if document_type not in known:
            store.remove(document_type, list(store.load_all(document_type)))
    for document_type in {key[0] for key in differing}:
        refresh(document_type, [name for kind, name in differing if kind == document_type])


def _differences(workflow: Workflow) -> list[tuple[str, str]]:
    wanted = {item.document: item for item in store.derive(workflow)}
    stored = store.load_all(workflow.document_type)
    return [
        (workflow.document_type, name)
        for name in sorted({*wanted, *stored})
        if _shape(wanted.get(name)) != _shape(stored.get(name))
    ]


def _shape(item: store.Item | None) -> tuple | None:
    return item and (item.state, item.audience, item.amount, item.preparers)
