"""The life of a rule on documents of suppliers: an approver confirms it."""

from erp_app.domain.confirmation import build_workflow
from erp_app.domain.purchasing.roles import APPROVERS, REGISTRARS

WORKFLOW = build_workflow(
    "Supplier Document Rule",
    keepers=REGISTRARS,
    confirmers=APPROVERS,
    enders=APPROVERS,
    has_days=True,
)
