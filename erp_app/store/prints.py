"""Files of prints that were made in the background."""

from __future__ import annotations

import frappe

MARK = "diwan_print"  # in the field that says what a file is of: nothing else is attached so


def keep(name: str, content: bytes) -> str:
    """Keep a print as a private file of who is signed in; return the file's name."""
    file = frappe.new_doc("File")
    file.update({"file_name": name, "is_private": 1, "content": content})
    file.insert(ignore_permissions=True)
    file.db_set("attached_to_field", MARK, update_modified=False)
    return file.name


def find(name: str, owner: str) -> str | None:
    """Return the address of somebody's own print; None when there is none."""
    wanted = {"name": name, "owner": owner, "attached_to_field": MARK}
    return frappe.db.get_value("File", wanted, "file_url")


def made_before(moment: str) -> list[str]:
    """Return the prints that are older than a moment."""
    wanted = {"attached_to_field": MARK, "creation": ("<", moment)}
    return frappe.get_all("File", wanted, pluck="name")
