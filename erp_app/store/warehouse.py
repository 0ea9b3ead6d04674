"""What the warehouse brought to this site: a file of its own figures, which is only read here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frappe

FILE = ("private", "warehouse", "figures.json")


def load_figures() -> dict[str, Any]:
    """Return {"as_of", "status", "figures"} as the night brought it; empty when it brought none."""
    path = Path(frappe.get_site_path(*FILE))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
