"""The life of an order: another person approves, which commits its budget; closing ends that."""

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

CLOSE = "Close"
_PREPARERS = frozenset({"Buyer"})
_APPROVERS = frozenset({"Purchasing Manager"})

WORKFLOW = Workflow(
    document_type="Purchase Order",
    states={
        "Draft": "grey",
        "For Approval": "orange",
        "Approved": "green",
        "Rejected": "red",
        "Closed": "grey",
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
            question=_("Approve this order and commit its budget?"),
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
            CLOSE,
            "Closed",
            _APPROVERS,
            needs_reason=True,
            question=_("Why is nothing more received or invoiced of it?"),
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
            question=_("Why is this order taken back?"),
        ),
    ),
    editable=frozenset({"Draft", "Rejected"}),
    waits_for_others=frozenset({"For Approval"}),
    waits_for_preparers=frozenset({"Rejected"}),
    amount_field="total_amount",
)
