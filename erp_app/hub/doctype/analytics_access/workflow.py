"""The life of an access to the dashboards: another operator of the centre confirms it."""

from erp_app.domain.confirmation import OPERATORS, build_workflow

WORKFLOW = build_workflow(
    "Analytics Access", keepers=OPERATORS, confirmers=OPERATORS, user_field="email"
)
