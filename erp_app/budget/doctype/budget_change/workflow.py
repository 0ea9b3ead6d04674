"""The life of a change of the budget: a second person approves, which moves the money."""

from erp_app.domain.approving import build_approval, cancelling
from erp_app.domain.findings import _

_CONTROLLERS = frozenset({"Budget Controller"})

WORKFLOW = build_approval(
    "Budget Change",
    preparers=frozenset({"Finance Officer", "Finance Manager"}),
    approvers=_CONTROLLERS,
    question=_("Approve this change of the budget?"),
    later=(cancelling(_CONTROLLERS, _("Why is this change taken back?")),),
)
