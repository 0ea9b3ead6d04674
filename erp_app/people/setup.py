"""What every entity starts with: nationalities and the sixteen grades.

Owns the loading of reference data: adds what is missing, never touches what somebody edited.
Salaries of the grades are synthetic; the real table is not public.
"""

import csv
from decimal import Decimal
from pathlib import Path

import frappe

from erp_app.store import people_reference as store

_DATA = Path(__file__).parent / "data"


def install() -> None:
    """Load nationalities and grades; running it twice changes nothing."""
    store.add_missing_nationalities(_read("nationalities.csv"))
    existing = store.load_grade_codes()
    for row in _read("grades.csv"):
        if row["code"] not in existing:
            _insert_grade(row)


def build_steps(first: Decimal, last: Decimal, count: int) -> list[Decimal]:
    """Return `count` rising monthly totals from `first` to `last`, each a multiple of 5.

    >>> [int(total) for total in build_steps(Decimal(5000), Decimal(6000), 3)]
    [5000, 5500, 6000]
    """
    whole = last - first
    return [(first + whole * index / (count - 1)) // 5 * 5 for index in range(count)]


def _insert_grade(row: dict[str, str]) -> None:
    totals = build_steps(Decimal(row["first_total"]), Decimal(row["last_total"]), int(row["steps"]))
    frappe.get_doc(
        {
            "doctype": "Grade",
            "grade_code": row["code"],
            "rank": int(row["rank"]),
            "grade_family": row["family"],
            "name_en": row["name_en"],
            "name_ar": row["name_ar"],
            "steps": [
                {"step": number, "total_salary": float(total), "currency": "AED"}
                for number, total in enumerate(totals, start=1)
            ],
        }
    ).insert(ignore_permissions=True)


def _read(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
