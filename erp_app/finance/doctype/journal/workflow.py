"""The life of a journal: a second person approves, which posts it; a cancellation reverses it."""

from erp_app.domain.approving import build_approval, cancelling
from erp_app.domain.findings import _

_APPROVERS = frozenset({"Finance Manager"})

WORKFLOW = build_approval(
    "Journal",
    preparers=frozenset({"Finance Officer", "Finance Manager"}),
    approvers=_APPROVERS,
    question=_("Approve and post this journal?"),
    within_limit=True,
    later=(
        cancelling(
            _APPROVERS,
            _("Why is it reversed?"),
            within_limit=True,
            confirm=_("Post the Reversal"),
            date_label=_("Reversal Date"),
        ),
    ),
    amount_field="total_debit",
)
