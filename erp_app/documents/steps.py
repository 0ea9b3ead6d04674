"""Taking steps by name, one document or many, and what a person can do with a document now.

Owns the order: the stored document, its workflow, the person's rights, the save that enforces all
of it again. Refuses a delegate who may not even read the document. A delegate's step is saved with
the delegator's rights on the document, checked here, because the framework knows the delegate only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _

from erp_app import ledger
from erp_app.documents import evidence, inbox, notices
from erp_app.documents.authority import find_taker, list_roles, list_takers, own_roles
from erp_app.documents.proofs import require_set_proof
from erp_app.documents.refusals import rules, tell
from erp_app.documents.registry import workflow_of
from erp_app.documents.seen import SeenSet, require_seen, require_seen_set
from erp_app.domain.findings import AuthorityError
from erp_app.domain.workflow import (
    RIGHT_OF_EFFECT,
    Effect,
    SelfApprovalError,
    Step,
    Taker,
    Workflow,
)
from erp_app.guards.gate import lets_call
from erp_app.store import document_steps
from erp_app.store.rows import run_together

TAKE_STEP = "erp_app.api.documents.take_step"


@dataclass(slots=True)
class Outcome:
    """What came of a step on several documents: names, and (name, reason) of the refused."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_step(
    document_type: str,
    name: str,
    action: str,
    reason: str = "",
    day: date | None = None,
    modified: str | None = None,
):
    """Take a step and return the saved document. Never commits.

    day: the date that a step with a date asks for, today when None. modified: of the document as
    its reader saw it; no decision is taken without it, nor on a document that has changed since.

    Raises:
        frappe.PermissionError, frappe.ValidationError, frappe.DoesNotExistError.
    """
    doc = load(document_type, name, for_update=True)
    with rules():
        step = doc.workflow.find_action(doc.workflow_state, action)
        taker = find_taker(step, doc.matter(), frappe.session.user)
    _require_right(doc, step, taker)
    require_seen(doc, step, modified)
    doc.flags.step_reason, doc.flags.step_date = reason, day
    match step.effect:
        case Effect.SUBMIT:
            doc.submit()
        case Effect.CANCEL:
            doc.reason = reason
            doc.cancel()
        case Effect.NONE:
            doc.workflow_state = step.after
            doc.save()
    return doc


def take_steps(
    document_type: str,
    names: list[str],
    action: str,
    reason: str = "",
    modified: Mapping[str, str] | None = None,
) -> Outcome:
    """Take the same step on several documents, each in its own transaction.

    modified: of each document by name, as its reader saw it.

    Raises: SecondFactorNeededError, before any step is taken.
    """
    require_set_proof(document_type, action, names)
    outcome, seen = Outcome(), modified or {}
    for name in names:
        try:
            take_step(document_type, name, action, reason, modified=seen.get(name))
            frappe.db.commit()
            outcome.done.append(name)
        except (frappe.ValidationError, frappe.PermissionError) as error:
            frappe.db.rollback()
            outcome.refused.append((name, str(error)))
    frappe.clear_messages()
    return outcome


def approve_waiting(
    document_type: str, names: Sequence[str], seen: SeenSet | None = None
) -> list[str]:
    """Approve and post those of these documents that wait, as one set; return their names.

    seen: the set as its reader saw it.

    Judged as each of them would be in its form: the own rights first, then those of each
    delegator; one of them must cover the whole set. Never commits.

    Raises:
        ledger.EntriesInvalidError, RuleError, SecondFactorNeededError: nothing was approved.
    """
    require_seen_set(document_type, names, seen)
    workflow = workflow_of(document_type)
    step = next(step for step in workflow.steps if step.effect is Effect.SUBMIT)
    require_set_proof(document_type, step.action, names)
    said = evidence.require_as_sent(document_type, names)
    refused: list[AuthorityError] = []
    for taker in list_takers(step, document_type, frappe.session.user):
        if not frappe.has_permission(document_type, "submit", user=taker.rights_of):
            continue
        authority = ledger.Authority(taker.user, taker.roles, on_behalf_of=taker.on_behalf_of)
        try:
            posted = ledger.approve_waiting(document_type, names, authority)
        except AuthorityError as error:
            refused.append(error)
            continue
        _note_approvals([one.entry for one in posted], step, taker, said)
        return [one.entry.voucher for one in posted]
    if refused:
        raise refused[0]
    raise frappe.PermissionError(_("You may not approve {0}").format(_(document_type)))


