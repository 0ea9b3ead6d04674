"""The life of an order: another person approves, which commits its budget; closing ends that."""

from erp_app.domain.approving import build_approval, cancelling, closing
from erp_app.domain.findings import _

_APPROVERS = frozenset({"Purchasing Manager"})

WORKFLOW = build_approval(
    "Purchase Order",
    preparers=frozenset({"Buyer"}),
    approvers=_APPROVERS,
    question=_("Approve this order and commit its budget?"),
    within_limit=True,
    later=(
        closing(_APPROVERS, _("Why is nothing more received or invoiced of it?")),
        cancelling(_APPROVERS, _("Why is this order taken back?")),
    ),
)
