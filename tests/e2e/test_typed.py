"""What a person types as a number is read as it was meant, or told; nothing changes in silence."""

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

READ = {
    "1234.5": "1,234.50",
    "1,234.50": "1,234.50",
    "١٢٣٤٫٥": "1,234.50",
    "١٬٢٣٤٫٥٠": "1,234.50",
    "12 345": "12,345.00",
    "1 500": "1,500.00",
    "12,34,567": "1,234,567.00",
    "\u200f500\u200f": "500.00",
    "100+20": "120.00",
    "0.50": "0.50",
}
PERIODS_ALONE = """() => {
    const chosen = window.frappe?.query_report?.filters
        ? frappe.query_report.get_filter_values() : {};
    return chosen.account && chosen.fiscal_year === "2026" && chosen.from_period === "2"
        && chosen.to_period === "12" && !chosen.from_date && !chosen.to_date;
}"""
TOLD = ["1.500,50", "1234,50", "abc", "10.005", "1.500", "1e3", "12 34", "5,00", "--", "12AED"]


@pytest.fixture(scope="module")
def amount_field(all_visitors):
    """Return a person at an approval limit's form, where an amount is typed."""
    person = all_visitors.get("entity_a", "Entity Administrator")
    person.open("/app/approval-limit/new")
    return person


def type_amount(person, text: str) -> str:
    """Type into the field and leave it; return what it shows then."""
    box = person.field("amount_max")
    box.click()
    person.page.wait_for_timeout(150)  # the base selects the text a moment after it has the focus
    box.fill(text)
    person.field("valid_to").focus()
    return box.input_value()


@pytest.mark.parametrize("text", READ)
def test_amount_is_read_as_it_is_meant(visitors, amount_field, text):
    assert type_amount(amount_field, text) == READ[text]
    amount_field.page.evaluate("() => cur_frm.set_value('amount_max', 0)")


@pytest.mark.parametrize("text", TOLD)
def test_what_is_no_amount_is_told_and_changes_nothing(visitors, amount_field, text):
    page = amount_field.page
    page.evaluate("() => cur_frm.set_value('amount_max', 7)")
    page.evaluate("() => document.querySelectorAll('.desk-alert').forEach((one) => one.remove())")
    type_amount(amount_field, text)
    page.locator(".desk-alert", has_text=text).first.wait_for()
    assert page.evaluate("() => cur_frm.doc.amount_max") == 7
    page.wait_for_function(
        '() => document.querySelector(\'.page-container:not([style*="display: none"]) '
        "[data-fieldname=amount_max] input').value === '7.00'"
    )


def test_ledger_behind_a_trial_balance_is_of_the_same_periods(visitors):
    """The year's adjustments do not slip in, nor days that were asked for before."""
    manager = visitors.get("entity_a", "Finance Manager")
    manager.open("/app/query-report/Trial Balance?fiscal_year=2026&from_period=2&to_period=12")
    page = manager.page
    page.locator(".dt-scrollable a", has_text="5").last.click()
    page.wait_for_url("**/General%20Ledger**")
    page.wait_for_function(PERIODS_ALONE)
    manager.settle()
    page.wait_for_url("**fiscal_year=2026**")  # the address follows the report
    page.reload()
    page.wait_for_function(PERIODS_ALONE)
    manager.settle()
    page.evaluate("() => frappe.query_report.set_filter_value('from_date', '2026-03-01')")
    page.wait_for_function("() => !frappe.query_report.get_filter_value('fiscal_year')")
    manager.settle()
