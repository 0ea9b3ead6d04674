"""Cells of reports as the screen shows them: it takes texts for markup.

Owns that wall of ours: texts are cleaned when they are stored, and are escaped where they are shown
all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import frappe
from frappe.utils import escape_html


def safe_cells(columns: Sequence[Mapping], rows: Iterable[Mapping]) -> list[dict]:
    """Return the rows with the texts of Data columns escaped; links keep the names they lead to."""
    texts = [one["fieldname"] for one in columns if one.get("fieldtype") == "Data"]
    shown = []
    for row in rows:
        escaped = {name: escape_html(row[name]) for name in texts if isinstance(row.get(name), str)}
        shown.append(frappe._dict(row, **escaped))
    return shown
