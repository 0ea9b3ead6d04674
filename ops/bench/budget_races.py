"""Two processes for the last dirham of a budget line, and eight writers on one line and on many.

`python -m ops.bench.budget_races CODE prepare COUNT` and `... CODE judge LINE...` in the ERP
environment, for races that are run over HTTP. Owns the races; refuses to call one won that was not:
the ledger's balances say it, and the chain is proved afterwards.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ops.bench.budget_shapes import ACCOUNT, appropriate_lines, make_centres
from ops.bench.journal_shapes import MANAGER, OFFICER, connect

SIDES = 2
WRITERS, WRITER_START_SECONDS = 8, 8
SECONDS_MAX, RETRIES_MAX = 120, 20


class Race(NamedTuple):
    """One line with one dirham, and as many journals of a dirham as there are sides."""

    line: str
    journals: list[str]


class Tried(NamedTuple):
    """What came of one side of a race. deadlocks: after each of which it was tried again."""

    has_won: bool
    deadlocks: int


def fields_of(centre: str, amount: float = 1.0) -> dict[str, Any]:
    """Return the fields of a journal that takes an amount of a cost centre's line."""
    debit = {"account": ACCOUNT, "cost_centre": centre, "fund": "GF", "function": "01.3"}
    lines = [{**debit, "debit": amount}, {"account": "11102", "fund": "GF", "credit": amount}]
    fields = {"doctype": "Journal", "title": "Race", "posting_date": "2026-03-05"}
    return {**fields, "workflow_state": "For Approval", "lines": lines}


def prepare_races(count: int) -> list[Race]:
    """Make lines with one dirham each and the journals that want it."""
    import frappe

    mark = frappe.generate_hash(length=4).upper()
    centres = [f"R{mark}{place:05d}" for place in range(count)]
    make_centres(centres)
    lines = appropriate_lines(centres, Decimal(1))
    frappe.db.commit()
    frappe.set_user(OFFICER)
    races = []
    for line, centre in zip(lines, centres, strict=True):
        made = [frappe.get_doc(fields_of(centre)).insert().name for _side in range(SIDES)]
        races.append(Race(line, made))
        frappe.db.commit()
    frappe.set_user("Administrator")
    return races


def try_to_post(name: str) -> Tried:
    """Approve a journal, again after every deadlock; what is no refusal of the budget is raised."""
    import frappe

    for deadlocks in range(RETRIES_MAX):
        try:
            frappe.get_doc("Journal", name).submit()
            frappe.db.commit()
            return Tried(True, deadlocks)
        except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
            frappe.db.rollback()
        except frappe.ValidationError as error:
            frappe.db.rollback()
            frappe.clear_messages()
            if "ask for a transfer or a supplement first" not in str(error):
                raise
            return Tried(False, deadlocks)
    raise RuntimeError(f"{name} met {RETRIES_MAX} deadlocks one after the other")


def run_side(code: str, names: list[str], barrier: Any) -> list[Tried]:
    """Approve one journal of every race, when the other side is ready for it."""
    connect(code)
    import frappe

    frappe.set_user(MANAGER)
    found = []
    for name in names:
        barrier.wait(SECONDS_MAX)
        found.append(try_to_post(name))
    frappe.destroy()
    return found


def judge(races: Sequence[Race]) -> dict[str, int]:
    """Return what the balances say: lines that are overrun, and dirhams that nobody got."""
    import frappe

    from erp_app.store.budget_funds import load_funds

    frappe.db.rollback()
    funds = load_funds([race.line for race in races])
    left = [sum(one.available for one in of_line.values()) for of_line in funds.values()]
    overruns, lost = sum(one < 0 for one in left), sum(one > 0 for one in left)
    return {"races": len(races), "overruns": overruns, "lost_reservations": lost}


def measure_races(code: str, count: int) -> dict[str, Any]:
    """Run races in two processes; the figures say also whether the chain is sound."""
    import frappe

    from erp_app.ledger.check import check_ledgers

    races = prepare_races(count)
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared, context.Pool(SIDES) as pool:
        barrier = shared.Barrier(SIDES)
        sides = [(code, [race.journals[side] for race in races], barrier) for side in range(SIDES)]
        started = time.perf_counter()
        tried = list(zip(*pool.starmap(run_side, sides, chunksize=1), strict=True))
        spent = time.perf_counter() - started
    frappe.db.rollback()
    winners = [sum(side.has_won for side in race) for race in tried]
    return {
        **judge(races),
        "races_won_once": sum(one == 1 for one in winners),
        "deadlocks_retried": sum(side.deadlocks for race in tried for side in race),
        "races_per_second": round(len(races) / spent, 1),
        "ledger_findings": len(check_ledgers()),
    }


def write_for(
    code: str, centres: list[str], seconds: float, start: float
) -> tuple[int, int, float]:
    """Post journals on the lines of cost centres in turn until the time is over; for a pool.

    start: epoch seconds at which all begin. Returns how many, deadlocks, and seconds taken.
    """
    connect(code)
    import frappe

    frappe.get_roles(MANAGER)
    time.sleep(max(0.0, start - time.time()))
    begun, done, deadlocks = time.monotonic(), 0, 0
    while time.monotonic() - begun < seconds:
        frappe.set_user(OFFICER)
        wanted = [centres[(done + place) % len(centres)] for place in range(10)]
        names = [frappe.get_doc(fields_of(centre)).insert().name for centre in wanted]
        frappe.db.commit()
        frappe.set_user(MANAGER)
        deadlocks += sum(try_to_post(name).deadlocks for name in names)
        done += len(names)
    spent = time.monotonic() - begun
    frappe.destroy()
    return done, deadlocks, spent


def measure_writers(code: str, centres: list[list[str]], seconds: float) -> dict[str, float]:
    """Return journals per second of eight writers together. centres: those of each writer."""
    context = multiprocessing.get_context("spawn")
    start = time.time() + WRITER_START_SECONDS
    with context.Pool(len(centres)) as pool:
        done = pool.starmap(write_for, [(code, own, seconds, start) for own in centres])
    per_second = sum(count / spent for count, _deadlocks, spent in done)
    return {
        "per_second": round(per_second, 1),
        "deadlocks_retried": sum(deadlocks for _count, deadlocks, _spent in done),
    }


def main(argv: list[str]) -> int:
    """Make races for somebody else to run, or judge them; print the result as a JSON line."""
    import frappe

    from erp_app.store.stored_documents import read_document
    from ground.json_lines import finish_with

    parser = argparse.ArgumentParser(prog="ops.bench.budget_races")
    parser.add_argument("code")
    parser.add_argument("work", choices=["prepare", "judge"])
    parser.add_argument("values", nargs="+")
    args = parser.parse_args(argv)
    connect(args.code)
    if args.work == "judge":
        finish_with(judge([Race(line, []) for line in args.values]))
        return 0
    seen = {}
    races = prepare_races(int(args.values[0]))
    for race in races:
        for name in race.journals:
            found = read_document(frappe.get_meta("Journal"), name, False)
            seen[name] = str(found[0]["modified"]) if found else ""
    finish_with({"races": [list(race) for race in races], "modified": seen})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
