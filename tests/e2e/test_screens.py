"""Every screen of every role: drawn, quiet, at home, in two languages and on a phone."""

import json
import re
from pathlib import Path

import pytest

from erp_app.install.desk_layout import list_visible_strings
from tests.e2e.accessibility import find_barriers

pytestmark = [pytest.mark.platform, pytest.mark.browser]

APP = Path(__file__).parents[2] / "erp_app"
FINANCE = (
    "/app/inbox", "/app/step-role", "/app/delegation", "/app/delegation/new",
    "/app/finance", "/app/journal", "/app/journal/new", "/app/journal-template", "/app/account",
    "/app/account/view/tree", "/app/cost-centre", "/app/fiscal-year/2026", "/app/finance-settings",
    "/app/query-report/Trial Balance", "/app/query-report/General Ledger?account=21101",
    "/app/import-batch", "/app/import-batch/new",
)  # fmt: skip
BUDGET = (
    "/app/budget", "/app/budget-change", "/app/budget-line", "/app/budget-movement",
    "/app/budget-group/view/tree", "/app/budget-control-rule", "/app/virement-rule",
    "/app/budget-reservation", "/app/query-report/Budget Availability",
    "/app/budget-plan", "/app/budget-override", "/app/budget-year-end", "/app/budget-year-end-rule",
    "/app/query-report/Budget Movements?voucher=BUD-E2E",
    "/app/query-report/Budget Year End Preview", "/app/journal",
)  # fmt: skip
PURCHASING = (
    "/app/inbox", "/app/purchasing", "/app/purchase-requisition", "/app/purchase-order",
    "/app/supplier", "/app/delegation",
)  # fmt: skip
PEOPLE = (
    "/app/people", "/app/employee", "/app/employee/new", "/app/position", "/app/position/new",
    "/app/appointment", "/app/org-unit/view/tree", "/app/grade", "/app/nationality",
    "/app/query-report/Headcount", "/app/query-report/Vacancies",
)  # fmt: skip
SCREENS = {
    ("entity_b", "Finance Manager"): FINANCE,
    ("entity_b", "Budget Controller"): BUDGET,
    ("entity_b", "Finance Officer"): (
        "/app/budget/new", "/app/budget-change/new", "/app/budget-override/new",
        "/app/budget-plan/new",
        "/app/budget-year-end/new", *BUDGET,
    ),
    ("entity_b", "Buyer"): (
        "/app/purchase-requisition/new", "/app/purchase-order/new", "/app/import-batch/new",
        *PURCHASING,
    ),
    ("entity_b", "Purchasing Manager"): PURCHASING,
    ("entity_b", "HR Manager"): PEOPLE,
    ("entity_b", "Entity Administrator"): (
        "/app/administration", "/app/step-role", "/app/step-role/new", "/app/document-step",
        "/app/user", "/app/approval-limit", "/app/role-grant", "/app/role-grant/new",
        "/app/access-refusal-log",
    ),
    ("entity_b", "Employee"): ("/app/self-service", "/app/employee"),
    ("entity_b", "Treasurer"): ("/app/purchasing", "/app/supplier", "/app/inbox"),
    ("hub", "Supplier Registrar"): (
        "/app/suppliers", "/app/supplier", "/app/supplier-proposal", "/app/supplier-proposal/new",
        "/app/supplier-bank-account/new", "/app/supplier-registration",
        "/app/supplier-document-rule",
    ),
    ("hub", "Supplier Approver"): (
        "/app/suppliers", "/app/supplier-block/new", "/app/supplier-bank-account", "/app/inbox",
    ),
    ("hub", "Centre Operator"): (
        "/app/government-entities", "/app/entity", "/app/entity/new", "/app/entity/roads",
        "/app/entity-task", "/app/entity-category", "/app/analytics-access/new", "/app/role-grant",
    ),
}  # fmt: skip
EVERYBODY = (
    ("entity_b", "Finance Officer"), ("entity_b", "HR Manager"), ("entity_b", "Buyer"),
    ("entity_b", "Entity Administrator"), ("entity_b", "Employee"), ("entity_b", "Auditor"),
    ("hub", "Centre Operator"),
)  # fmt: skip
LABELS = (
    ".control-label, .title-text, .widget-title, .dt-row-header .dt-cell, .btn, .section-head,"
    ".list-row-head .list-row-col, .sidebar-item-label, .summary-label, .tree-label"
)
LETTERS = re.compile(r"[A-Za-z]{3}")


def is_broken(page) -> bool:
    """Tell whether the screen is an apology: a dialog, a missing page, an empty one."""
    apology = page.locator(".modal.show:visible, .page-card-container:visible, .error-page:visible")
    return apology.count() > 0 or not page.locator(".page-container:visible").inner_text().strip()


