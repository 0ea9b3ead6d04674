"""The life of an override: who books or buys asks, a Budget Controller decides, with a reason."""

from erp_app.domain.approving import build_approval, cancelling
from erp_app.domain.findings import _

_CONTROLLERS = frozenset({"Budget Controller"})

WORKFLOW = build_approval(
    "Budget Override",
    preparers=frozenset({"Finance Officer", "Finance Manager", "Buyer", "Purchasing Manager"}),
    approvers=_CONTROLLERS,
    question=_("Why may it go beyond the budget?"),
    needs_reason=True,
    later=(cancelling(_CONTROLLERS, _("Why is this override taken back?")),),
)