def _note_approvals(
    entries: Sequence[ledger.Entry], step: Step, taker: Taker, said: Mapping[str, str]
) -> None:
    """Trail, inbox and notices of a set that was approved. said: the evidence of each, by name."""
    if not entries:
        return
    rows = [
        document_steps.build_row(
            e.voucher_type, e.voucher, e.total_debit, step, taker, "", said[e.voucher]
        )
        for e in entries
    ]
    decided = [notices.Decided(e.voucher_type, e.voucher, e.title, e.barred) for e in entries]
    run_together(
        [
            *document_steps.step_statements(rows),
            *inbox.forget(entries[0].voucher_type, [entry.voucher for entry in entries]),
            *notices.tell_preparers(decided, step, taker),
        ]
    )


def load(document_type: str, name: str, *, for_update: bool = False):
    """Return a stored document that has a workflow and that the session's user may read.

    for_update: with its rows locked, so that it is what others have committed by now.
    """
    with rules():
        workflow_of(document_type)
    doc = frappe.get_doc(document_type, str(name), for_update=for_update)
    doc.check_permission("read")
    return doc


def _require_right(doc, step: Step, taker: Taker) -> None:
    """Refuse who may not by the document's own permissions, asked of whose rights count."""
    if not taker.on_behalf_of:
        return  # the save checks the session's user
    right = RIGHT_OF_EFFECT[step.effect]
    if not frappe.has_permission(doc.doctype, right, doc=doc, user=taker.on_behalf_of):
        raise frappe.PermissionError(_("{0} may not do this").format(taker.on_behalf_of))
    doc.flags.ignore_permissions = True


def list_possible(doc, user: str) -> list[tuple[Step, Taker]]:
    """Return the steps a user can take with a stored document now, and with whose rights."""
    matter = doc.matter()
    found = []
    for step in doc.open_steps():
        try:
            taker = find_taker(step, matter, user)
        except AuthorityError:
            continue
        if _is_open_to(doc, step, taker):
            found.append((step, taker))
    return found


def _is_open_to(doc, step: Step, taker: Taker) -> bool:
    """Return True when the gate lets the person take steps, and the rights that count hold."""
    right = RIGHT_OF_EFFECT[step.effect]
    return lets_call(taker.user, TAKE_STEP) and frappe.has_permission(
        doc.doctype, right, doc=doc, user=taker.rights_of
    )


def list_bulk(workflow: Workflow, user: str) -> list[Step]:
    """Return the decisions that the roles of a user, or of a delegator, open in a list."""
    if not lets_call(user, TAKE_STEP):
        return []
    return [
        step
        for step in workflow.steps
        if step.is_decision
        and step.before in workflow.waits_for_others
        and any(
            not taker.roles.isdisjoint(list_roles(workflow.document_type, step.action))
            for taker in list_takers(step, workflow.document_type, user)
        )
    ]


def explain_impossible(doc, user: str) -> str:
    """Return why a user with the role cannot decide, "" when there is nothing to explain."""
    for step in doc.open_steps():
        if step.effect is not Effect.SUBMIT:
            continue
        try:
            find_taker(step, doc.matter(), user)
        except SelfApprovalError as error:
            return tell(error)
        except AuthorityError as error:
            return tell(error) if step.within_limit and _holds_role(doc, step, user) else ""
    return ""


def _holds_role(doc, step: Step, user: str) -> bool:
    return not list_roles(doc.doctype, step.action).isdisjoint(own_roles(user))


def load_history(doc) -> list[dict]:
    """Return who took which step when, oldest first."""
    return document_steps.load_steps(doc.doctype, doc.name)
