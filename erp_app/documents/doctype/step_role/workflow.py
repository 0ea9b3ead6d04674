"""The life of a row that says who may take a step: another person confirms it."""

from erp_app.domain.confirmation import build_workflow

WORKFLOW = build_workflow("Step Role", has_days=True, role_field="role")
