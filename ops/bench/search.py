"""How fast the search at the top answers as journals grow, beside a naive LIKE over all columns.

`python -m ops.bench.search CODE [--quick]` in the ERP environment, on a throw-away entity. Owns
the shape: journals filled in by SQL, with titles in both scripts, and what people type.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ops.bench.journal_shapes import MANAGER, connect, prepare
from ops.bench.trial_balance import median_seconds

SIZES = (10_000, 100_000, 500_000)
QUICK_SIZES = (10_000, 50_000)
# A number, a word of many titles, the same in other spelling, an amount, the middle of a word, two
# words; then what nobody has, for which all is looked through, in both scripts and as an amount.
TYPED = (
    "JV-B4242", "Rent", "صيانه المبانى", "4,242.00", "ffices", "Rent of offices 77",
    "zebrawood", "زرافة", "4,242.01",
)  # fmt: skip
NOBODYS = "zebrawood"
TEXT_TYPES = ("varchar", "text", "longtext", "mediumtext", "char", "decimal")

_FILL = """
insert into tabJournal (name, creation, modified, owner, modified_by, docstatus, idx, title,
  posting_date, workflow_state, total_debit, total_credit)
select concat('JV-B', seq), now(6), now(6), 'Administrator', 'Administrator', 1, 0,
  concat(elt(seq mod 5 + 1, 'Rent of offices', 'Stationery', 'صيانة المباني', 'Fuel', 'Salaries'),
    ' ', seq), '2026-03-05', 'Approved', 100 + seq mod 9973, 100 + seq mod 9973
from seq_{first}_to_{last}
"""
_NAIVE = "select count(*) from `tab{doctype}` where concat_ws(' ', {columns}) like %s"


def fill(first: int, last: int) -> None:
    """Add journals first..last, as they are stored once posted, without their lines."""
    import frappe

    frappe.db.sql(_FILL.format(first=first, last=last))
    frappe.db.commit()
    frappe.db.sql("analyze table tabJournal")


def search_naively(text: str) -> int:
    """Return how many documents hold a text in any column: one LIKE per type over all of them."""
    import frappe

    from erp_app.store.desk import load_own_types

    found = 0
    for doctype in load_own_types(is_searched=True):
        columns = frappe.db.sql(
            "select column_name from information_schema.columns where table_schema = database()"
            " and table_name = %s and data_type in %s",
            (f"tab{doctype}", TEXT_TYPES),
            pluck=True,
        )
        named = ", ".join(f"`{column}`" for column in columns)
        query = _NAIVE.format(doctype=doctype, columns=named)
        found += frappe.db.sql(query, f"%{text}%")[0][0]
    return found


def measure_size() -> dict[str, float]:
    """Return the seconds of each search at the present size, as a finance manager asks it."""
    import frappe

    from erp_app.reading.search import search_site

    frappe.set_user(MANAGER)
    taken = {text: median_seconds(lambda text=text: search_site(text)) for text in TYPED}
    frappe.set_user("Administrator")
    naive = median_seconds(lambda: search_naively(NOBODYS), 3)
    slowest = max(taken.values())
    return {
        "slowest_seconds": round(slowest, 4),
        "median_seconds": round(sorted(taken.values())[len(taken) // 2], 4),
        "naive_seconds": round(naive, 4),
        "faster_ratio": round(naive / slowest, 1),
    }


def measure(code: str, sizes: tuple[int, ...]) -> dict[str, dict[str, float]]:
    """Fill the entity step by step and measure at every size."""
    from ground.json_lines import report_as_json

    connect(code)
    prepare()
    figures, done = {}, 0
    for turn, size in enumerate(sizes):
        report_as_json(turn / len(sizes), f"{size:,} journals")
        fill(done + 1, size)
        done = size
        figures[str(size)] = measure_size()
    return figures


def shape_report(figures: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Return title, columns, rows and figures as the benchmarks' report wants them."""
    rows = [
        [
            f"{int(size):,}",
            *(round(one[f"{name}_seconds"] * 1000, 1) for name in ("slowest", "median", "naive")),
            one["faster_ratio"],
        ]
        for size, one in figures.items()
    ]
    columns = ["Journals", "Slowest ms", "Median ms", "Naive ms", "Times faster"]
    return {"title": "search", "columns": columns, "rows": rows, "figures": figures}


def main(argv: list[str]) -> int:
    """Parse the command line, measure, print the report as a JSON line."""
    from ground.json_lines import finish_with

    parser = argparse.ArgumentParser(prog="ops.bench.search")
    parser.add_argument("code", help="a throw-away entity's code, or a site's name")
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args(argv)
    finish_with(shape_report(measure(args.code, QUICK_SIZES if args.quick else SIZES)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
