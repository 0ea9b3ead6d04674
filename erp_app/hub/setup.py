"""What the hub starts with: the categories of entities."""

import csv
from pathlib import Path

import frappe

from erp_app.store import hub as store

_CATEGORIES = Path(__file__).parent / "data" / "entity_categories.csv"


def install() -> None:
    """Load the entity categories that are missing; running it twice changes nothing."""
    existing = store.load_category_codes()
    with _CATEGORIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] not in existing:
                _insert(row)


def _insert(row: dict[str, str]) -> None:
    frappe.get_doc(
        {
            "doctype": "Entity Category",
            "category_code": row["code"],
            "name_en": row["name_en"],
            "name_ar": row["name_ar"],
        }
    ).insert(ignore_permissions=True)
