"""The life of a value of the policy: another person confirms it."""

from erp_app.domain.confirmation import build_workflow

WORKFLOW = build_workflow("Policy Value", has_days=True)
