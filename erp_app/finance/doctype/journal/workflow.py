"""The life of a journal: a second person approves, which posts it; a cancellation reverses it."""

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

_PREPARERS = frozenset({"Finance Officer", "Finance Manager"})
_APPROVERS = frozenset({"Finance Manager"})

WORKFLOW = Workflow(
    document_type="Journal",
    states={
        "Draft": "grey",
        "For Approval": "orange",
        "Approved": "green",
        "Rejected": "red",
        "Cancelled": "red",
    },
    steps=(
        Step("Draft", "Send for Approval", "For Approval", _PREPARERS, is_main=True),
        Step("Rejected", "Send for Approval", "For Approval", _PREPARERS, is_main=True),
        Step("Rejected", "Revise", "Draft", _PREPARERS),
        Step("For Approval", "Withdraw", "Draft", _PREPARERS),
        Step(
            "For Approval",
            "Approve",
            "Approved",
            _APPROVERS,
            Effect.SUBMIT,
            is_decision=True,
            is_main=True,
            needs_other=True,
            within_limit=True,
            question=_("Approve and post this journal?"),
        ),
        Step(
            "For Approval",
            "Reject",
            "Rejected",
            _APPROVERS,
            is_decision=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why is it rejected?"),
        ),
        Step(
            "Approved",
            "Cancel",
            "Cancelled",
            _APPROVERS,
            Effect.CANCEL,
            is_decision=True,
            needs_other=True,
            needs_reason=True,
            within_limit=True,
            question=_("Why is it reversed?"),
            confirm=_("Post the Reversal"),
            date_label=_("Reversal Date"),
        ),
    ),
    editable=frozenset({"Draft", "Rejected"}),
    waits_for_others=frozenset({"For Approval"}),
    waits_for_preparers=frozenset({"Rejected"}),
    amount_field="total_debit",
)
