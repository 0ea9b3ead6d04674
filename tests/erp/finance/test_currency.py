"""Books in a currency with other decimals than two; and a currency stays once it is in use."""

from decimal import Decimal
from io import BytesIO

import frappe
import pytest
from openpyxl import load_workbook

from erp_app.finance.export import write_html, write_xlsx
from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.voucher import journal_voucher
from erp_app.store import currency
from tests.erp.factories import as_user, make_journal, manager, posted_journal


@pytest.fixture
def books_in(site):
    """Return a function that lets the site keep its books in a currency; taken back."""

    def keep(code: str) -> None:
        frappe.db.set_single_value("Finance Settings", "currency", code)
        frappe.clear_document_cache("Finance Settings", "Finance Settings")

    yield keep
    frappe.db.rollback()
    frappe.clear_document_cache("Finance Settings", "Finance Settings")


@pytest.mark.parametrize(
    ("code", "amount", "shown", "shape"),
    [("KWD", 1.234, "1.234", "#,##0.000"), ("BHD", 1000.5, "1,000.500", "#,##0.000"),
     ("JPY", 1500, "1,500", "#,##0"), ("AED", 1.5, "1.50", "#,##0.00")],
)  # fmt: skip
def test_amounts_are_whole_from_the_form_to_the_file(books_in, code, amount, shown, shape):
    books_in(code)
    doc = posted_journal(amount=amount, posting_date="2027-02-10")
    assert doc.total_debit == amount
    assert journal_voucher(doc)["total"] == shown
    statement = build_general_ledger({"voucher": doc.name}, "en")
    lines = [row for row in statement.rows if row.get("voucher")]
    assert {line["debit"] or line["credit"] for line in lines} == {Decimal(str(amount))}
    assert f">{shown}<" in write_html(statement, "Roads", "en", "Someone")
    sheet = load_workbook(BytesIO(write_xlsx(statement, "Roads", "en"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == amount]
    assert cells
    assert all(cell.number_format.split(";")[0] == shape for cell in cells)


@pytest.mark.parametrize(
    ("code", "amount"), [("KWD", 1.2345), ("JPY", 0.5), ("AED", 1.234), ("AED", 10.005)]
)
def test_more_decimals_than_the_currency_has_are_refused(books_in, code, amount):
    books_in(code)
    with pytest.raises(frappe.ValidationError, match="has more than"):
        make_journal(amount=amount)


def test_currency_stays_once_something_is_posted_and_is_one_that_is_known(site):
    posted_journal()
    for code, reason in (("KWD", "the currency stays"), ("XXX", "Choose one of")):
        settings = frappe.get_doc("Finance Settings")
        settings.currency = code
        settings.flags.ignore_links = True
        with as_user(manager()), pytest.raises(frappe.ValidationError, match=reason):
            settings.save()


def test_screens_follow_the_currency(site):
    currency.show_amounts_in("KWD")
    assert frappe.db.get_default("currency_precision") == "3"
    assert frappe.format_value(1.234, {"fieldtype": "Currency"}) == "1.234"
    currency.show_amounts_in("AED")
    assert frappe.format_value(1.5, {"fieldtype": "Currency"}) == "1.50"


def test_currencies_that_can_be_chosen_have_known_decimals(site):
    enabled = frappe.get_all("Currency", {"enabled": 1}, ["name", "fraction_units"])
    assert {one.name: one.fraction_units for one in enabled} == {
        code: 10**digits for code, digits in currency.CURRENCY_DECIMALS.items()
    }
