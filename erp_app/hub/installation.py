"""What still goes on behind on a platform that has just come up, for the hub's operators.

Owns reading the file that `./diwan up` writes into the hub's site folder. Where there is none, all
is done.
"""

import json
from pathlib import Path

import frappe

from erp_app.store import hub as store

FILE_NAME = "installation.json"


def load_progress() -> list[dict]:
    """Return [{"step": English title, "percent": 0-100}] in order; empty when all is done."""
    try:
        text = Path(frappe.get_site_path(FILE_NAME)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [{"step": one["step"], "percent": round(one["share"] * 100)} for one in json.loads(text)]


def add_progress(bootinfo: dict) -> None:
    """Let the hub's Desk know that there is something to follow."""
    if store.is_hub_site() and "Centre Operator" in frappe.get_roles():
        bootinfo["diwan_installation"] = load_progress()
