"""A stored document read in one trip is what the framework's own reading gives, locks included."""

import frappe
import pytest
from frappe.database import get_db
from frappe.model.document import Document

from erp_app.documents.registry import load_workflows
from tests.erp.declared import make
from tests.erp.factories import make_journal, sent_journal

NEW = {"__islocal", "__unsaved"}


def read_by_framework(doc) -> dict:
    other = frappe.new_doc(doc.doctype)
    other.name = doc.name
    Document.load_from_db(other)
    return {field: value for field, value in other.as_dict().items() if field not in NEW}


def test_same_as_the_framework_reads_for_every_type(site):
    types = sorted(load_workflows())
    assert {"Journal", "Opening Balances"} <= set(types)
    for doctype in types:
        made = make(doctype)
        read = frappe.get_doc(doctype, made.name)
        assert read.as_dict() == read_by_framework(made)
        assert made.meta.get_field("lines") is None or read.as_dict()["lines"]


def test_words_of_a_person_are_read_to_the_letter(site):
    written = r"50% of O'Brien \ %s ; select 1"
    doc = make_journal(title=written)
    assert frappe.get_doc("Journal", doc.name).title == written
    doc.reload()
    assert doc.title == written


@pytest.mark.parametrize("name", ["JV-none", "' or 1=1 -- ", "%s", ""])
def test_document_that_is_not_there_is_named(site, name):
    with pytest.raises(frappe.DoesNotExistError) as ours:
        frappe.get_doc("Journal", name)
    with pytest.raises(frappe.DoesNotExistError) as base:
        frappe.get_doc("Cost Centre", name)
    assert str(ours.value) == str(base.value).replace("Cost Centre", "Journal")


def test_document_can_be_asked_for_by_filters(site):
    doc = sent_journal(title="Asked for by its title")
    assert frappe.get_doc("Journal", {"title": "Asked for by its title"}).name == doc.name


@pytest.mark.parametrize("for_update", [True, False])
def test_what_is_read_to_be_changed_is_locked_with_its_rows(site, for_update):
    doc = make_journal()
    frappe.db.commit()
    try:
        frappe.get_doc("Journal", doc.name, for_update=for_update)
        assert [_is_locked("Journal", doc.name), _is_locked("Journal Line", doc.lines[0].name)] == [
            for_update
        ] * 2
    finally:
        frappe.db.rollback()
        frappe.delete_doc("Journal", doc.name, ignore_permissions=True)
        frappe.db.commit()


def _is_locked(doctype: str, name: str) -> bool:
    """Return True when another connection may not lock the row now."""
    other = get_db(user=frappe.conf.db_name, password=frappe.conf.db_password)
    try:
        other.sql(f"select name from `tab{doctype}` where name = %s for update nowait", (name,))
    except frappe.QueryTimeoutError:
        return True
    finally:
        other.close()
    return False
