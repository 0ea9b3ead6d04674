"""The life of a year end: a second person approves, which carries over; it is not taken back."""

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

_PREPARERS = frozenset({"Finance Officer", "Finance Manager"})
_CONTROLLERS = frozenset({"Budget Controller"})

WORKFLOW = Workflow(
    document_type="Budget Year End",
    states={"Draft": "grey", "For Approval": "orange", "Approved": "green", "Rejected": "red"},
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
            question=_("Carry over what is held, and let lapse what the rules say? It stays so."),
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
    ),
    editable=frozenset({"Draft", "Rejected"}),
    waits_for_others=frozenset({"For Approval"}),
    waits_for_preparers=frozenset({"Rejected"}),
    amount_field="total_amount",
)
