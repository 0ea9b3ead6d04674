"""How fast the trial balance is as history grows, beside the same report from lines.

`python -m ops.bench.trial_balance CODE [--quick]` in the ERP environment, on a throw-away
entity. Owns the shape: 4-line vouchers, 200 leaf accounts, 50 cost centres, 2 years. Lines
and balances are filled in by SQL, as posting would leave them but for the hash chain.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from ops.bench.journal_shapes import connect

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
QUICK_SIZES = (10_000, 100_000)
ROWS_PER_STATEMENT = 250_000
ACCOUNTS, CENTRES = 200, 50
REPEATS = 5
YEAR = "2026"

# Line n belongs to voucher n div 4; odd lines credit what the line before debits, so that
# every voucher balances. Multipliers are primes, so that all combinations occur.
_FILL = """
insert into `tabLedger Line` (name, posted_at, posted_by, form, posting_number, voucher_type,
  voucher, line_number, posting_date, period, account, cost_centre, fund, programme, project,
  `function`, debit, credit, description, reverses, hash)
select s.n, now(6), 'bench', 1, s.n div 4 + 1, 'Journal', concat('BENCH-', s.n div 4),
  s.n mod 4 + 1, date_add('2025-01-01', interval (s.n div 4) * 7919 mod 730 day),
  date_format(date_add('2025-01-01', interval (s.n div 4) * 7919 mod 730 day), '%%Y-%%m'),
  a.name, concat('B', lpad((s.n * 104729) mod {centres}, 2, '0')), 'GF', '', '', '01.3',
  if(s.n mod 2, 0, 100 + (s.n div 2) mod 97), if(s.n mod 2, 100 + (s.n div 2) mod 97, 0),
  'bench', '', sha2(s.n, 256)
from (select seq n from seq_{first}_to_{last}) s
join bench_account a on a.number = (s.n * 15485863) mod {accounts}
"""
_BALANCES = """
insert into `tab{table}` (name, period, account,
  debit, credit{columns})
select concat_ws('|', period, account{columns}), period, account,
  sum(debit), sum(credit){columns} from `tabLedger Line` group by period, account{columns}
"""
_DIMENSIONS = ", cost_centre, fund, programme, project, `function`"
_NAIVE = """
select account, sum(if(posting_date < '2026-01-01', debit - credit, 0)),
  sum(if(posting_date >= '2026-01-01', debit, 0)), sum(if(posting_date >= '2026-01-01', credit, 0))
from `tabLedger Line` where posting_date <= '2026-12-31' group by account
"""


def clear() -> None:
    """Empty the ledger of the throw-away entity, its guards taken down."""
    import frappe

    from erp_app.ledger.registry import ledger_specs
    from erp_app.store.triggers import drop_triggers

    drop_triggers(ledger_specs())
    for table in ("Ledger Line", "Ledger Balance", "Account Balance"):
        frappe.db.sql_ddl(f"truncate table `tab{table}`")
    frappe.db.sql_ddl("drop table if exists bench_account")
    frappe.db.sql_ddl("create table bench_account (number int primary key, name varchar(140))")
    frappe.db.sql(
        "insert into bench_account select row_number() over (order by name) - 1, name"
        " from `tabAccount` where is_group = 0 and length(name) = 5 order by name limit %s",
        (ACCOUNTS,),
    )
    frappe.db.commit()


def fill(first: int, size: int) -> None:
    """Add lines first..size and compute the balances anew."""
    import frappe

    for start in range(first, size, ROWS_PER_STATEMENT):
        last = min(start + ROWS_PER_STATEMENT, size) - 1
        numbers = {"first": start, "last": last, "accounts": ACCOUNTS, "centres": CENTRES}
        frappe.db.sql(_FILL.format(**numbers).replace("%%", "%"))
        frappe.db.commit()
    for table, columns in (("Ledger Balance", _DIMENSIONS), ("Account Balance", "")):
        frappe.db.sql_ddl(f"truncate table `tab{table}`")
        frappe.db.sql(_BALANCES.format(table=table, columns=columns))
        frappe.db.commit()
    frappe.db.sql("analyze table `tabLedger Line`, `tabLedger Balance`, `tabAccount Balance`")


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median seconds of some runs after a first one."""
    work()
    taken = []
    for _turn in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def measure_size(size: int) -> dict[str, float]:
    """Return the seconds of each report at the present size."""
    import frappe

    from erp_app.finance.general_ledger import build_general_ledger
    from erp_app.finance.trial_balance import build_trial_balance

    year = {"fiscal_year": YEAR}
    account = frappe.db.sql("select name from bench_account where number = 100")[0][0]
    month = {"account": account, "from_date": f"{YEAR}-06-01", "to_date": f"{YEAR}-06-30"}
    of_centre = {**year, "cost_centre": "B07"}
    both = {**year, "comparison": 1, "group_rows": 1}
    naive = median_seconds(lambda: frappe.db.sql(_NAIVE), 1 if size > 100_000 else 3)
    balances = median_seconds(lambda: build_trial_balance(year, "en"))
    return {
        "trial_balance_seconds": round(balances, 4),
        "from_lines_seconds": round(naive, 4),
        "faster_ratio": round(naive / balances, 1),
        "compared_seconds": round(median_seconds(lambda: build_trial_balance(both, "ar")), 4),
        "cost_centre_seconds": round(
            median_seconds(lambda: build_trial_balance(of_centre, "en")), 4
        ),
        "ledger_month_seconds": round(median_seconds(lambda: build_general_ledger(month, "en")), 4),
    }


def make_centres() -> None:
    """Make the cost centres that the lines name."""
    from erp_app.store.reference_data import insert_missing

    records = [
        {
            "cost_centre_code": f"B{number:02d}",
            "cost_centre_name": f"Bench {number}",
            "cost_centre_name_ar": f"مركز {number}",
            "is_group": 0,
        }
        for number in range(CENTRES)
    ]
    insert_missing("Cost Centre", records, "parent_cost_centre")


def measure(code: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Fill the entity step by step and measure at every size."""
    from ground.json_lines import report_as_json

    connect(code)
    make_centres()
    clear()
    figures = {}
    done = 0
    for turn, size in enumerate(sizes):
        report_as_json(turn / len(sizes), f"{size:,} lines")
        fill(done, size)
        done = size
        figures[str(size)] = measure_size(size)
    return figures


def shown(name: str, value: float) -> float:
    """Return a figure as the table shows it: seconds as milliseconds, ratios as they are."""
    return round(value * 1000, 1) if name.endswith("_seconds") else value


def main(argv: list[str]) -> int:
    """Parse the command line, measure, print the report as a JSON line."""
    from ground.json_lines import finish_with

    parser = argparse.ArgumentParser(prog="ops.bench.trial_balance")
    parser.add_argument("code", help="a throw-away entity's code, or a site's name")
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args(argv)
    figures = measure(args.code, QUICK_SIZES if args.quick else SIZES)
    named = figures.items()
    names = next(iter(figures.values()))
    finish_with(
        {
            "title": "trial balance",
            "columns": ["Lines", *(name.replace("_seconds", " ms") for name in names)],
            "rows": [[f"{int(size):,}", *map(shown, one, one.values())] for size, one in named],
            "figures": figures,
        }
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
