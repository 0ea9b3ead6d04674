"""How fast journals reach the ledger, beside a bare document with the same rows.

`python -m ops.bench.ledger CODE... [--quick]` in the ERP environment; the first entity
takes all measurements, eight writers spread over all that are named. Owns the
measurements; the shapes are `journal_shapes`. Journal and bare document are measured
alternately in one process, so that their ratio means something.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from ops.bench.journal_shapes import BARE, MANAGER, OFFICER, connect, cycle, fields_of, prepare

# Lines of a journal, journals of a block. A block is long, so that changing the user, which the
# framework answers by forgetting all it has cached, does not weigh more than in the peers' runs.
SHAPES = ((2, 100), (10, 100), (2000, 1))
WRITER_START_SECONDS = 8
WRITERS = 4
WRITERS_OVER_ENTITIES = 8
BULK_LINES = 100_000


def measure_shapes(seconds: float) -> dict[str, dict[str, float]]:
    """Return, by lines of a journal, journals and bare documents per second."""
    results = {}
    for lines, block in SHAPES:
        spent = {"Journal": 0.0, BARE: 0.0}
        done = 0
        for doctype in spent:
            cycle(doctype, lines, 2)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for doctype in spent:
                spent[doctype] += cycle(doctype, lines, block)
            done += block
        results[str(lines)] = {
            "journals_per_second": round(done / spent["Journal"], 1),
            "bare_per_second": round(done / spent[BARE], 1),
            "times_bare_ratio": round(spent["Journal"] / spent[BARE], 2),
            "journal_seconds": round(spent["Journal"] / done, 4),
        }
    return results


def write_for(code: str, seconds: float, start: float) -> tuple[int, float]:
    """Post two-line journals until the time is over; for a process pool.

    start: epoch seconds at which all writers begin. Returns how many, and seconds taken.
    """
    connect(code)
    import frappe

    cycle("Journal", 2, 5)
    time.sleep(max(0.0, start - time.time()))
    begun, done = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        cycle("Journal", 2, 10)
        done += 10
    spent = time.monotonic() - begun
    frappe.destroy()
    return done, spent


def measure_writers(codes: list[str], seconds: float) -> float:
    """Return journals per second of one process for each of the codes, together."""
    context = multiprocessing.get_context("spawn")
    start = time.time() + WRITER_START_SECONDS
    with context.Pool(len(codes)) as pool:
        done = pool.starmap(write_for, [(code, seconds, start) for code in codes])
    return sum(count / spent for count, spent in done)


def bulk_entries(lines: int) -> Iterator[Any]:
    """Yield journals of ten lines for the bulk path."""
    from erp_app.domain.dimensions import DimensionSet
    from erp_app.domain.entry import Entry, Posting
    from erp_app.store.amounts import amount_of

    for turn in range(lines // 10):
        fields = fields_of("Journal", 10, turn)
        postings = tuple(
            Posting(
                row["account"],
                amount_of(row.get("debit")),
                amount_of(row.get("credit")),
                DimensionSet(row.get("cost_centre", ""), "GF", "", "", row.get("function", "")),
            )
            for row in fields["lines"]
        )
        day = date.fromisoformat(fields["posting_date"])
        yield Entry("Journal", "", day, postings, "Bulk", prepared_by=OFFICER)


def measure_bulk(lines: int) -> float:
    """Return lines per second through the bulk path, one transaction."""
    import frappe

    from erp_app import ledger

    entries = list(bulk_entries(lines))
    started = time.perf_counter()
    made = ledger.post_new("Journal", entries, ledger.authority_of(MANAGER))
    frappe.db.commit()
    return made.line_count / (time.perf_counter() - started)


def measure(codes: list[str], seconds: float) -> dict[str, Any]:
    """Run every measurement and return the figures."""
    import frappe

    for code in codes:
        connect(code)
        prepare()
        frappe.destroy()
    connect(codes[0])
    shapes = measure_shapes(seconds)
    bulk = measure_bulk(BULK_LINES if seconds > 5 else BULK_LINES // 5)
    frappe.destroy()
    one = measure_writers(codes[:1], seconds)
    four = measure_writers(codes[:1] * WRITERS, seconds)
    eight = [codes[turn % len(codes)] for turn in range(WRITERS_OVER_ENTITIES)]
    return {
        "shapes": shapes,
        "bulk_lines_per_second": round(bulk),
        "one_writer_per_second": round(one, 1),
        "four_writers_per_second": round(four, 1),
        "four_writers_ratio": round(four / one, 2),
        "eight_writers_entities": len(codes),
        "eight_writers_per_second": round(measure_writers(eight, seconds), 1),
    }


def shape_report(figures: dict[str, Any]) -> dict[str, Any]:
    """Return title, columns, rows and figures as the benchmarks' report wants them."""
    rows = [
        [
            f"journal of {lines} lines",
            one["journals_per_second"],
            one["bare_per_second"],
            one["times_bare_ratio"],
        ]
        for lines, one in figures["shapes"].items()
    ]
    count = figures["eight_writers_entities"]
    ratio = figures["four_writers_ratio"]
    rows += [
        ["bulk path, lines", figures["bulk_lines_per_second"], None, None],
        ["one writer", figures["one_writer_per_second"], None, None],
        [f"four writers, one entity ({ratio}x)", figures["four_writers_per_second"], None, None],
        [f"eight writers, entities: {count}", figures["eight_writers_per_second"], None, None],
    ]
    columns = ["What", "Per second", "Bare document", "Times bare (time)"]
    return {"title": "ledger", "columns": columns, "rows": rows, "figures": figures}


def main(argv: list[str]) -> int:
    """Parse the command line, measure, print the report as a JSON line."""
    from ground.json_lines import finish_with

    parser = argparse.ArgumentParser(prog="ops.bench.ledger")
    parser.add_argument("codes", nargs="+", help="entities' codes, or sites' names")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float)
    args = parser.parse_args(argv)
    seconds = args.seconds or (3.0 if args.quick else 15.0)
    finish_with(shape_report(measure(args.codes, seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
