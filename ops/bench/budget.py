"""What it costs to ask the budget inside the posting, and whether anybody ever gets too much.

`python -m ops.bench.budget CODE OTHER [--quick]` in the ERP environment, on throw-away entities:
the first is filled with movements, races are run in the other one, whose chain stays whole. Owns
the measurements; the shapes are `budget_shapes`. The save with and without control are measured in
turns in one process, so that their ratio means something.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from ops.bench.budget_races import WRITERS, fields_of, measure_races, measure_writers
from ops.bench.budget_shapes import (
    ACCOUNT,
    LINES_IN_USE,
    RULES,
    YEAR,
    clear_fill,
    fill,
    prepare_entity,
)
from ops.bench.journal_shapes import CENTRES, MANAGER, OFFICER, connect

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (10_000, 100_000)
RACES, QUICK_RACES = 10_000, 100
SAVES, QUICK_SAVES = 600, 100
BLOCK = 50
WRITER_SECONDS, QUICK_WRITER_SECONDS = 20.0, 4.0
REPORT_GROUPS = ("Budget Line", "Budget Group", "Cost Centre")


def percentiles(samples: list[float]) -> dict[str, float]:
    """Return p50 and p99 in milliseconds of samples in seconds."""
    return {
        "p50_ms": round(statistics.median(samples) * 1000, 2),
        "p99_ms": round(statistics.quantiles(samples, n=100)[-1] * 1000, 2),
    }


@contextmanager
def control(is_on: bool, taken: list[float]) -> Iterator[None]:
    """Post with the budget's check, noting its seconds, or as if there were none."""
    from erp_app.ledger import posting

    plain = posting.reserve_all

    def timed(entries: Any, authority: Any) -> None:
        if not is_on:
            return
        started = time.perf_counter()
        plain(entries, authority)
        taken.append(time.perf_counter() - started)

    posting.reserve_all = timed
    try:
        yield
    finally:
        posting.reserve_all = plain


class Spent(NamedTuple):
    """Seconds of each journal: inserted as sent, approved and posted, each with its commit."""

    inserts: list[float]
    approvals: list[float]

    @property
    def lives(self) -> list[float]:
        """Return the seconds of both together, by journal."""
        return [sum(one) for one in zip(self.inserts, self.approvals, strict=True)]


def write_block(turn: int, count: int, spent: Spent) -> None:
    """Insert journals as officer, approve them as manager; note the seconds."""
    import frappe

    documents = []

    def insert(centre: str) -> None:
        documents.append(frappe.get_doc(fields_of(centre, 100.0)).insert())
        frappe.db.commit()

    def approve(document: Any) -> None:
        document.submit()
        frappe.db.commit()

    frappe.set_user(OFFICER)
    for place in range(count):
        centre = CENTRES[(turn + place) % len(CENTRES)]
        spent.inserts.append(_seconds(lambda centre=centre: insert(centre)))
    frappe.set_user(MANAGER)
    frappe.get_roles(MANAGER)
    for document in documents:
        spent.approvals.append(_seconds(lambda document=document: approve(document)))


def measure_saves(count: int) -> dict[str, Any]:
    """Return how long journals take with control and without, and the check within it."""
    taken: list[float] = []
    spent = {True: Spent([], []), False: Spent([], [])}
    for is_on in spent:
        with control(is_on, []):
            write_block(0, 5, Spent([], []))
    for turn in range(0, count, BLOCK):
        for is_on, one in spent.items():
            with control(is_on, taken):
                write_block(turn, BLOCK, one)
    check = percentiles(taken)
    found: dict[str, Any] = {"funds check": check}
    for name, is_on in (("with control", True), ("without control", False)):
        found[f"approval {name}"] = percentiles(spent[is_on].approvals)
        found[f"save and approval {name}"] = percentiles(spent[is_on].lives)
    approval, life = (found[f"{name} with control"] for name in ("approval", "save and approval"))
    bare = found["save and approval without control"]
    return {
        "times": found,
        "check_of_approval_ratio": round(check["p50_ms"] / approval["p50_ms"], 3),
        "check_of_life_ratio": round(check["p50_ms"] / life["p50_ms"], 3),
        "life_ratio": round(life["p50_ms"] / bare["p50_ms"], 3),
    }


