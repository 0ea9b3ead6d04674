"""The life of an override: who books or buys asks, a Budget Controller decides, with a reason."""

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

_PREPARERS = frozenset({"Finance Officer", "Finance Manager", "Buyer", "Purchasing Manager"})
_CONTROLLERS = frozenset({"Budget Controller"})

WORKFLOW = Workflow(
    document_type="Budget Override",
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
            _CONTROLLERS,
            Effect.SUBMIT,
            is_decision=True,
            is_main=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why may it go beyond the budget?"),
        ),
        Step(
            "For Approval",
            "Reject",
            "Rejected",
            _CONTROLLERS,
            is_decision=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why is it rejected?"),
        ),
        Step(
            "Approved",
            "Cancel",
            "Cancelled",
            _CONTROLLERS,
            Effect.CANCEL,
            is_decision=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why is this override taken back?"),
        ),
    ),
    editable=frozenset({"Draft", "Rejected"}),
    waits_for_others=frozenset({"For Approval"}),
    waits_for_preparers=frozenset({"Rejected"}),
    amount_field="total_amount",
)
