"""What is posted never changes its meaning: currency, years and their periods."""

from datetime import timedelta

import frappe
import pytest

from tests.erp.factories import as_user, manager, posted_journal, sent_journal


def change(doctype: str, name: str, **values):
    with as_user(manager()):
        return frappe.get_doc(doctype, name).update(values).save()


def test_currency_stays_once_something_is_posted(site):
    posted_journal()
    with pytest.raises(frappe.ValidationError, match="the currency stays"):
        change("Finance Settings", "Finance Settings", currency="USD")
    change("Finance Settings", "Finance Settings", default_fund="GF")


def new_year(name: str, start):
    with as_user(manager()):
        return frappe.new_doc("Fiscal Year").update({"year_name": name, "start_date": start})


def bounds():
    return frappe.db.sql("select min(start_date), max(end_date) from `tabFiscal Year`")[0]


def test_new_year_leaves_no_gap_on_either_side(site):
    first, last = bounds()
    for start in (f"{last.year + 2}-01-01", f"{first.year - 2}-01-01"):
        with pytest.raises(frappe.ValidationError, match="days without a year"):
            new_year("FAR", start).insert()
    new_year("NEXT", last + timedelta(1)).insert()
    new_year("BEFORE", f"{first.year - 1}-01-01").insert()


def test_closed_year_is_not_opened_again(site):
    change("Fiscal Year", "2024", is_closed=1)
    with pytest.raises(frappe.ValidationError, match="closed for good"):
        change("Fiscal Year", "2024", is_closed=0)


def test_year_is_not_closed_over_what_waits(site):
    waiting = sent_journal(posting_date="2024-02-10")
    with pytest.raises(frappe.ValidationError, match=f"wait for a decision.*{waiting.name}"):
        change("Fiscal Year", "2024", is_closed=1)


def test_what_a_closed_period_leaves_behind_is_named(site):
    draft = sent_journal(posting_date="2024-04-10")
    year = frappe.get_doc("Fiscal Year", "2024")
    next(row for row in year.periods if row.name == "2024-04").status = "Closed"
    frappe.clear_messages()
    with as_user(manager()):
        year.save()
    assert draft.name in str(frappe.message_log)


@pytest.mark.parametrize("status", ["abc", "closed", 5, True, [], None, "0"])
def test_status_of_a_period_is_one_of_three(site, status):
    year = frappe.get_doc("Fiscal Year", "2026")
    year.periods[3].status = status
    with as_user(manager()), pytest.raises(frappe.ValidationError):
        year.save()


@pytest.mark.parametrize("doctype", ["Account", "Cost Centre", "Function"])
def test_what_is_posted_to_becomes_no_group_and_no_group_a_leaf(site, doctype):
    posted_journal()
    parent = {"Account": "52101", "Cost Centre": "1100"}.get(doctype)
    parent = parent or frappe.db.get_value("Ledger Balance", {"function": ("!=", "")}, "function")
    with pytest.raises(frappe.ValidationError, match="has postings"):
        change(doctype, parent, is_group=1)
    group = frappe.get_all(doctype, {"is_group": 1}, pluck="name", limit=1)[0]
    with pytest.raises(frappe.ValidationError):
        change(doctype, group, is_group=0)
