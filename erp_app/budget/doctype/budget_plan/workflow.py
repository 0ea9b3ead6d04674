"""The life of a plan of three years: that of a budget."""

from erp_app.domain.budget.endorsing import build_endorsed
from erp_app.domain.findings import _

WORKFLOW = build_endorsed(
    "Budget Plan",
    endorse=_("Endorse this plan and send it to the Department of Finance?"),
    approve=_("Approve this plan of three years?"),
    cancel=_("Why is this plan taken back?"),
)
