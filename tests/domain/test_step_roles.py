"""Roles of steps as dated rows: nobody without a row, nobody before or after its days."""

from datetime import date

from erp_app.documents.registry import workflow_of
from erp_app.domain.step_roles import StepRole, default_rows, roles_for

DAY = date(2026, 3, 5)


def test_default_rows_say_what_the_workflow_declares():
    rows = default_rows(workflow_of("Journal"))
    assert len(rows) == len(set(rows))
    assert roles_for(rows, "Journal", "Approve", DAY) == {"Finance Manager"}
    assert roles_for(rows, "Journal", "Send for Approval", DAY) == {
        "Finance Officer",
        "Finance Manager",
    }


def test_rows_count_on_their_days_only_and_for_their_step_only():
    rows = [
        StepRole("Journal", "Approve", "Old", valid_to=date(2026, 3, 4)),
        StepRole("Journal", "Approve", "Today", DAY, DAY),
        StepRole("Journal", "Approve", "Next", valid_from=date(2026, 3, 6)),
        StepRole("Journal", "Cancel", "Other"),
        StepRole("Budget", "Approve", "Other"),
    ]
    assert roles_for(rows, "Journal", "Approve", DAY) == {"Today"}
    assert roles_for(rows, "Journal", "Reject", DAY) == frozenset()
    assert roles_for([], "Journal", "Approve", DAY) == frozenset()
