"""Reports say what is asked and show it whole: names of filters, months, columns, one file each."""

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

REPORTS = [
    ("Finance Manager", "Trial Balance"),
    ("Finance Manager", "General Ledger?account=21101"),
    ("HR Manager", "Headcount"),
    ("HR Manager", "Vacancies"),
]
NAMES = """() => [...document.querySelectorAll(
    ".page-container:not([style*='none']) .page-form .frappe-control:not(.hide-control)"
)].filter((one) => one.offsetParent).map((one) => {
    const name = one.querySelector(".diwan-filter-name, label");
    return [one.dataset.fieldname, name?.offsetParent ? name.innerText.trim() : ""];
})"""
HIDDEN_WIDTH = """() => {
    const table = document.querySelector(".page-container:not([style*='none']) .dt-scrollable");
    return table.scrollWidth - table.clientWidth;
}"""


@pytest.mark.parametrize(("role", "report"), REPORTS, ids=lambda value: value[:15])
def test_filters_are_named_and_every_column_is_whole(visitors, role, report):
    person = visitors.get("entity_b", role)
    person.open(f"/app/query-report/{report}")
    person.page.locator(".dt-scrollable .dt-row:visible").first.wait_for()
    names = person.page.evaluate(NAMES)
    assert names
    assert [field for field, name in names if not name] == []
    assert person.page.evaluate(HIDDEN_WIDTH) <= 0


def test_periods_are_months_and_each_file_is_offered_once(visitors):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open("/app/query-report/Trial Balance")
    periods = manager.field("from_period").locator("option").all_inner_texts()
    assert periods[:2] == ["January", "February"]
    assert len(periods) == 13
    manager.form.locator(".menu-btn-group > button:visible").click()
    menu = manager.page.locator(".menu-btn-group .dropdown-menu.show .dropdown-item")
    labels = {text.strip() for text in menu.all_inner_texts()}
    assert not labels & {"PDF", "Print", "Export"}
    manager.page.keyboard.press("Escape")


def test_charts_of_amounts_name_the_currency(visitors):
    manager = visitors.get("entity_b", "Finance Manager")
    manager.open("/app/finance")
    chart = manager.form.locator(".dashboard-widget-box", has_text="Revenue and Expense")
    chart.locator(".diwan-unit", has_text="AED").wait_for()


def test_rows_in_the_past_of_a_document_are_counted_from_one(visitors):
    officer = visitors.get("entity_b", "Finance Officer")
    officer.open("/app/inbox")
    journal = officer.page.evaluate(
        """async () => {
            const insert = {doc: {
                doctype: "Journal", title: "Changed once", posting_date: "2026-03-05",
                lines: [
                    {account: "52101", cost_centre: "1100", debit: 5},
                    {account: "11102", credit: 5},
                ],
            }};
            const doc = await frappe.xcall("frappe.client.insert", insert);
            doc.lines[0].description = "Named later";
            return (await frappe.xcall("frappe.client.save", {doc})).name;
        }"""
    )
    officer.open(f"/app/journal/{journal}")
    officer.form.locator(".timeline-item", has_text="in row #1").first.wait_for()
