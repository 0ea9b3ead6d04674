"""The life of a requisition: another person approves, which holds its budget; closing ends that."""

from erp_app.domain.approving import build_approval, cancelling, closing
from erp_app.domain.findings import _

_APPROVERS = frozenset({"Purchasing Manager"})

WORKFLOW = build_approval(
    "Purchase Requisition",
    preparers=frozenset({"Buyer"}),
    approvers=_APPROVERS,
    question=_("Approve this requisition and hold its budget?"),
    within_limit=True,
    later=(
        closing(_APPROVERS, _("Why is nothing more ordered of it?")),
        cancelling(_APPROVERS, _("Why is this requisition taken back?")),
    ),
)
