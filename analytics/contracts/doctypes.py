"""The ERP's documents as the contract sees them: which of their fields are columns.

Standard library only: documents are read from their files, without the ERP.
"""

from __future__ import annotations

from typing import Any

# Columns that every document has and the contract may name.
OF_THE_BASE = frozenset({"name", "creation", "modified", "docstatus", "parent"})
WITHOUT_COLUMN = frozenset(
    {
        *("Section Break", "Column Break", "Tab Break", "HTML", "Heading", "Button"),
        *("Table", "Table MultiSelect"),
    }
)


def fields_with_column(document: dict[str, Any]) -> dict[str, str]:
    """Name -> type of each field that is a column. document: a DocType's JSON."""
    return {
        field["fieldname"]: field["fieldtype"]
        for field in document["fields"]
        if field["fieldtype"] not in WITHOUT_COLUMN
    }
