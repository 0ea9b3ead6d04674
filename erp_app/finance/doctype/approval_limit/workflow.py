"""The life of an approval limit: another person confirms it."""

from erp_app.domain.confirmation import build_workflow

WORKFLOW = build_workflow(
    "Approval Limit",
    has_days=True,
    amount_field="amount_max",
    user_field="user",
    role_field="role",
)
