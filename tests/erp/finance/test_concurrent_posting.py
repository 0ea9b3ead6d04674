"""Several processes post at once: no gap, no double, no lost line."""

import multiprocessing
import os
from itertools import chain

import frappe

from erp_app.ledger.check import check_ledgers
from tests.erp.factories import as_user, journal_fields, manager, officer

WRITERS, EACH = 4, 6


def connect():
    os.chdir(os.environ["DIWAN_TEST_SITES"])
    frappe.init(site=os.environ["DIWAN_TEST_SITE"], sites_path=".")
    frappe.connect()


def post_some(writer):
    """Post journals on overlapping accounts; return their posting numbers."""
    connect()
    numbers = []
    for turn in range(EACH):
        with as_user("officer@test.example"):
            fields = journal_fields(lines=2 + 2 * (turn % 3), workflow_state="For Approval")
            doc = frappe.get_doc(fields).insert()
            frappe.db.commit()
        with as_user("manager@test.example"):
            doc.submit()
            frappe.db.commit()
        numbers.append(doc.posting_number)
    frappe.destroy()
    return numbers


def insert_with_key(key):
    """Insert a journal with a key; its name, or None when the key was taken."""
    connect()
    try:
        with as_user("officer@test.example"):
            doc = frappe.get_doc(journal_fields(idempotency_key=key)).insert()
        frappe.db.commit()
        return doc.name
    except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
        frappe.db.rollback()
        return None
    finally:
        frappe.destroy()


def approve(name):
    """Approve one journal; True when this process posted it."""
    connect()
    try:
        with as_user("manager@test.example"):
            frappe.get_doc("Journal", name).submit()
        frappe.db.commit()
        return True
    except frappe.ValidationError:
        frappe.db.rollback()
        return False
    finally:
        frappe.destroy()


def at_once(work, arguments):
    with multiprocessing.get_context("spawn").Pool(len(arguments)) as pool:
        return pool.map(work, arguments, chunksize=1)


def test_concurrent_writers_leave_a_gapless_sound_ledger(site):
    officer(), manager()
    before = frappe.db.get_value("Ledger Head", "General Ledger", "last_posting")
    numbers = chain.from_iterable(at_once(post_some, list(range(WRITERS))))
    assert sorted(numbers) == list(range(before + 1, before + 1 + WRITERS * EACH))
    assert check_ledgers() == []


def test_one_key_makes_one_journal_in_a_race(site):
    officer()
    key = frappe.generate_hash(length=12)
    names = at_once(insert_with_key, [key] * WRITERS)
    frappe.db.rollback()
    assert len([name for name in names if name]) == 1
    assert frappe.db.count("Journal", {"idempotency_key": key}) == 1


def test_one_journal_is_posted_once_in_a_race(site):
    manager()
    with as_user(officer()):
        doc = frappe.get_doc(journal_fields(workflow_state="For Approval")).insert()
        frappe.db.commit()
    assert at_once(approve, [doc.name] * WRITERS).count(True) == 1
    frappe.db.rollback()
    assert frappe.db.count("Ledger Line", {"voucher": doc.name}) == 2
    assert check_ledgers() == []
