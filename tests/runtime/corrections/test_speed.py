"""Corrections to work that a save repeats for nothing."""

from tests.runtime.corrections.proofs import InErp, proves

# Asks for a new document of a plain and of a single type, and notes any question to a database.
NEW_DOCUMENTS = """
from types import SimpleNamespace
from frappe.model import create_new
asked = []
class Database:
    def __getattr__(self, name):
        return lambda *args, **named: asked.append(name)
class Draft(dict):
    def _fix_numeric_types(self): pass
    def get_valid_dict(self, sanitize): return {}
frappe.local.db = Database()
frappe.get_doc = lambda values: Draft(values)
create_new.set_user_and_static_default_values = lambda doc: None
frappe.get_meta = lambda doctype: SimpleNamespace(issingle=doctype == "Only One")
frappe.local.session = SimpleNamespace(user="someone")
made = [create_new.make_new_doc(name).get("__unsaved") for name in given]
return {"made": made, "asked": asked}
"""


@proves("new-document-without-query")
def test_new_document_asks_no_database(in_erp: InErp) -> None:
    answer = in_erp(NEW_DOCUMENTS, ["Many", "Only One"])
    assert answer == {"made": [1, None], "asked": []}
