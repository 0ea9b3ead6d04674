"""Corrections to what a request may write into a document."""

from tests.runtime.corrections.proofs import Function, InErp, Source, assert_before, proves


@proves("class-is-not-data")
def test_what_a_class_says_is_not_written_from_data(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.model.base_document import BaseDocument
class Sample(BaseDocument):
    server_fields = ("number",)
    _get_table_fields = lambda self: []
    @property
    def state(self):
        return "from the property"
    def check(self):
        pass
doc = Sample({"doctype": "Sample", "title": "a", "server_fields": []})
doc.update({"server_fields": [], "title": "b", "state": "sent", "check": 1})
return [list(doc.server_fields), doc.title, doc.state, doc.check]
""")
    assert told == [["number"], "b", "from the property", 1]


@proves("what-belongs-goes-with-the-deletion")
def test_what_belongs_to_a_document_is_removed_after_the_commit(function: Function) -> None:
    assert "enqueue_after_commit=True" in function("model/delete_doc.py", "delete_doc")


@proves("two-assignments-at-one-moment")
def test_assignments_are_counted_under_a_lock(function: Function) -> None:
    counted = function("desk/doctype/todo/todo.py", "update_in_reference")
    assert_before(counted, "for_update=True", "assignments = frappe.get_all(")


@proves("link-to-nothing-is-refused")
def test_link_that_fills_other_fields_is_looked_up(function: Function) -> None:
    """Tried on a site with an appointment in tests/erp/people/test_appointment.py."""
    looked_up = function("model/base_document.py", "get_invalid_links")
    assert "values = values or _dict.fromkeys(values_to_fetch)" in looked_up


@proves("refusals-lead-nowhere-else")
def test_refusals_of_a_deletion_link_to_no_other_site(source: Source) -> None:
    assert "http" not in source("model/delete_doc.py")
