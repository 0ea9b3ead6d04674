"""The ERP's documents as the contract sees them: which of their fields are columns.

Documents are read from their files, without the ERP.
"""

from __future__ import annotations

from typing import Any

from analytics.contracts.extraction import Kind

# Columns that every document has and the contract may name.
OF_THE_BASE = frozenset({"name", "creation", "modified", "docstatus", "parent"})
WITHOUT_COLUMN = frozenset(
    {
        *("Section Break", "Column Break", "Tab Break", "HTML", "Heading", "Button"),
        *("Table", "Table MultiSelect"),
    }
)
# The contract's type of a column, by the field's type.
KINDS = {
    "Attach": Kind.TEXT,
    "Check": Kind.FLAG,
    "Currency": Kind.MONEY,
    "Autocomplete": Kind.TEXT,
    "Data": Kind.TEXT,
    "Date": Kind.DATE,
    "Datetime": Kind.MOMENT,
    "Float": Kind.NUMBER,
    "Int": Kind.INTEGER,
    "Link": Kind.TEXT,
    "Dynamic Link": Kind.TEXT,
    "Long Text": Kind.TEXT,
    "Password": Kind.TEXT,  # encrypted elsewhere; withheld always
    "Percent": Kind.NUMBER,
    "Select": Kind.TEXT,
    "Small Text": Kind.TEXT,
}
KINDS_OF_THE_BASE = {
    "name": Kind.TEXT,
    "creation": Kind.MOMENT,
    "modified": Kind.MOMENT,
    "docstatus": Kind.INTEGER,
    "parent": Kind.TEXT,
}


def fields_with_column(document: dict[str, Any]) -> dict[str, str]:
    """Return name -> type of each field that is a column. document: a DocType's JSON."""
    return {
        field["fieldname"]: field["fieldtype"]
        for field in document["fields"]
        if field["fieldtype"] not in WITHOUT_COLUMN
    }
