"""Corrections to work that a save repeats for nothing."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="new-document-without-query",
        why="Every new document and every row in it asked the database whether its type is a "
        "single document, although the type's description, which says so, was already at hand.",
        source="own measurement: three queries in each insert of a journal",
        edits=(
            Edit(
                path="model/create_new.py",
                find="\tif not frappe.model.meta.is_single(doctype):\n",
                replace="\tif not frappe.get_meta(doctype).issingle:\n",
            ),
        ),
    ),
)
