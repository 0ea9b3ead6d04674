"""The life of a value of the policy: another person confirms it."""

from erp_app.domain.confirmation import CONFIRMERS, KEEPERS, OPERATORS, build_workflow

WORKFLOW = build_workflow(
    "Policy Value",
    keepers=KEEPERS | OPERATORS,
    confirmers=CONFIRMERS | OPERATORS,
    has_days=True,
)
