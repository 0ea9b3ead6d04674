"""The ledger's proof names what was altered behind the ledger's back."""

from contextlib import contextmanager

import frappe
import pytest

from erp_app.ledger.check import check_ledgers
from erp_app.ledger.registry import ledger_specs
from erp_app.store.triggers import drop_triggers, install_triggers
from tests.erp.factories import posted_journal


@contextmanager
def tampered(*statements, undo):
    """Run SQL with the triggers dropped, then undo it and put the triggers back."""
    drop_triggers(ledger_specs())
    try:
        for statement in statements:
            frappe.db.sql(statement)
        frappe.db.commit()
        yield
    finally:
        for statement in undo:
            frappe.db.sql(statement)
        frappe.db.commit()
        install_triggers(ledger_specs())


@pytest.fixture
def line(site):
    """Return the number of a committed ledger line with later lines after it."""
    doc = posted_journal(lines=4)
    posted_journal()
    frappe.db.commit()
    assert check_ledgers() == []
    return frappe.db.get_value("Ledger Line", {"voucher": doc.name, "line_number": 2}, "name")


def codes(findings):
    return {found.code for found in findings}


def test_altered_amount_names_the_line_and_the_balance(line):
    change = "update `tabLedger Line` set debit = debit + {} where name = {}"
    with tampered(change.format(1, line), undo=[change.format(-1, line)]):
        findings = check_ledgers()
    assert (findings[0].code, findings[0].line) == ("line_altered", line)
    assert {"voucher_unbalanced", "balance_differs"} <= codes(findings)
    assert check_ledgers() == []


def test_altered_description_is_found(line):
    change = "update `tabLedger Line` set description = '{}' where name = {}"
    with tampered(change.format("x", line), undo=[change.format("", line)]):
        findings = check_ledgers()
    assert (findings[0].code, findings[0].line) == ("line_altered", line)


def test_deleted_line_is_found_as_a_gap(line):
    frappe.db.sql("create table if not exists kept_line like `tabLedger Line`")
    frappe.db.sql(f"insert into kept_line select * from `tabLedger Line` where name = {line}")
    undo = ["insert into `tabLedger Line` select * from kept_line"]
    with tampered(f"delete from `tabLedger Line` where name = {line}", undo=undo):
        findings = check_ledgers()
    frappe.db.sql_ddl("drop table kept_line")
    assert (findings[0].code, findings[0].line) == ("line_missing", line)
    assert check_ledgers() == []


def test_altered_balance_is_found(line):
    change = "update `tabAccount Balance` set credit = credit + {} where name = '2026-03|11102'"
    with tampered(change.format(5), undo=[change.format(-5)]):
        assert codes(check_ledgers()) == {"balance_differs", "trigger_missing"}


def test_removed_journal_is_found(line):
    name = frappe.db.get_value("Ledger Line", line, "voucher")
    number = frappe.db.get_value("Journal", name, "posting_number")
    change = "update `tabJournal` set posting_number = {} where name = '{}'"
    undo = [change.format(number, name)]
    with tampered(change.format(0, name), undo=undo):
        findings = check_ledgers()
    assert findings[0].code == "voucher_missing"
    assert str(number) in findings[0].message
