"""Trial balance and general ledger on a real site, their files in both languages."""

import json
import re
from decimal import Decimal
from io import BytesIO

import frappe
import pytest
from frappe.desk.query_report import run
from openpyxl import load_workbook

from erp_app.api.finance_reports import export_statement
from erp_app.finance.export import write_html
from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.trial_balance import build_trial_balance
from erp_app.store.place import draw_own_crest
from tests.erp.factories import (
    as_user,
    auditor,
    journal_fields,
    make_user,
    manager,
    officer,
    posted_journal,
)

YEAR = {"fiscal_year": "2027"}


@pytest.fixture
def books(site):
    """Two journals of 2027 and one of 2026; the amounts seen before them."""
    before = figures(build_trial_balance(YEAR, "en"))
    posted_journal(amount=300, posting_date="2026-05-01")
    first = posted_journal(amount=100, lines=4, posting_date="2027-02-10")
    posted_journal(amount=50, posting_date="2027-03-10")
    return before, first


def figures(statement):
    return {row["account"]: row for row in statement.rows if row["account"]}


def amount(rows, account, key):
    return rows.get(account, {}).get(key, Decimal(0))


def test_trial_balance_adds_movements_and_sums_to_zero(books):
    before, _first = books
    statement = build_trial_balance(YEAR, "en")
    rows = figures(statement)
    assert amount(rows, "52101", "debit") - amount(before, "52101", "debit") == 150
    assert amount(rows, "11102", "credit") - amount(before, "11102", "credit") == 250
    total = statement.rows[-1]
    for side in ("opening", "closing"):
        assert total[f"{side}_debit"] == total[f"{side}_credit"]
    assert total["debit"] == total["credit"]


def test_expense_opens_at_zero_and_cash_carries_forward(books):
    before, _first = books
    rows = figures(build_trial_balance(YEAR, "en"))
    assert amount(rows, "52101", "opening_debit") == 0
    opening = amount(rows, "11102", "opening_credit") - amount(before, "11102", "opening_credit")
    assert opening == 300
    assert any(
        "not yet closed" in row["account_name"] for row in build_trial_balance(YEAR, "en").rows
    )


def test_periods_and_dimensions_narrow_the_trial_balance(books):
    february = {**YEAR, "from_period": "2", "to_period": "2", "cost_centre": "1100"}
    rows = figures(build_trial_balance(february, "en"))
    assert set(rows) == {"52101"}
    assert rows["52101"]["debit"] == 100
    group = figures(build_trial_balance({**february, "cost_centre": "1000"}, "en"))
    assert set(group) == {"52101", "52102"}


def test_groups_add_up_and_a_year_earlier_is_compared(books):
    rows = figures(build_trial_balance({**YEAR, "group_rows": 1, "comparison": 1}, "en"))
    leaves = [row for row in rows.values() if not row["is_total"] and row["account"][0] == "5"]
    assert rows["50000"]["debit"] == sum(row["debit"] for row in leaves)
    assert rows["52101"]["change"] == rows["52101"]["closing"] - rows["52101"]["compared"]
    assert rows["52101"]["compared"] >= 300


def test_names_follow_the_language(books):
    assert figures(build_trial_balance(YEAR, "ar"))["52101"]["account_name"] == "قرطاسية ومطبوعات"


def test_days_keep_their_order_in_an_arabic_print(books):
    filters = {"account": "52101", "from_date": "2027-02-11", "to_date": "2027-12-31"}
    before, frappe.local.lang = frappe.local.lang, "ar"
    try:
        page = write_html(build_general_ledger(filters, "ar"), "جهة", "ar", "one@example.com")
    finally:
        frappe.local.lang = before
    lines = re.findall("<p>.*?</p>", page)
    days = re.compile(r"\d+-\d+-\d+")
    assert any(days.search(line) for line in lines)
    for line in lines:
        assert not days.search(re.sub('<bdi dir="ltr">.*?</bdi>', "", line)), line
    assert draw_own_crest() in page


def test_general_ledger_opens_runs_and_closes(books):
    filters = {"account": "52101", "from_date": "2027-02-11", "to_date": "2027-12-31"}
    rows = build_general_ledger(filters, "en").rows
    opening, *lines, closing = rows
    assert opening["balance"] == 100
    assert [line["debit"] for line in lines] == [50]
    assert closing["balance"] == 150
    trial = figures(build_trial_balance(YEAR, "en"))["52101"]
    assert closing["balance"] == trial["closing"]


