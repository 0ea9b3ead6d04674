"""A document that is prepared by some and decided on by others: the enforcement of its life.

Owns the enforcement for every way in (form, REST, import, list action, background job), because
each of them ends in this controller's save. Refuses what a client may not decide: state, numbers,
preparers and deciders are taken from the stored document, the session and the rules, never from
the request; a step with an effect is taken by submitting or cancelling, never by writing a state.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document
from frappe.utils import getdate, now

from erp_app.documents import evidence, inbox, notices
from erp_app.documents.authority import Matter, find_taker
from erp_app.documents.given import require_first, told_of_equal
from erp_app.documents.proofs import require_step_proof
from erp_app.documents.refusals import rules, throw_locked
from erp_app.documents.registry import workflow_of
from erp_app.documents.seen import require_bound
from erp_app.domain.findings import _ as mark
from erp_app.domain.text import visible_text
from erp_app.domain.workflow import (
    Concerned,
    Effect,
    StateTransitionError,
    Step,
    Taker,
    Workflow,
    require_reason,
)
from erp_app.store import document_steps
from erp_app.store.amounts import amount_of
from erp_app.store.rows import run_together
from erp_app.store.stored_documents import read_document

# Set by this controller alone; whatever a client sends for them is put back.
LIFE_FIELDS = (
    "prepared_by",
    "contributors",
    "sent_at",
    "approved_by",
    "approved_for",
    "approved_at",
    "rejection_reason",
)
# Written once, at insert or at cancellation.
STORED_FIELDS = ("owner", "creation", "amended_from", "idempotency_key", "reason")
_NOT_CONTENT = frozenset({*LIFE_FIELDS, *STORED_FIELDS, "workflow_state"})
_AMOUNTS = frozenset({"Currency", "Float", "Percent"})
_NUMBERS = frozenset({"Check", "Int"})


class ControlledDocument(Document):
    """The base of every document with a workflow.

    Its DocType has the fields of LIFE_FIELDS, `workflow_state` and `reason`; its folder has a
    `workflow.py`. server_fields: further fields that only the server writes. A subclass checks
    its content in `check_content` and says in `decided_amount` what is decided about.
    """

    # Asked of the class, never of the document, into which a request may write any name.
    server_fields: ClassVar[tuple[str, ...]] = ()

    @property
    def workflow(self) -> Workflow:
        return workflow_of(self.doctype)

    # --- what a subclass says ---------------------------------------------------------

    def check_content(self, before: str, after: str) -> None:
        """Refuse content that breaks the rules; `before` and `after` are states."""

    def decided_amount(self) -> Decimal:
        """Return the amount that approval limits are compared with, from what is stored as lines.

        Never from a total that a request may have sent.
        """
        return Decimal(0)

    def saved_amount(self) -> Decimal:
        """Return `decided_amount` of what was just saved, which `check_content` may have noted."""
        noted: Decimal | None = self.flags.amount
        return self.decided_amount() if noted is None else noted

    # --- life ---------------------------------------------------------------------------

    def load_from_db(self) -> None:
        if not isinstance(self.name, str):
            return super().load_from_db()
        found = read_document(self.meta, self.name, bool(self.flags.for_update))
        if found is None:
            text = frappe._("{0} {1} not found").format(frappe._(self.doctype), self.name)
            frappe.throw(text, frappe.DoesNotExistError)
        values, tables = found
        self.flags.ignore_children = True
        BaseDocument.__init__(self, values)
        self.flags.pop("ignore_children", None)
        for field, rows in tables.items():
            self.set(field, rows)

    def before_insert(self) -> None:
        require_first(self)
        for field in (*LIFE_FIELDS, *type(self).server_fields, "reason"):
            self.set(field, self.flags.get(field))
        self.owner = self.flags.prepared_by or self.owner

    def db_insert(self, *args, **kwargs):
        with told_of_equal(self):
            super().db_insert(*args, **kwargs)

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        before = stored.workflow_state if stored else self.workflow.first_state
        after = self._wanted_state()
        self._take_back_server_fields(stored)
        self.flags.lines_unchanged = bool(stored) and self.fingerprint() == stored.fingerprint()
        user = self.flags.prepared_by or frappe.session.user
        self._require_editable(before)
        self._record_contributor(user)
        self.flags.step = self.flags.amount = None
        if after != before:
            self._take_step(before, after, user)
        self.workflow_state = after
        self.check_content(before, after)

    def _wanted_state(self) -> str:
        if self._action == "submit":
            return next(s.after for s in self.workflow.steps if s.effect is Effect.SUBMIT)
        return self.workflow_state or self.workflow.first_state

    def _take_back_server_fields(self, stored: ControlledDocument | None) -> None:
        """Put back what only the server writes; a reason that was just written is kept aside."""
        reason = self.flags.pop("step_reason", None)
        if stored and reason is None and self.rejection_reason != stored.rejection_reason:
            reason = self.rejection_reason
        self.flags.reason = visible_text(reason)
        for field in (*LIFE_FIELDS, *type(self).server_fields, *STORED_FIELDS) if stored else ():
            self.set(field, stored.get(field))

    def _require_editable(self, before: str) -> None:
        if not self.workflow.is_editable(before) and not self.flags.lines_unchanged:
            throw_locked(mark("This document is {0}: withdraw it before changing it"), before)

    def _record_contributor(self, user: str) -> None:
        if not self.flags.lines_unchanged:
            self.prepared_by = user
            self.add_contributor(user)

    def preparers(self) -> frozenset[str]:
        """Return everyone who wrote this document's content or sent it."""
        named = (self.contributors or "").split("\n")
        return frozenset(user for user in (self.owner, self.prepared_by, *named) if user)

    def add_contributor(self, user: str) -> None:
        """Count a person among those who prepared this document."""
        self.contributors = "\n".join(sorted({*self.preparers(), user}))

    # --- steps --------------------------------------------------------------------------

    def _take_step(self, before: str, after: str, user: str) -> None:
        with rules():
            step = self.workflow.find_step(before, after)
            if step.effect is not Effect.NONE and self._action == "save":
                raise StateTransitionError(
                    mark("{0} is a step of its own: the state alone cannot be written"), step.action
                )
            self.flags.taker = find_taker(step, self.matter(), user)
            require_reason(step, self.flags.reason)
        require_bound(self, step)
        require_step_proof(self, step)
        if step.effect is Effect.SUBMIT and not self.is_new():
            said = evidence.require_as_sent(self.doctype, [self.name])
            self.flags.evidence = said[self.name]
        self.flags.step = step
        self._note_step(step, user)

    def matter(self) -> Matter:
        """Return what a decision on this document is about.

        The preparers are those of the database: validation has put them back first.
        """
        return Matter(self.doctype, self.preparers(), self.decided_amount(), self.concerned())

    def concerned(self) -> Concerned:
        """Return whose rights this document is about."""
        fields = self.workflow.user_field, self.workflow.role_field
        return Concerned(*(str((field and self.get(field)) or "") for field in fields))

    def _note_step(self, step: Step, user: str) -> None:
        if step.effect is Effect.SUBMIT:
            self.approved_by, self.approved_at = user, now()
            self.approved_for = self.flags.taker.on_behalf_of or None
        elif step.is_decision:
            self.rejection_reason = self.flags.reason
        elif step.after in self.workflow.waits_for_others:
            self.sent_at, self.rejection_reason = now(), None
            self.add_contributor(user)

    def run_post_save_methods(self):
        super().run_post_save_methods()
        statements = self.flags.pop("unsent", []) + inbox.follow(self)
        if step := self.flags.pop("step", None):
            statements += self._record_step(step)
        run_together(statements)

    def _record_step(self, step: Step) -> list[str]:
        """Return the SQL of the trail and of the notices that a step leaves."""
        taker: Taker = self.flags.taker
        reason = self.flags.reason if step.needs_reason else ""
        amount = self.saved_amount()
        said = self.flags.pop("evidence", None)
        if said is None:
            said = evidence.describe(self.doctype, [self.name])[self.name]
        row = document_steps.build_row(self.doctype, self.name, amount, step, taker, reason, said)
        statements = list(document_steps.step_statements([row]))
        if step.is_decision:
            title = self.get_title() or self.name
            told = notices.Decided(self.doctype, self.name, title, self.preparers())
            statements += notices.tell_preparers([told], step, taker, reason)
        return statements

    # --- cancelling, changing, deleting -------------------------------------------------

    def before_update_after_submit(self) -> None:
        """Take a step that leads on from what is in force; its content stays as it was approved."""
        stored, after = self.get_doc_before_save(), self.workflow_state
        reason = visible_text(self.flags.pop("step_reason", None))
        self._restore(stored)
        if after == stored.workflow_state:
            throw_locked(
                mark("What was approved cannot be changed: cancel it with a reason instead")
            )
        self.flags.lines_unchanged, self.flags.reason = True, reason
        self._take_step(stored.workflow_state, after, frappe.session.user)
        self.workflow_state = after

    def before_cancel(self) -> None:
        stored = self.get_doc_before_save()
        reason = visible_text(self.reason)
        self._restore(stored)
        with rules():
            # Of a document that has no such step there is no way to "".
            cancels = (s.after for s in self.workflow.steps if s.effect is Effect.CANCEL)
            cancelled = next(cancels, "")
            step = self.workflow.find_step(stored.workflow_state, cancelled)
            self.flags.taker = self._find_canceller(step, stored)
            require_reason(step, reason)
        self.flags.step, self.flags.reason, self.flags.amount = step, reason, None
        self.reason = reason
        self.workflow_state = step.after
        self.flags.lines_unchanged = True

    def _find_canceller(self, step: Step, stored: ControlledDocument) -> Taker:
        """Return with whose rights it is cancelled, judged on what is stored and was read."""
        taker = find_taker(step, stored.matter(), frappe.session.user)
        require_bound(self, step)
        require_step_proof(stored, step)
        return taker

    def _restore(self, stored: ControlledDocument) -> None:
        """Put the stored content back: a cancellation changes nothing but the status."""
        kept = {"docstatus", "modified", "modified_by"}
        for field in set(self.meta.get_valid_columns()) - kept:
            self.set(field, stored.get(field))
        for table in self.meta.get_table_fields():
            self.__dict__[table.fieldname] = stored.get(table.fieldname)
        self.set_parent_in_children()

    def on_trash(self) -> None:
        # Read again under a lock: somebody may just be posting what was read as a draft.
        docstatus, state = frappe.db.get_value(
            self.doctype, self.name, ["docstatus", "workflow_state"], for_update=True
        ) or (0, self.workflow_state)
        if docstatus != 0 or not self.workflow.is_editable(state):
            throw_locked(mark("Only a draft is deleted: this document is {0}"), state)

    def open_steps(self) -> list[Step]:
        """Return the steps that begin where this stored document stands.

        A reversal is not taken back: its original says that it is cancelled.
        """
        found = self.workflow.steps_from(self.workflow_state)
        return [s for s in found if not (s.effect is Effect.CANCEL and self.get("reverses"))]

    def keeps_files(self) -> bool:
        """Return True when what is attached is what people decided on: it stays."""
        return not self.workflow.is_editable(self.workflow_state)

    def takes_files(self) -> bool:
        """Return True when something may be attached: to a draft, or late to what is in force."""
        return self.docstatus.is_submitted() or self.workflow.is_editable(self.workflow_state)

    def after_delete(self) -> None:
        run_together(inbox.forget(self.doctype, [self.name]))

    # --- content ------------------------------------------------------------------------

    def fingerprint(self) -> tuple:
        """Return the content a person writes, a site's own fields and all lines included."""
        heads = _content_of(self, _content_fields(self.meta))
        tables = []
        for table in self.meta.get_table_fields():
            fields = _content_fields(frappe.get_meta(table.options))
            tables.append(tuple(_content_of(row, fields) for row in self.get(table.fieldname)))
        return heads, tuple(tables)


def _content_fields(meta) -> list[tuple[str, str]]:
    """Return (field, type) of what people may write."""
    skipped = {*no_value_fields, *table_fields}
    return [
        (field.fieldname, field.fieldtype)
        for field in meta.fields
        if field.fieldtype not in skipped
        and not field.read_only
        and field.fieldname not in _NOT_CONTENT
    ]


def _content_of(row, fields: list[tuple[str, str]]) -> tuple:
    values = row.__dict__
    return tuple([_comparable(values.get(name), kind) for name, kind in fields])


def _comparable(value: object, kind: str) -> object:
    """Return a value in one form, however a form, JSON or the database wrote it."""
    if kind in _AMOUNTS:
        return amount_of(value)
    if kind in _NUMBERS:
        return frappe.utils.cint(value)
    if kind == "Date":
        return getdate(value) if value else None
    return value or ""
