"""The Journal document: the only way an entry reaches the ledger from a person.

Owns the enforcement of the journal's life for every way in (form, REST, import, bulk
action, background job), because each of them ends in this controller's save. Refuses
what a client may not decide: state, numbers, preparers and approvers are taken from the
stored document, the session and the rules, never from the request.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now

from erp_app import ledger
from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.entry_check import DRAFT_BLOCKERS
from erp_app.domain.money import total
from erp_app.domain.workflow import Action, State, is_editable, require_transition
from erp_app.finance import posting
from erp_app.finance.refusals import JournalLockedError, rules, throw_findings
from erp_app.store import journals
from erp_app.store.amounts import amount_of
from erp_app.store.numbering import next_reference

# Set by this controller alone; whatever a client sends for them is put back.
SERVER_FIELDS = (
    "posting_number",
    "period",
    "prepared_by",
    "contributors",
    "sent_at",
    "approved_by",
    "approved_at",
    "rejection_reason",
    "reverses",
    "reversed_by",
    "import_batch",
    "journal_template",
)
# Written once, at insert or at cancellation.
STORED_FIELDS = ("owner", "creation", "amended_from", "idempotency_key", "reason")
CONTENT_FIELDS = ("title", "posting_date", "is_adjustment", "reversal_date")
TOTAL_FIELDS = ("total_debit", "total_credit")
LINE_FIELDS = ("account", "description", *DIMENSIONS)


class Journal(Document):
    """A journal and its lines; submitted means approved and posted."""

    # --- naming and storage: lines are written in bulk ---------------------------------

    def autoname(self) -> None:
        self.name = next_reference()

    def set_new_name(self, force=False, set_name=None, set_child_names=True):
        """Name the journal, and its lines without asking the naming machinery for each."""
        if not self.flags.name_set or force:
            self.__dict__.pop("__newname", None)
            super().set_new_name(force=force, set_name=None, set_child_names=False)
            self._name_new_lines()

    def set_name_in_children(self):
        self._name_new_lines()

    def _name_new_lines(self) -> None:
        """Name the rows that are not this journal's own stored ones, whatever they claim."""
        stored = self.get_doc_before_save()
        own = {row.name for row in stored.lines} if stored else set()
        token = frappe.generate_hash(length=10)
        for position, row in enumerate(self.lines or [], 1):
            if row.name in own:
                own.remove(row.name)
                row.set("__islocal", False)
            else:
                row.name = f"{token}{position:05d}"
                row.set("__islocal", True)

    def _validate_links(self):
        """Links of the lines are checked with the rules, by line and with one query.

        The document's own links are set by this controller, but for the amended journal.
        """
        if self.is_new() and self.amended_from:
            super()._validate_links()

    def _validate(self):
        """Field checks of the document and, for all, of its first line.

        What the field checks could find in a line (a link, an amount, a length) is found
        for every line by `_check_content`, at a small part of the cost.
        """
        lines, self.lines = self.lines, self.lines[:1]
        try:
            super()._validate()
        finally:
            self.lines = lines

    def db_insert(self, *args, **kwargs):
        super().db_insert(*args, **kwargs)
        journals.insert_document_lines(self.lines)

    def update_child_table(self, fieldname, df=None):
        if fieldname != "lines":
            return super().update_child_table(fieldname, df)
        if self.flags.lines_unchanged:
            journals.stamp_lines(self.name, self.docstatus, self.modified, self.modified_by)
            return None
        journals.delete_lines_except(self.name, [row.name for row in self.lines])
        journals.upsert_lines(self.lines)
        for row in self.lines:
            row.set("__islocal", False)
        return None

    def save_version(self):
        """Edits of drafts leave a version; decisions leave their own fields instead.

        A first save has nothing to be compared with, unless it amends or another tool made it.
        """
        comparable = self._doc_before_save or self.amended_from or self.flags.updater_reference
        if comparable and (not self.flags.lines_unchanged or self._action == "save"):
            super().save_version()

    # --- life -------------------------------------------------------------------------

    def before_insert(self) -> None:
        if self.idempotency_key:
            self._require_new_key()
        for field in (*SERVER_FIELDS, "reason"):
            self.set(field, self.flags.get(field))
        self.owner = self.flags.prepared_by or self.owner

    def _require_new_key(self) -> None:
        if found := journals.find_by_idempotency_key(self.idempotency_key):
            frappe.throw(
                _("Journal {0} was already made with the key {1}").format(
                    found, self.idempotency_key
                ),
                exc=frappe.DuplicateEntryError,
            )

    def validate(self) -> None:
        stored = self.get_doc_before_save()
        before = State(stored.workflow_state) if stored else State.DRAFT
        after = self._wanted_state()
        self._take_back_server_fields(stored, after)
        self.flags.lines_unchanged = bool(stored) and not self._is_content_changed(stored)
        user = self.flags.prepared_by or frappe.session.user
        self._require_editable(before)
        self._record_contributor(user)
        if after is not before:
            self._take_step(before, after, user)
        self.workflow_state = after.value
        self._check_content(before, after)

    def _wanted_state(self) -> State:
        if self._action == "submit":
            return State.APPROVED
        try:
            return State(self.workflow_state or State.DRAFT.value)
        except ValueError:
            frappe.throw(_("{0} is not a state of a journal").format(self.workflow_state))

    def _take_back_server_fields(self, stored: Journal | None, after: State) -> None:
        if not stored:
            return
        asked_reason = self.rejection_reason
        for field in (*SERVER_FIELDS, *STORED_FIELDS):
            self.set(field, stored.get(field))
        if after is State.REJECTED and asked_reason:
            self.rejection_reason = asked_reason.strip()

    def _require_editable(self, before: State) -> None:
        if not is_editable(before) and not self.flags.lines_unchanged:
            frappe.throw(
                _("This journal is {0}: withdraw it before changing it").format(_(before.value)),
                exc=JournalLockedError,
                title=_("Cannot Continue"),
            )

    def _is_content_changed(self, stored: Journal) -> bool:
        return self._fingerprint() != stored._fingerprint()

    def _fingerprint(self) -> tuple:
        head = (
            self.title or "",
            getdate(self.posting_date),
            bool(self.is_adjustment),
            getdate(self.reversal_date) if self.reversal_date else None,
        )
        return head, tuple(
            (
                *[row.get(field) or "" for field in LINE_FIELDS],
                amount_of(row.debit),
                amount_of(row.credit),
            )
            for row in self.lines or []
        )

    def preparers(self) -> set[str]:
        """Everyone who wrote this journal's content or sent it, as stored."""
        named = (self.contributors or "").split("\n")
        return {user for user in (self.owner, self.prepared_by, *named) if user}

    def _record_contributor(self, user: str) -> None:
        if self.flags.lines_unchanged:
            return
        self.prepared_by = user
        self._add_contributor(user)

    def _add_contributor(self, user: str) -> None:
        self.contributors = "\n".join(sorted({*self.preparers(), user}))

    def _take_step(self, before: State, after: State, user: str) -> None:
        with rules():
            step = require_transition(
                before,
                after,
                user,
                frappe.get_roles(user),
                self.preparers(),
                self.rejection_reason if after is State.REJECTED else "",
            )
        if step.action is Action.APPROVE:
            self.approved_by, self.approved_at = user, now()
            self.rejection_reason = None
        elif step.action is Action.SEND:
            self.sent_at = now()
            self._add_contributor(user)

    def _check_content(self, before: State, after: State) -> None:
        self._check_line_fields()
        with rules():
            if after is State.APPROVED:
                posting.prepare(self)
            else:
                self._complete(before, after)
        self.total_debit = float(total(amount_of(row.debit) for row in self.lines))
        self.total_credit = float(total(amount_of(row.credit) for row in self.lines))
        if self.reversal_date and getdate(self.reversal_date) <= getdate(self.posting_date):
            frappe.throw(_("The reversal date must come after the posting date"))

    def _complete(self, before: State, after: State) -> None:
        _entry, findings = posting.complete(self, fill=is_editable(before))
        if after in (State.DRAFT, State.REJECTED):
            findings = [found for found in findings if found.code in DRAFT_BLOCKERS]
        if findings:
            throw_findings(findings)

    def _check_line_fields(self) -> None:
        """Bring every line's amounts into the form that is stored."""
        for position, row in enumerate(self.lines, 1):
            row.idx = position
            row.debit, row.credit = float(amount_of(row.debit)), float(amount_of(row.credit))

    # --- posting, cancelling ----------------------------------------------------------

    def run_post_save_methods(self):
        """Post after everything else, so that the ledger's head is locked as short as can be."""
        super().run_post_save_methods()
        if self._action == "submit":
            with rules():
                posting.post(self)

    def before_update_after_submit(self) -> None:
        frappe.throw(
            _("A posted journal cannot be changed: cancel it with a reason instead"),
            exc=JournalLockedError,
            title=_("Cannot Continue"),
        )

    def before_cancel(self) -> None:
        stored = self.get_doc_before_save()
        reason = self.reason or ""
        self._restore(stored)
        user = frappe.session.user
        with rules():
            roles = frappe.get_roles(user)
            require_transition(
                State(stored.workflow_state),
                State.CANCELLED,
                user,
                roles,
                stored.preparers(),
                reason,
            )
            posting.require_within(posting.build_entry(stored), user, roles)
        self.reason = reason.strip()
        self.workflow_state = State.CANCELLED.value
        self.flags.lines_unchanged = True

    def _restore(self, stored: Journal) -> None:
        """Put the stored content back: a cancellation changes nothing but the status."""
        for field in (*SERVER_FIELDS, *STORED_FIELDS, *CONTENT_FIELDS, *TOTAL_FIELDS):
            self.set(field, stored.get(field))
        self.lines = stored.lines
        self.set_parent_in_children()

    def on_cancel(self) -> None:
        self.ignore_linked_doctypes = ("Journal", "Ledger Line")
        day: date = self.flags.reversal_on or max(getdate(), getdate(self.posting_date))
        with rules():
            authority = ledger.authority_of(frappe.session.user)
            posted = ledger.reverse(self.doctype, self.name, day, self.reason, authority)
        self.reversed_by = posted.entry.voucher

    def on_trash(self) -> None:
        if self.docstatus != 0 or self.posting_number:
            frappe.throw(
                _("A posted journal is never deleted"),
                exc=JournalLockedError,
                title=_("Cannot Continue"),
            )