def test_general_ledger_of_a_journal_shows_its_lines(books):
    _before, first = books
    statement = build_general_ledger({"voucher": first.name}, "en")
    lines = [row for row in statement.rows if row.get("voucher")]
    assert len(lines) == 4
    assert sum(line["debit"] - line["credit"] for line in lines) == 0


def test_general_ledger_says_when_it_is_cut(books):
    filters = {"account": "50000", "from_date": "2027-01-01", "to_date": "2027-12-31"}
    statement = build_general_ledger(filters, "en", lines_max=2)
    assert len([row for row in statement.rows if row.get("voucher")]) == 2
    assert "first 2 lines" in statement.notes[0]
    assert statement.rows[-1].get("voucher")


def test_reports_run_in_the_report_view_for_readers_only(books):
    with as_user(auditor()):
        answer = run("Trial Balance", dict(YEAR))
        assert answer["columns"][0]["fieldname"] == "account"
        assert isinstance(answer["result"][0]["debit"], float)
        filters = {"account": "52101", "from_date": "2027-01-01", "to_date": "2027-12-31"}
        assert run("General Ledger", filters)["result"]
    with as_user(make_user("clerk", "HR Officer")), pytest.raises(frappe.PermissionError):
        run("Trial Balance", dict(YEAR))


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": ["like", "%"]},
        {"account": "no such account"},
        {"account": "52101 "},
        {"cost_centre": {"a": 1}},
        {"fund": "none"},
        {"voucher": ["like", "%"], "account": None},
        {"voucher_type": "User"},
        {"to_period": "2026-11'--"},
        {"from_date": "yesterday"},
        {"fiscal_year": ["2027"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("report", ["Trial Balance", "General Ledger"])
def test_filters_of_another_kind_or_of_nothing_are_refused_in_words(site, report, wrong):
    filters = {**YEAR, "account": "52101", **wrong}
    with as_user(auditor()):
        for ask in (run, lambda *asked: export_statement(*asked, "xlsx")):
            with pytest.raises(frappe.ValidationError, match=r"choose for|There is no|no kind of"):
                ask(report, json.dumps(filters))


def test_export_of_filters_that_are_no_filters_is_refused_in_words(site):
    for filters in ("{", "7", "[[1]]"):
        with as_user(officer()), pytest.raises(frappe.ValidationError, match="names with values"):
            export_statement("Trial Balance", filters, "xlsx")


@pytest.mark.parametrize(("language", "is_rtl"), [("en", False), ("ar", True)])
def test_workbook_has_numbers_and_direction(books, language, is_rtl):
    with as_user(officer()):
        export_statement("Trial Balance", json.dumps(YEAR), "xlsx", language)
    sheet = load_workbook(BytesIO(frappe.local.response.filecontent)).active
    assert sheet.sheet_view.rightToLeft is is_rtl
    cells = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    assert cells["52101"][4].value == 150
    assert cells["52101"][4].data_type == "n"


def test_pdf_is_made_in_arabic(books):
    with as_user(manager()):
        filters = {"account": "52101", "from_date": "2027-01-01", "to_date": "2027-12-31"}
        export_statement("General Ledger", json.dumps(filters), "pdf", "ar")
    assert frappe.local.response.filecontent.startswith(b"%PDF")
    assert frappe.local.response.filename == "General-Ledger-ar.pdf"


def test_export_is_refused_without_the_right_and_for_other_reports(books):
    with as_user(make_user("clerk", "HR Officer")), pytest.raises(frappe.PermissionError):
        export_statement("Trial Balance", json.dumps(YEAR), "xlsx", "en")
    with pytest.raises(frappe.ValidationError, match="cannot be exported"):
        export_statement("User", "{}", "xlsx", "en")


def test_formula_in_a_title_stays_text_in_the_workbook(site):
    fields = journal_fields(title="=1+1", workflow_state="For Approval", posting_date="2027-04-01")
    with as_user(officer()):
        doc = frappe.get_doc(fields).insert()
    with as_user(manager()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.submit()
        export_statement("General Ledger", json.dumps({"voucher": doc.name}), "xlsx", "en")
    sheet = load_workbook(BytesIO(frappe.local.response.filecontent)).active
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert found
    assert {cell.data_type for cell in found} == {"s"}
