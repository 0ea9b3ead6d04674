"""The life of a role's grant: another person confirms it, at the hub another operator."""

from erp_app.domain.confirmation import CONFIRMERS, KEEPERS, OPERATORS, build_workflow

WORKFLOW = build_workflow(
    "Role Grant",
    keepers=KEEPERS | OPERATORS,
    confirmers=CONFIRMERS | OPERATORS,
    user_field="user",
)
