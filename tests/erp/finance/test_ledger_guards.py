"""The ledger refuses changes: by documents, by SQL, into closed periods."""

import frappe
import pymysql
import pytest

from erp_app.finance.engine_document import LedgerImmutableError
from erp_app.ledger import deciding
from erp_app.ledger.registry import ledger_specs
from erp_app.store.periods import load_periods
from erp_app.store.trigger_sql import triggers_of
from erp_app.store.triggers import drop_triggers, install_triggers, missing_triggers
from tests.erp.factories import as_user, make_user, manager, officer, posted_journal, sent_journal


@pytest.mark.parametrize(
    "statement",
    [
        "update `tabLedger Line` set debit = debit + 1 where voucher = %s",
        "update `tabLedger Line` set hash = 'x' where voucher = %s",
        "delete from `tabLedger Line` where voucher = %s",
    ],
)
def test_database_refuses_to_change_ledger_lines(site, statement):
    doc = posted_journal()
    with pytest.raises(pymysql.err.OperationalError, match="immutable"):
        frappe.db.sql(statement, (doc.name,))


def test_database_refuses_to_turn_the_head_back(site):
    posted_journal()
    with pytest.raises(pymysql.err.OperationalError, match="only moves forward"):
        frappe.db.sql("update `tabLedger Head` set last_line = last_line - 1")
    with pytest.raises(pymysql.err.OperationalError, match="only moves forward"):
        frappe.db.sql("delete from `tabLedger Head`")


def test_triggers_are_installed_again_after_a_table_copy(site):
    specs = ledger_specs()
    drop_triggers(specs)
    assert missing_triggers(specs) == sorted(triggers_of(specs))
    install_triggers(specs)
    install_triggers(specs)
    assert missing_triggers(specs) == []


@pytest.mark.parametrize("doctype", ["Ledger Line", "Ledger Balance", "Account Balance"])
def test_ledger_documents_refuse_every_write(site, doctype):
    posted_journal()
    name = frappe.db.sql(f"select name from `tab{doctype}` limit 1")[0][0]
    doc = frappe.get_doc(doctype, name)
    doc.debit = 5
    for write in (doc.save, doc.delete, lambda: frappe.delete_doc(doctype, name, force=True)):
        with pytest.raises(LedgerImmutableError, match="reversing journal"):
            write()
    with pytest.raises(LedgerImmutableError):
        frappe.get_doc({"doctype": doctype, "debit": 1}).insert()


def set_period(code, status):
    year = frappe.get_doc("Fiscal Year", code[:4])
    next(row for row in year.periods if row.name == code).status = status
    year.save()


def test_closed_period_refuses_the_posting_and_soft_closed_takes_the_manager(site):
    doc = sent_journal(posting_date="2024-02-10")
    set_period("2024-02", "Closed")
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="2024-02 is closed"):
        frappe.get_doc("Journal", doc.name).submit()
    set_period("2024-02", "Soft Closed")
    with as_user(manager()):
        posted = frappe.get_doc("Journal", doc.name)
        posted.submit()
    assert posted.period == "2024-02"


def test_period_closed_a_moment_ago_is_seen_under_the_lock(site, monkeypatch):
    """What was remembered of the periods may be seconds old; what is written obeys what stands."""
    doc = sent_journal(posting_date="2024-03-10")
    before = load_periods()
    monkeypatch.setattr(deciding, "remembered", lambda kind, read: before)
    set_period("2024-03", "Closed")
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="2024-03 is closed"):
        frappe.get_doc("Journal", doc.name).submit()


def test_date_without_fiscal_year_is_refused(site):
    with pytest.raises(frappe.ValidationError, match="No fiscal period"):
        sent_journal(posting_date="2019-02-10")
    doc = sent_journal()
    doc.db_set("posting_date", "2019-02-10")
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="No fiscal period"):
        frappe.get_doc("Journal", doc.name).submit()


def test_adjustments_go_to_period_13(site):
    doc = posted_journal(posting_date="2025-12-31", is_adjustment=1)
    assert doc.period == "2025-13"
    assert frappe.db.get_value("Ledger Line", {"voucher": doc.name}, "period") == "2025-13"


def test_closed_year_keeps_its_periods(site):
    year = frappe.get_doc("Fiscal Year", "2024")
    year.is_closed = 1
    year.save()
    with pytest.raises(frappe.ValidationError, match="fiscal year is closed"):
        set_period("2024-05", "Closed")


def test_periods_are_not_removed_or_moved(site):
    year = frappe.get_doc("Fiscal Year", "2025")
    year.periods[0].start_date = "2025-01-15"
    year.save()
    assert str(frappe.db.get_value("Fiscal Period", "2025-01", "start_date")) == "2025-01-01"
    year.remove(year.periods[3])
    with pytest.raises(frappe.ValidationError, match="neither added nor removed"):
        year.save()


def test_account_with_postings_is_not_deleted(site):
    posted_journal()
    with pytest.raises(frappe.ValidationError, match="disable it instead"):
        frappe.delete_doc("Account", "52101")


def test_disabled_account_takes_no_posting(site):
    doc = sent_journal()
    frappe.get_doc("Account", "52101").update({"disabled": 1}).save()
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="52101 is disabled"):
        frappe.get_doc("Journal", doc.name).submit()


def test_auditor_reads_and_changes_nothing(site):
    doc = posted_journal()
    with as_user(make_user("auditor", "Auditor")):
        assert frappe.get_doc("Journal", doc.name).has_permission("read")
        for right in ("write", "create", "submit", "cancel", "delete"):
            assert not frappe.has_permission("Journal", right)
            assert not frappe.has_permission("Account", right)
    with as_user(officer()):
        assert not frappe.has_permission("Journal", "submit")
