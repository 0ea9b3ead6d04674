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
    Correction(
        name="default-that-stays",
        why="A default was deleted and added again although it had this value already, and then "
        "everything the site remembers was thrown away. Every save of a user sets one: the next "
        "request of everybody read all descriptions of documents anew.",
        source="own measurement: saving a user took 1.4 s, and the next save again",
        edits=(
            Edit(
                path="defaults.py",
                find="\t\t.select(table.defkey)\n\t\t.for_update()\n",
                replace="\t\t.select(table.defvalue)\n\t\t.for_update()\n",
            ),
            Edit(
                path="defaults.py",
                find="\tif key_exists:\n\t\tfrappe.db.delete(",
                replace='\tstored = [row[0] or "" for row in key_exists]\n'
                "\tif value is not None and stored == [str(value)]:\n"
                "\t\treturn\n"
                "\tif key_exists:\n\t\tfrappe.db.delete(",
            ),
        ),
    ),
)
