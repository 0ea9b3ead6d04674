"""Opening balances: brought by file or form, approved by another, opening of the year, once."""

import csv
from pathlib import Path

import frappe
import pytest
from frappe.utils import getdate
from openpyxl import Workbook

from erp_app import ledger
from erp_app.documents.refusals import DocumentInvalidError
from erp_app.domain.findings import RuleError
from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.trial_balance import build_trial_balance
from erp_app.imports.run import import_file
from erp_app.ledger.check import check_ledgers
from tests.erp.declared import build, make
from tests.erp.factories import as_user, manager, officer, posted_journal, step_taken

OPENING = "Opening Balances"
HEADER = ["fiscal_year", "fund", "title", "account", "debit", "credit"]
pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def fund() -> str:
    """Return a fund that has no opening yet."""
    return make("Fund").name


def lines(amount: float = 250_000.0) -> list[dict]:
    return [{"account": "11102", "debit": amount}, {"account": "21101", "credit": amount}]


def sent(fund: str, **values):
    """Return balances of a fund that wait for approval."""
    with as_user(officer()):
        values = {"fiscal_year": "2026", "lines": lines(), **values}
        return build(OPENING, fund=fund, workflow_state="For Approval", **values).insert()


def posted(fund: str, **values):
    doc = sent(fund, **values)
    with as_user(manager()):
        return step_taken(OPENING, doc.name, "Approve")


def trial(fund: str, account: str, first: int = 1, last: int = 13, year: str = "2026") -> dict:
    """Return the row of an account in the trial balance of one fund."""
    filters = {"fiscal_year": year, "from_period": first, "to_period": last, "fund": fund}
    rows = build_trial_balance(filters, "en").rows
    return next((row for row in rows if row["account"] == account), {})


def ledger_rows(fund: str, account: str, start: str, end: str) -> list[dict]:
    filters = {"account": account, "fund": fund, "from_date": start, "to_date": end}
    return build_general_ledger(filters, "en").rows


def test_balances_are_the_years_opening_and_nobodys_movement(fund):
    doc = posted(fund)
    assert (doc.docstatus, doc.workflow_state, doc.period) == (1, "Approved", "2026-00")
    assert (str(doc.posting_date), doc.total_debit) == ("2026-01-01", 250_000)
    row = trial(fund, "11102")
    assert (row["opening_debit"], row["debit"], row["credit"]) == (250_000, 0, 0)
    assert trial(fund, "21101", first=6)["opening_credit"] == 250_000
    assert trial(fund, "11102", year="2025") == {}
    assert {line.fund for line in doc.lines} == {fund}


def test_general_ledger_agrees_with_the_trial_balance(fund):
    posted(fund)
    spent = [
        {"account": "52101", "cost_centre": "1100", "debit": 40, "fund": fund},
        {"account": "11102", "credit": 40, "fund": fund},
    ]
    with as_user(officer()):
        journal = build("Journal", posting_date="2026-01-15", lines=spent)
        journal.workflow_state = "For Approval"
        journal.insert()
    with as_user(manager()):
        step_taken("Journal", journal.name, "Approve")
    closing = trial(fund, "11102")["closing_debit"]
    assert closing == 250_000 - 40
    for start, opening in (
        ("2025-12-01", 0),
        ("2026-01-01", 250_000),
        ("2026-01-10", 250_000),
        ("2026-01-20", 249_960),
    ):
        rows = ledger_rows(fund, "11102", start, "2026-12-31")
        assert (start, rows[0]["balance"], rows[-1]["balance"]) == (start, opening, closing)


def test_ledger_stays_sound_with_both_kinds_of_vouchers(fund):
    before = [finding.code for finding in check_ledgers()]
    posted(fund)
    posted_journal()
    frappe.db.commit()
    assert [finding.code for finding in check_ledgers()] == before == []
    doc = frappe.get_doc(OPENING, {"fund": fund})
    with as_user(manager()):
        step_taken(OPENING, doc.name, "Cancel", "Brought in error")
    frappe.db.commit()


def test_preparer_does_not_approve_and_officer_may_not(fund):
    doc = sent(fund)
    with as_user(officer()), pytest.raises(frappe.PermissionError):
        step_taken(OPENING, doc.name, "Approve")
    frappe.db.rollback()


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ([{"account": "52101", "cost_centre": "1100"}, {}], "begins every year at zero"),
        ([{"debit": 5}, {}], "does not balance"),
        ([{"fund": "GF"}, {}], "these are the balances of"),
        ([{"account": "99999"}, {}], "does not exist"),
        ([{"debit": 250_000.001}, {}], "more than 2 decimals"),
    ],
)
def test_wrong_balances_are_refused(fund, changed, text):
    rows = [{**row, **new} for row, new in zip(lines(), changed, strict=True)]
    with pytest.raises(DocumentInvalidError, match=text):
        sent(fund, lines=rows)


def test_year_and_fund_open_once_until_cancelled(fund):
    first = posted(fund)
    with pytest.raises(frappe.ValidationError, match=f"{first.name} is the opening of 2026"):
        sent(fund)
    with as_user(manager()):
        step_taken(OPENING, first.name, "Cancel", "Wrong accounts")
    assert trial(fund, "11102") == {}
    reversal = frappe.get_doc(OPENING, {"reverses": first.name})
    assert (reversal.period, reversal.docstatus, reversal.fund) == ("2026-00", 1, fund)
    assert frappe.db.get_value(OPENING, first.name, "reversed_by") == reversal.name
    second = posted(fund, lines=lines(100.0))
    assert trial(fund, "11102")["opening_debit"] == 100
    assert second.opening_key == f"2026 {fund}"


