"""Reservations: registered by hook, their rows locked in one order, a refusal undoes the set."""

import multiprocessing
import os
from decimal import Decimal
from typing import ClassVar

import frappe
import pytest

from erp_app import ledger
from erp_app.domain.findings import RuleError
from erp_app.ledger import reservations
from erp_app.ledger.check import check_ledgers
from erp_app.ledger.reservations import RowToLock
from erp_app.store import row_locks
from tests.erp.factories import as_user, manager, officer, sent_journal
from tests.erp.ledger.books import DOCUMENTS, document_entry
from tests.erp.ledger.leave_ledger import connect

ENVELOPE = "Cost Centre"
TOO_MUCH = Decimal(1000)


class Envelopes:
    """Locks the cost centres of a set; refuses expenses above TOO_MUCH."""

    asked: ClassVar[list[list[str]]] = []

    def rows(self, entries):
        for entry in entries:
            for posting in reversed(entry.postings):
                if centre := posting.dimensions.cost_centre:
                    yield RowToLock(ENVELOPE, centre)

    def reserve(self, entries, authority):
        self.asked.append([entry.voucher for entry in entries])
        for entry in entries:
            if entry.total_debit > TOO_MUCH:
                raise RuleError("{0} is above what is left, says {1}", "amount", authority.user)


class Funds(Envelopes):
    """A second one, registered later, whose rows come before those of the first."""

    def rows(self, entries):
        return [RowToLock("Account", "52101"), RowToLock("Account", "11102")]


HERE = "tests.erp.ledger.test_reservations."


@pytest.fixture
def registered(site, monkeypatch):
    """Register both as hooks.py would."""
    named = frappe.get_hooks
    paths = [f"{HERE}Envelopes", f"{HERE}Funds"]

    def hooks(hook=None, *args, **kwargs):
        return paths if hook == reservations.HOOK else named(hook, *args, **kwargs)

    monkeypatch.setattr(frappe, "get_hooks", hooks)
    Envelopes.asked.clear()


def watch_locks(monkeypatch):
    """Note rows in the order in which they are locked."""
    locked = []
    plain = frappe.db.sql

    def sql(query, values=(), *args, **kwargs):
        if "for update" in str(query) and str(query).startswith("select name from"):
            locked.append((str(query).split("`")[1], *values))
        return plain(query, values, *args, **kwargs)

    monkeypatch.setattr(frappe.db, "sql", sql)
    return locked


def post_all():
    entries = [document_entry(document) for document in DOCUMENTS[:1] * 2]
    return ledger.post_new("Journal", entries, ledger.authority_of(manager()))


def test_rows_of_all_are_locked_in_sorted_order_before_any_reserves(registered, monkeypatch):
    locked = watch_locks(monkeypatch)
    post_all()
    assert locked == [
        ("tabAccount", "11102"),
        ("tabAccount", "52101"),
        ("tabCost Centre", "1100"),
        ("tabCost Centre", "1200"),
    ]
    assert len(Envelopes.asked) == 2
    assert [len(one) for one in Envelopes.asked] == [2, 2]


def test_nothing_is_locked_when_nobody_reserves(site, monkeypatch):
    locked = watch_locks(monkeypatch)
    post_all()
    assert [row for row in locked if row[0] in ("tabAccount", "tabCost Centre")] == []


def test_refusal_leaves_nothing_of_the_set_behind(registered):
    names = [sent_journal().name, sent_journal(amount=5000).name]
    frappe.db.commit()
    head = frappe.db.get_value("Ledger Head", "General Ledger", "last_line")
    with pytest.raises(RuleError, match="above what is left"):
        ledger.approve_waiting("Journal", names, ledger.authority_of(manager()))
    frappe.db.rollback()
    states = frappe.get_all("Journal", {"name": ("in", names)}, pluck="workflow_state")
    assert states == ["For Approval"] * 2
    assert frappe.db.get_value("Ledger Head", "General Ledger", "last_line") == head
    assert check_ledgers() == []


def test_form_is_refused_in_words_and_stays_as_it_was(registered):
    name = sent_journal(amount=5000).name
    frappe.db.commit()
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="above what is left"):
        frappe.get_doc("Journal", name).submit()
    frappe.db.rollback()
    assert frappe.db.get_value("Journal", name, ["docstatus", "posting_number"]) == (0, 0)


def lock_many(rows):
    """Lock rows given in any order, hold them a while; how many times over."""
    connect()
    for _turn in range(15):
        row_locks.lock_rows(rows)
        frappe.db.sql("do sleep(0.01)")
        frappe.db.commit()
    frappe.destroy()
    return os.getpid()


def test_sets_that_need_the_same_rows_wait_and_never_block_each_other(site):
    officer()
    rows = [(ENVELOPE, "1100"), ("Account", "52101"), (ENVELOPE, "1200"), ("Account", "11102")]
    turned = [rows, rows[::-1], rows[2:] + rows[:2], sorted(rows)]
    with multiprocessing.get_context("spawn").Pool(len(turned)) as pool:
        assert len(set(pool.map(lock_many, turned, chunksize=1))) == len(turned)
