"""Masters are remembered between transactions, and every change of one is noticed."""

from contextlib import contextmanager
from unittest.mock import patch

import frappe
import pytest

from erp_app.store import masters, policy_cache

TYPES = ("Account", "Cost Centre", "Fund", "Function", "Programme", "Project")


def usable(doctype: str, code: str) -> bool | None:
    """Return whether lines may name a record now; None when there is none."""
    kind = frappe.scrub(doctype)
    found = masters._masters_of({kind: {code}})
    if kind == "account":
        facts = found.accounts.get(code)
        return facts and facts.is_enabled
    return found.dimensions[kind].get(code)


def make(doctype: str) -> str:
    """Return the code of a new record that may be deleted."""
    leaf = {"is_group": 0} if frappe.get_meta(doctype).has_field("is_group") else {}
    like = frappe.get_all(doctype, leaf, limit=1)
    doc = (
        frappe.copy_doc(frappe.get_doc(doctype, like[0].name)) if like else frappe.new_doc(doctype)
    )
    for field in doc.meta.fields:
        if field.fieldname.endswith("_code"):
            doc.set(field.fieldname, "59999" if doctype == "Account" else "Z.99")
        elif field.reqd and field.fieldtype == "Data" and not doc.get(field.fieldname):
            doc.set(field.fieldname, "Sample")
    return doc.insert().name


def warm(doctype: str, code: str) -> None:
    """Let the process remember a record: what a transaction saw first counts from the next on."""
    for _turn in range(2):
        usable(doctype, code)
        frappe.db.commit()


@pytest.mark.parametrize("doctype", TYPES)
def test_change_of_a_master_is_noticed_at_once_and_by_everybody(site, doctype):
    assert usable(doctype, "59999" if doctype == "Account" else "Z.99") is None
    code = make(doctype)
    frappe.db.commit()
    try:
        warm(doctype, code)
        with counting() as read:
            assert usable(doctype, code) is True
        assert read == []
        before = announced()
        frappe.get_doc(doctype, code).update({"disabled": 1}).save()
        assert not usable(doctype, code)
        assert announced() == before
        frappe.db.rollback()
        assert usable(doctype, code) is True
        frappe.get_doc(doctype, code).update({"disabled": 1}).save()
        frappe.db.commit()
        assert announced() != before
        assert not usable(doctype, code)
    finally:
        frappe.delete_doc(doctype, code)
        frappe.db.commit()
    assert usable(doctype, code) is None


@contextmanager
def counting():
    """Yield the list of what is read of masters meanwhile."""
    read, found = masters._read_codes, []
    with patch.object(masters, "_read_codes", lambda wanted: found.append(wanted) or read(wanted)):
        yield found


def announced() -> bytes | None:
    cache = frappe.cache()
    return cache.get(cache.make_key(policy_cache.ANNOUNCED))


def test_many_changes_are_announced_once(site, monkeypatch):
    told, announce = [], policy_cache._announce
    monkeypatch.setattr(policy_cache, "_announce", lambda: told.append(1) or announce())
    for code in frappe.get_all("Account", {"is_group": 0}, pluck="name", limit=5):
        frappe.get_doc("Account", code).save()
    frappe.db.commit()
    assert told == [1]


def test_what_is_not_there_is_remembered_too(site):
    assert usable("Fund", "Z.98") is None
    warm("Fund", "Z.98")
    with counting() as read:
        assert usable("Fund", "Z.98") is None
    assert read == []
