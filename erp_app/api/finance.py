"""What a person does to a journal: send, withdraw, approve, reject, revise, cancel.

Each endpoint loads the journal, asks for one step and saves; whether the step is allowed
is decided by the journal itself, as for every other way in.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.domain.workflow import State, possible_actions

BULK_MAX = 500


@frappe.whitelist(methods=["POST"])
def send_for_approval(journal: str) -> dict:
    """Send a draft, or a rejected journal, to the approvers."""
    return _take_step(journal, State.FOR_APPROVAL)


@frappe.whitelist(methods=["POST"])
def withdraw(journal: str) -> dict:
    """Take a journal back from the approvers into draft."""
    return _take_step(journal, State.DRAFT)


@frappe.whitelist(methods=["POST"])
def revise(journal: str) -> dict:
    """Turn a rejected journal back into a draft."""
    return _take_step(journal, State.DRAFT)


@frappe.whitelist(methods=["POST"])
def approve(journal: str) -> dict:
    """Approve and post a journal; the approver must not have prepared it."""
    doc = _load(journal)
    doc.submit()
    return _shape(doc)


@frappe.whitelist(methods=["POST"])
def reject(journal: str, reason: str) -> dict:
    """Send a journal back to its preparer with a reason."""
    doc = _load(journal)
    doc.rejection_reason = reason
    doc.workflow_state = State.REJECTED.value
    doc.save()
    return _shape(doc)


@frappe.whitelist(methods=["POST"])
def cancel_journal(journal: str, reason: str, reversal_date: str | None = None) -> dict:
    """Cancel a posted journal: post its reversal, dated today unless another day is given."""
    doc = _load(journal)
    doc.reason = reason
    doc.flags.reversal_on = getdate(reversal_date) if reversal_date else None
    doc.cancel()
    return _shape(doc)


@frappe.whitelist(methods=["POST"])
def approve_many(journals: str | list[str]) -> dict:
    """Approve several journals, each in its own transaction.

    Returns {"approved": [names], "refused": [{"journal", "message"}]}.
    """
    names = frappe.parse_json(journals)
    if len(names) > BULK_MAX:
        frappe.throw(_("Choose at most {0} journals at once").format(BULK_MAX))
    approved, refused = [], []
    for name in names:
        try:
            _load(name).submit()
            frappe.db.commit()
            approved.append(name)
        except (frappe.ValidationError, frappe.PermissionError) as error:
            frappe.db.rollback()
            refused.append({"journal": name, "message": str(error)})
    frappe.clear_messages()
    return {"approved": approved, "refused": refused}


@frappe.whitelist()
def journal_actions(journal: str) -> list[str]:
    """Return the steps the session's user can take with this journal now."""
    doc = _load(journal)
    doc.check_permission("read")
    user = frappe.session.user
    actions = possible_actions(
        State(doc.workflow_state), user, frappe.get_roles(user), doc.preparers()
    )
    return [action.value for action in actions]


def _take_step(journal: str, state: State) -> dict:
    doc = _load(journal)
    doc.workflow_state = state.value
    doc.save()
    return _shape(doc)


def _load(journal: str):
    return frappe.get_doc("Journal", str(journal))


def _shape(doc) -> dict:
    return {
        "name": doc.name,
        "workflow_state": doc.workflow_state,
        "posting_number": doc.posting_number,
        "reversed_by": doc.reversed_by,
    }