def measure_inquiry(count: int) -> dict[str, Any]:
    """Return how long the funds inquiry of two lines takes, and the report by each grouping."""
    import json

    import frappe

    from erp_app.api.budget import get_funds
    from erp_app.budget.report.budget_availability.budget_availability import execute
    from erp_app.budget.report.budget_movements import budget_movements

    frappe.set_user(MANAGER)
    rows = [{"account": ACCOUNT, "cost_centre": centre} for centre in CENTRES[:2]]
    asked = json.dumps(rows)
    line = f"{YEAR}|{CENTRES[0]}|||||B-SUPPLIES"
    found = {
        "funds inquiry": _samples(lambda: get_funds(f"{YEAR}-03-05", asked), count),
        "movements of a line": _samples(
            lambda: budget_movements.execute({"budget_line": line}), max(count // 10, 5)
        ),
    }
    for grouping in REPORT_GROUPS:
        filters = {"fiscal_year": YEAR, "group_by": grouping}
        found[f"availability by {grouping}"] = _samples(
            lambda filters=filters: execute(filters), max(count // 10, 5)
        )
    return {name: percentiles(samples) for name, samples in found.items()}


def _samples(work: Callable[[], object], count: int) -> list[float]:
    work()
    return [_seconds(work) for _turn in range(count)]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure_sizes(code: str, sizes: tuple[int, ...], saves: int) -> dict[str, Any]:
    """Fill an entity step by step and measure at every size."""
    import frappe

    from ground.json_lines import report_as_json

    connect(code)
    prepare_entity()
    clear_fill()
    figures, done = {}, 0
    for turn, size in enumerate(sizes):
        report_as_json(0.6 * turn / len(sizes), f"{size:,} movements")
        fill(done, size)
        done = size
        figures[str(size)] = {**measure_saves(saves), "inquiry": measure_inquiry(saves // 2)}
        frappe.set_user("Administrator")
    frappe.destroy()
    return figures


def measure(code: str, other: str, is_quick: bool) -> dict[str, Any]:
    """Run every measurement and return the figures."""
    import frappe

    from ground.json_lines import report_as_json

    sizes, saves = (QUICK_SIZES, QUICK_SAVES) if is_quick else (SIZES, SAVES)
    by_size = measure_sizes(code, sizes, saves)
    connect(other)
    prepare_entity()
    report_as_json(0.6, "races for the last dirham")
    races = measure_races(other, QUICK_RACES if is_quick else RACES)
    frappe.destroy()
    report_as_json(0.9, "eight writers")
    seconds = QUICK_WRITER_SECONDS if is_quick else WRITER_SECONDS
    many = [f"W{place:02d}" for place in range(LINES_IN_USE)]
    spread = [many[place::WRITERS] for place in range(WRITERS)]
    return {
        "rules": RULES,
        "sizes": by_size,
        "races": races,
        "eight_writers_one_line": measure_writers(other, [["W00"]] * WRITERS, seconds),
        f"eight_writers_{LINES_IN_USE}_lines": measure_writers(other, spread, seconds),
    }


def shape_report(figures: dict[str, Any]) -> dict[str, Any]:
    """Return title, columns, rows, figures and notes as the benchmarks' report wants them."""
    rows: list[list[Any]] = []
    for size, one in figures["sizes"].items():
        named = {**one["times"], **one["inquiry"]}
        rows += [[name, f"{int(size):,}", *found.values()] for name, found in named.items()]
    columns = ["What", "Movements", "p50 ms", "p99 ms"]
    return {
        "title": "budget",
        "columns": columns,
        "rows": rows,
        "figures": figures,
        "notes": [*_ratio_notes(figures), *_race_notes(figures)],
    }


def _ratio_notes(figures: dict[str, Any]) -> list[str]:
    return [
        f"{int(size):,} movements, {RULES} rules: the check is"
        f" {one['check_of_approval_ratio']:.0%} of an approval,"
        f" {one['check_of_life_ratio']:.0%} of save and approval; these take"
        f" {one['life_ratio']} times what they take without control"
        for size, one in figures["sizes"].items()
    ]


def _race_notes(figures: dict[str, Any]) -> list[str]:
    races = figures["races"]
    one, many = (figures[f"eight_writers_{name}"] for name in ("one_line", f"{LINES_IN_USE}_lines"))
    return [
        f"{races['races']:,} races for the last dirham: {races['races_won_once']:,} won once,"
        f" {races['overruns']} overruns, {races['lost_reservations']} lost reservations,"
        f" {races['deadlocks_retried']} deadlocks retried, {races['ledger_findings']} findings in"
        f" the ledgers; {races['races_per_second']} a second",
        f"eight writers: {one['per_second']} journals a second on one line, {many['per_second']}"
        f" on {LINES_IN_USE}; deadlocks {one['deadlocks_retried']} and"
        f" {many['deadlocks_retried']}",
    ]


def main(argv: list[str]) -> int:
    """Parse the command line, measure, print the report as a JSON line."""
    from ground.json_lines import finish_with

    parser = argparse.ArgumentParser(prog="ops.bench.budget")
    parser.add_argument("code", help="a throw-away entity that is filled")
    parser.add_argument("other", help="a throw-away entity for races")
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args(argv)
    finish_with(shape_report(measure(args.code, args.other, args.quick)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