def test_two_that_wait_cannot_both_be_approved(fund):
    one, other = sent(fund), sent(fund)
    with as_user(manager()):
        step_taken(OPENING, one.name, "Approve")
        with pytest.raises(frappe.ValidationError, match="is the opening of"):
            step_taken(OPENING, other.name, "Approve")
        rejected = step_taken(OPENING, other.name, "Reject", "The other one is posted")
    assert rejected.workflow_state == "Rejected"
    with as_user(officer()):
        frappe.delete_doc(OPENING, other.name)


def test_fields_of_the_server_are_not_taken_from_a_request(fund):
    doc = sent(fund, opening_key="2026 GF", posting_date="2026-06-30", period="2026-06")
    assert (doc.opening_key, str(doc.posting_date), doc.period) == (None, "2026-01-01", None)


def test_journal_cannot_reach_the_opening_period():
    doc = posted_journal(posting_date="2026-01-01")
    assert doc.period == "2026-01"


def test_closed_opening_period_takes_nothing(fund):
    frappe.db.set_value("Fiscal Period", "2026-00", "status", "Closed")
    doc = sent(fund)
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="2026-00 is closed"):
        step_taken(OPENING, doc.name, "Approve")


def write_rows(path: Path, rows: list[list]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        return path
    book = Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def test_workbook_brings_balances_of_several_funds_to_be_approved(tmp_path, fund):
    other = make("Fund").name
    rows = [
        [2026, fund, "Audited 2025", 11102, 1234.5, None],
        [2026, fund, None, 21101, None, 1234.5],
        [2026, other, "Audited 2025", 11102, 7, None],
        [2026, other, None, 21101, None, 7],
    ]
    path = write_rows(tmp_path / "opening.xlsx", rows)
    with as_user(officer()):
        result = import_file("opening-balances", path, officer(), commit=False)
        assert (result["made_count"], result["error_count"]) == (2, 0)
        again = import_file("opening-balances", path, officer(), commit=False)
    assert (again["made_count"], again["skipped_count"]) == (0, 2)
    doc = frappe.get_doc(OPENING, {"fund": fund})
    assert (doc.workflow_state, doc.owner, doc.total_debit) == ("For Approval", officer(), 1234.5)
    with as_user(manager()):
        step_taken(OPENING, doc.name, "Approve")
    assert trial(fund, "11102")["opening_debit"] == 1234.5


def test_wrong_rows_of_a_file_are_named_as_the_form_names_them(tmp_path, fund):
    rows = [
        [2026, fund, "Audited 2025", 52101, 10, None],
        [2026, fund, "Other", 21101, None, "ten"],
        ["", "", "", 11102, 1, None],
    ]
    path = write_rows(tmp_path / "opening.csv", rows)
    result = import_file("opening-balances", path, None, commit=False)
    found = {(one["row"], one["column"]) for one in result["errors"]}
    assert found == {(3, "title"), (3, "credit"), (4, "fund")}
    rows[1][2], rows[1][5] = "Audited 2025", 11
    result = import_file(
        "opening-balances", write_rows(tmp_path / "again.csv", rows[:2]), None, commit=False
    )
    [first, *_more] = result["errors"]
    assert (first["row"], first["column"]) == (2, "account")
    assert "begins every year at zero" in first["reason"]
    assert not frappe.db.exists(OPENING, {"fund": fund})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_statement_is_printed_to_be_signed(fund, language):
    doc = posted(fund)
    frappe.local.lang = language
    try:
        html = frappe.get_print(OPENING, doc.name, "Opening Balances Statement", doc=doc)
    finally:
        frappe.local.lang = "en"
        with as_user(manager()):  # printing commits: take back what would stay
            step_taken(OPENING, doc.name, "Cancel", "Printed for a test")
        frappe.db.commit()
    assert "250,000.00" in html
    assert ("We confirm" in html) == (language == "en")
    assert ("نؤكد" in html) == (language == "ar")
    assert doc.fund in html


def test_fund_with_balances_of_earlier_years_gets_no_opening(fund):
    """They are carried forward: an opening beside them would count the same money twice."""
    posted(fund, fiscal_year="2025")
    with pytest.raises(frappe.ValidationError, match="carried forward"):
        sent(fund, fiscal_year="2026")
    assert trial(fund, "11102")["opening_debit"] == 250_000


def test_fund_whose_earlier_opening_was_taken_back_gets_one(fund):
    doc = posted(fund, fiscal_year="2025")
    with as_user(manager()):
        step_taken(OPENING, doc.name, "Cancel", "Of the wrong year")
    assert posted(fund, fiscal_year="2026").period == "2026-00"


def test_year_that_does_not_exist_is_named(fund):
    with pytest.raises(frappe.ValidationError, match="2099 does not exist"):
        sent(fund, fiscal_year="2099")


def test_taken_back_opening_does_not_come_back(fund):
    """Its reversal cannot be cancelled: the next opening would stand beside it."""
    doc = posted(fund)
    with as_user(manager()):
        step_taken(OPENING, doc.name, "Cancel", "Not whole")
        reversal = frappe.db.get_value(OPENING, doc.name, "reversed_by")
        with pytest.raises(frappe.PermissionError):
            step_taken(OPENING, reversal, "Cancel", "It was whole")
    authority = ledger.authority_of(officer(), is_decided=True)
    with pytest.raises(RuleError):
        ledger.reverse(OPENING, reversal, getdate(doc.posting_date), "It was whole", authority)
