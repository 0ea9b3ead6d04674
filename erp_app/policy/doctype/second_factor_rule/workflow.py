"""The life of a rule about second factors: another person confirms it."""

from erp_app.domain.confirmation import CONFIRMERS, KEEPERS, OPERATORS, build_workflow

WORKFLOW = build_workflow(
    "Second Factor Rule",
    keepers=KEEPERS | OPERATORS,
    confirmers=CONFIRMERS | OPERATORS,
    has_days=True,
    role_field="role",
)
