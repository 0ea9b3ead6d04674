"""What the hub's register starts with: kinds of documents, and which are compulsory.

Adds what is missing and never changes what the government has made its own.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import frappe

from erp_app.store import suppliers as store

_DATA = Path(__file__).parent / "data"


def install() -> None:
    """Add shipped kinds that are missing, and the rules where there is none at all."""
    present = store.load_kind_codes()
    for row in _rows("document_kinds.csv"):
        if row["kind_code"] not in present:
            _insert("Supplier Document Kind", row)
    if not store.has_rules():
        for row in _rows("document_rules.csv"):
            _insert("Supplier Document Rule", row)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _insert(doctype: str, row: dict[str, str]) -> None:
    frappe.get_doc({"doctype": doctype, **row}).insert(ignore_permissions=True)
