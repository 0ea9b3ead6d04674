"""Small policy tables are remembered until somebody announces a change, and not a moment longer."""

import frappe
import pytest

from erp_app.store import policy_cache
from erp_app.store.policy_cache import forget_policies, remembered

pytestmark = pytest.mark.usefixtures("site")


class Table:
    """A table that counts how often it is read."""

    def __init__(self) -> None:
        self.rows, self.reads = [1], 0

    def read(self) -> list:
        self.reads += 1
        return list(self.rows)


@pytest.fixture
def table():
    found = Table()
    kind = f"sample {id(found)}"
    found.ask = lambda: remembered(kind, found.read)
    announce_elsewhere()
    for _turn in range(2):  # what a transaction saw first is remembered from the next one on
        found.ask()
        frappe.db.rollback()
    return found


def announce_elsewhere() -> None:
    """Do what another process does after it has committed a change."""
    cache = frappe.cache()
    cache.set(cache.make_key(policy_cache.ANNOUNCED), frappe.generate_hash(length=16))


def test_table_is_read_once_while_nothing_changes(table):
    for _turn in range(3):
        assert table.ask() == [1]
        frappe.db.rollback()
    assert table.reads == 2


def test_change_of_another_process_counts_in_the_next_transaction(table):
    table.ask()
    frappe.db.rollback()
    table.rows = [2]
    announce_elsewhere()
    assert table.ask() == [2]


def test_what_may_be_the_view_before_the_change_is_not_remembered(table):
    """A transaction that began before the commit sees the old rows once, nobody after it does."""
    announce_elsewhere()
    assert table.ask() == [1]
    table.rows = [2]
    frappe.db.rollback()
    assert table.ask() == [2]


def test_own_change_counts_at_once_and_is_announced_with_the_commit(table):
    before = frappe.cache().get(frappe.cache().make_key(policy_cache.ANNOUNCED))
    table.rows = [2]
    forget_policies()
    assert table.ask() == [2]
    assert frappe.cache().get(frappe.cache().make_key(policy_cache.ANNOUNCED)) == before
    frappe.db.commit()
    assert frappe.cache().get(frappe.cache().make_key(policy_cache.ANNOUNCED)) != before


def test_change_that_is_rolled_back_is_not_announced(table):
    before = frappe.cache().get(frappe.cache().make_key(policy_cache.ANNOUNCED))
    forget_policies()
    frappe.db.rollback()
    assert frappe.cache().get(frappe.cache().make_key(policy_cache.ANNOUNCED)) == before
    assert table.ask() == [1]


def test_what_a_request_was_told_at_its_begin_counts_for_its_first_transaction_alone(table):
    """A request asks with what every request asks; a later transaction of it asks anew."""
    key = frappe.cache().make_key(policy_cache.ANNOUNCED)
    frappe.local.cache[key] = frappe.cache().get(key)
    table.rows = [2]
    announce_elsewhere()
    assert table.ask() == [1]
    frappe.db.rollback()
    assert table.ask() == [2]
