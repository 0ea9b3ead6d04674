"""The life of a budget: endorsed, then approved, which appropriates its money."""

from erp_app.domain.budget.endorsing import build_endorsed
from erp_app.domain.findings import _

WORKFLOW = build_endorsed(
    "Budget",
    endorse=_("Endorse this budget and send it to the Department of Finance?"),
    approve=_("Approve this budget and appropriate its money?"),
    cancel=_("Why is this budget taken back?"),
)
