"""What is attached to documents, as the database and the disk have it.

Owns the query and the reading of the content. Refuses to guess: a file that cannot be read has no
digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import frappe

from erp_app.store.rows import Row, in_chunks, literal, literals

FOLDERS = {"/private/files/": "private", "/files/": "public"}


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a document. digest: SHA-256 of its content, "" when that cannot be read."""

    document: str
    file_name: str
    owner: str
    creation: datetime
    digest: str


def load_attached(document_type: str, names: Sequence[str]) -> list[Attached]:
    """Return what is attached to these documents, the oldest first."""
    found = []
    for chunk in in_chunks(list(names)):
        found += attached_of(frappe.db.sql(attached_query(document_type, chunk), as_dict=True))
    return found


def attached_query(document_type: str, names: Sequence[str]) -> str:
    """Return the question what is attached to these documents, the oldest first."""
    return (
        "select attached_to_name, file_name, owner, creation, file_url from `tabFile`"
        f" where attached_to_doctype = {literal(document_type)}"
        f" and attached_to_name in ({literals(names)}) order by creation, name"
    )


def attached_of(rows: Iterable[Row]) -> list[Attached]:
    """Return what the rows of `attached_query` say, with the digests of the files as they are."""
    return [
        Attached(
            row.attached_to_name, row.file_name, row.owner, row.creation, digest_of(row.file_url)
        )
        for row in rows
    ]


def digest_of(address: str | None) -> str:
    """Return the SHA-256 of a file of this site by its address, "" when it cannot be read."""
    folder = next((name for name in FOLDERS if (address or "").startswith(name)), None)
    if folder is None or ".." in str(address).split("/"):
        return ""
    path = Path(frappe.get_site_path(FOLDERS[folder], "files", str(address)[len(folder) :]))
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
