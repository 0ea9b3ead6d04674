"""Records of uploaded files, found by their address letter by letter.

Owns the comparison: the database takes "A.CSV " for "a.csv", the disk does not.
"""

from __future__ import annotations

import frappe

FOLDERS = ("/private/files/", "/files/")


def load_file_owners(address: str) -> dict[str, str]:
    """Return {name: owner} of the file records with exactly this address, the oldest first."""
    rows = frappe.db.sql(
        "select name, file_url, owner from `tabFile` where file_url = %s and is_folder = 0"
        " order by creation, name",
        (address,),
    )
    return {name: owner for name, found, owner in rows if found == address}


def find_upload(address: str, owner: str) -> str | None:
    """Return the name of somebody's own file with exactly this address; None when there is none."""
    if not address.startswith(FOLDERS) or ".." in address.split("/"):
        return None
    owners = load_file_owners(address)
    return next((name for name, found in owners.items() if found == owner), None)
