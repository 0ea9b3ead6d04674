"""Consecutive rows that are one document: what its first row says holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from frappe import _

from erp_app.imports.findings import ImportFindings
from erp_app.imports.table import Row


def find_differing(
    key: str, members: Sequence[Row], columns: Sequence[str], findings: ImportFindings
) -> None:
    """Find rows that say something else of the head than the first one; empty cells repeat it."""
    first = members[0]
    for row in members[1:]:
        for name in columns:
            if row.text(name) and row.text(name) != first.text(name):
                text = _("{0} differs within {1}").format(row.text(name), key)
                findings.add(row.number, name, text)
