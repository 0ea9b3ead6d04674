"""The life of a year end: a second person approves, which carries over; it is not taken back."""

from erp_app.domain.approving import build_approval
from erp_app.domain.findings import _

_CONTROLLERS = frozenset({"Budget Controller"})

WORKFLOW = build_approval(
    "Budget Year End",
    preparers=frozenset({"Finance Officer", "Finance Manager"}),
    approvers=_CONTROLLERS,
    question=_("Carry over what is held, and let lapse what the rules say? It stays so."),
)