@pytest.mark.parametrize(("who", "paths"), SCREENS.items(), ids=lambda value: str(value[1])[:24])
def test_screens_are_drawn_without_a_complaint(visitors, who, paths):
    person = visitors.get(*who)
    for path in paths:
        person.open(path)
        assert not is_broken(person.page), path
        assert find_barriers(person.page) == [], path
        assert (found := person.watch.take_problems()) == [], f"{path}: {found}"


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda value: str(value[1])[:24])
def test_everyone_lands_on_the_own_inbox_wherever_they_were_last(visitors, who):
    person = visitors.get(*who)
    person.page.evaluate("() => localStorage.setItem('current_page', 'Finance')")
    person.open("/app")
    person.page.wait_for_url("**/app/inbox")
    person.form.locator(".diwan-inbox-list, .diwan-inbox-empty").first.wait_for()


def test_help_of_outsiders_and_builders_of_workspaces_are_not_offered(visitors):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open("/app/finance")
    assert manager.page.locator(".dropdown-help:visible").count() == 0
    buttons = manager.page.locator(".page-actions button:visible").all_inner_texts()
    assert buttons == []
    manager.page.locator(".widget.dashboard-widget-box svg .line-graph-path").first.wait_for()


def our_strings() -> set[str]:
    """Return the English labels of our documents, reports and workspaces."""
    labels = set(list_visible_strings())
    for file in APP.glob("*/doctype/*/*.json"):
        doctype = json.loads(file.read_text("utf-8"))
        labels |= {field["label"] for field in doctype["fields"] if field.get("label")}
        labels.add(doctype["name"])
    return {label for label in labels if LETTERS.search(label)}


@pytest.fixture
def arabic_auditor(visitors):
    """Yield the auditor of entity A, who switches to Arabic by the button and back at the end."""
    auditor = visitors.get("entity_a", "Auditor")
    auditor.open("/app/finance")
    auditor.switch_language()
    yield auditor
    auditor.switch_language()


def test_arabic_screens_read_from_the_right_in_arabic(visitors, arabic_auditor):
    ours = our_strings()
    english: dict[str, set[str]] = {}
    for path in (*FINANCE, *PEOPLE):
        if path.endswith("/new"):
            continue
        arabic_auditor.open(path)
        page = arabic_auditor.page
        assert page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
        texts = {
            text.strip() for text in page.locator(LABELS).locator("visible=true").all_inner_texts()
        }
        if left := texts & ours:
            english[path] = left
        assert find_barriers(page) == [], path
    assert english == {}


MINUS_IS_BEFORE = """cell => {
    const at = (node, offset) => {
        const range = document.createRange();
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        return range.getBoundingClientRect().left;
    };
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    let node = texts.nextNode();
    while (!node.data.trim()) node = texts.nextNode();
    const first = node.data.indexOf("-");
    return at(node, first) < at(node, first + 1);
}"""


def test_minus_stands_before_the_number_in_arabic(visitors, arabic_auditor):
    arabic_auditor.open("/app/query-report/General Ledger?account=21101")
    negative = re.compile(r"^\s*-[\d,]+\.\d\d\s*$")
    cell = arabic_auditor.page.locator(".dt-scrollable .dt-cell__content", has_text=negative).first
    cell.wait_for()
    assert cell.evaluate(MINUS_IS_BEFORE)


def test_phone_shows_the_work_without_scrolling_sideways(visitors):
    officer = visitors.get("entity_b", "Finance Officer", is_phone=True)
    for path in (
        "/app/inbox",
        "/app/finance",
        "/app/journal",
        "/app/journal/new",
        "/app/account",
        "/app/delegation/new",
        "/app/import-batch/new",
        "/app/query-report/Trial Balance",
    ):
        officer.open(path)
        width = officer.page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390, path
        assert not is_broken(officer.page), path
        assert find_barriers(officer.page) == [], path
    officer.open("/app/journal")
    button = officer.page.locator(".page-actions .primary-action:visible").bounding_box()
    assert button["x"] >= 0
    assert button["x"] + button["width"] <= 390


def test_login_page_and_workspace_are_drawn(visitors, facts):
    stranger = visitors.enter(facts["sites"]["entity_b"])
    stranger.page.goto(f"{stranger.base}/login")
    stranger.page.locator(".for-login .diwan-language").wait_for()
    assert stranger.watch.foreign == []
    assert stranger.watch.take_problems() == []
    stranger.context.close()
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open("/app/finance")
    manager.page.locator(".widget svg .line-graph-path").first.wait_for()
