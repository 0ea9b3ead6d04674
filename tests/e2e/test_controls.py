"""Every control that somebody sees does something: none is refused, missing or another maker's."""

import re

import pytest

from tests.e2e.walk import Walk

pytestmark = [pytest.mark.platform, pytest.mark.browser]

# What leaves the walk, changes what other tests stand on, or is counted by the hour.
SKIPPED = re.compile(
    r"log ?out|/logout|العربية|second-factor|update-password|Reset Password"
    r"|theme|^(Light|Dark|Automatic)$"
    r"|^(Send for|Approve|Reject|Withdraw|Cancel|Revise|Reverse|Confirm|End)\b",
    re.IGNORECASE,
)
# Who was refused what is told as it was asked, and how it was asked is the machine's word.
EXCUSED = re.compile(r"access-refusal-log")
SCREENS = {
    ("entity_b", "Finance Manager"): {
        "/app/journal": "list", "/app/journal/JV-0000001": "form",
        "/app/journal/view/report": "report of a list",
        "/app/query-report/Trial Balance": "statement", "/app/account/view/tree": "tree",
    },
    ("entity_b", "Finance Officer"): {"/app/import-batch": "list"},
    ("entity_b", "HR Manager"): {"/app/employee": "list", "/app/employee/new": "form"},
    ("entity_b", "Entity Administrator"): {
        "/app/user": "list", "/app/user/finance.officer@roads.localhost": "form",
    },
    ("entity_b", "Auditor"): {"/app/journal/JV-0000001": "form"},
    ("entity_b", "Employee"): {"/app/employee": "list"},
    ("hub", "Centre Operator"): {"/app/entity": "list", "/app/entity/roads": "form"},
}  # fmt: skip


@pytest.mark.parametrize(("who", "screens"), SCREENS.items(), ids=lambda value: str(value[1])[:24]
                         if isinstance(value, tuple) else "")  # fmt: skip
def test_nothing_that_is_shown_is_dead(visitors, who, screens):
    walk = Walk(visitors.get(*who), SKIPPED, EXCUSED)
    for path, kind in screens.items():
        walk.screen(path, kind)
    walk.follow_links()
    assert not walk.found, "\n".join(walk.found)


@pytest.mark.parametrize("view", ["kanban", "dashboard", "image", "calendar", "map"])
def test_address_of_another_view_opens_the_list(visitors, view):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open(f"/app/journal/view/{view}")
    manager.page.locator(".list-row-container:visible").first.wait_for()
