"""Corrections to what a request may write into a document."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="class-is-not-data",
        why="A request could write any name into a document, what its class says included: an "
        "empty list of the fields that only the server writes opened all of them.",
        source="own finding: the attributes of controllers are looked up on the document",
        edits=(
            Edit(
                path="model/base_document.py",
                find="\t\tif key in self._reserved_keywords:\n\t\t\treturn\n\n"
                "\t\tif not as_value and key in self._table_fieldnames:\n",
                replace="\t\tif key in self._reserved_keywords:\n\t\t\treturn\n\n"
                "\t\tsaid = getattr(type(self), key, None)\n"
                "\t\tif not (said is None or callable(said) or isinstance(said, property)):\n"
                "\t\t\treturn\n\n"
                "\t\tif not as_value and key in self._table_fieldnames:\n",
            ),
        ),
    ),
    Correction(
        name="what-belongs-goes-with-the-deletion",
        why="Tasks, shares, versions and comments of a document were removed although its deletion "
        "was rolled back.",
        source="docs/security-advisories.md",
        edits=(
            Edit(
                path="model/delete_doc.py",
                find='\t\t\t\t\t"frappe.model.delete_doc.delete_dynamic_links",\n'
                "\t\t\t\t\tdoctype=doc.doctype,\n",
                replace='\t\t\t\t\t"frappe.model.delete_doc.delete_dynamic_links",\n'
                "\t\t\t\t\tenqueue_after_commit=True,\n"
                "\t\t\t\t\tdoctype=doc.doctype,\n",
            ),
        ),
    ),
    Correction(
        name="two-assignments-at-one-moment",
        why="The list of people a document shows lost one of two who were assigned at once.",
        source="docs/security-advisories.md",
        edits=(
            Edit(
                path="desk/doctype/todo/todo.py",
                find="\t\ttry:\n\t\t\tassignments = frappe.get_all(\n",
                replace="\t\ttry:\n"
                "\t\t\tif not frappe.get_meta(self.reference_type).issingle:\n"
                "\t\t\t\tfrappe.db.get_value(\n"
                '\t\t\t\t\tself.reference_type, self.reference_name, "name", for_update=True\n'
                "\t\t\t\t)\n"
                "\t\t\tassignments = frappe.get_all(\n",
            ),
        ),
    ),
    Correction(
        name="link-to-nothing-is-refused",
        why="A link whose document was to fill other fields was not looked up at all: an appointment "
        "of an employee that does not exist was stored.",
        source="own finding: upstream mended it later",
        edits=(
            Edit(
                path="model/base_document.py",
                find="\t\t\t\t\t\tvalues = frappe.db.get_value(doctype, docname, values_to_fetch, as_dict=True)\n",
                replace="\t\t\t\t\t\tvalues = frappe.db.get_value(doctype, docname, values_to_fetch, as_dict=True)\n"
                "\t\t\t\t\t\tvalues = values or _dict.fromkeys(values_to_fetch)\n",
            ),
        ),
    ),
    Correction(
        name="refusals-lead-nowhere-else",
        why="Who deleted what was submitted was sent to another maker's manual on the internet.",
        source="own finding: a link to docs.erpnext.com in a refusal",
        edits=(
            Edit(
                path="model/delete_doc.py",
                find="\t\t\t\t\"<a href='https://docs.erpnext.com//docs/user/manual/en/setting-up/"
                "articles/delete-submitted-document' target='_blank'>\",\n"
                '\t\t\t\t"</a>",\n',
                replace='\t\t\t\t"<b>",\n\t\t\t\t"</b>",\n',
            ),
        ),
    ),
)
