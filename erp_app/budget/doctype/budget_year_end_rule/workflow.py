"""The life of a year end rule: who keeps the books writes it, another person confirms it."""

from erp_app.domain.confirmation import build_workflow

WORKFLOW = build_workflow(
    "Budget Year End Rule",
    keepers=frozenset({"Finance Manager"}),
    confirmers=frozenset({"Budget Controller", "Finance Manager"}),
    has_days=True,
)
