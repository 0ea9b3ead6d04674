"""The night at growing size: full, again after one line in a hundred is new, and after one entity
of all has news, with every entity read and with that one alone.

Runs in the command line's environment on a throw-away platform: demo books first, then ledger
lines and balances filled in by SQL, as posting would leave them but for journals and the hash
chain. Peers are measured in the same run: the databases read to nowhere, and pandas over one
entity. Owns the shape; refuses nothing: a night that does not reconcile fails the benchmark.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ground.errors import OpsError
from ops.bench.report import BenchReport, loop_ms
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import REPO, Instance
from ops.installation.tenant_spec import database_name
from ops.servers.mariadb import connect_admin
from ops.warehouse.night import EXIT_NOT_PUBLISHED, Wanted, run_nightly
from ops.warehouse.reading_user import describe_sources, ensure_reading_user, sources_file

LINES = (5_000_000, 10_000_000, 20_000_000)
QUICK_LINES = (50_000, 100_000, 200_000)
NEW_RATIO = 0.01
# One entity of all has news, and every one is read; or that one alone (`nightly --entity`).
ONE_CHANGED, ONE_ALONE = "one entity changed", "one entity alone"
WAYS = ("full", "incremental", ONE_CHANGED, ONE_ALONE)
WRITERS = 2
LINES_PER_STATEMENT = 200_000
DIRTY_PAGES_MAX, SETTLE_SECONDS_MAX, IO_CAPACITY = 100, 180, 20_000
Show = Callable[[str], Callable[[float, str], None]]

# Line n belongs to posting n div 4; odd lines debit what the next one credits. Multipliers are
# primes, so that all combinations occur. Numbers are keys: without them MariaDB would pair all with
# all before it looks at a line.
_PREPARE = """
create or replace temporary table bench_account (primary key (number)) as
  select row_number() over (order by name) - 1 as number, name from tabAccount
  where is_group = 0 and disabled = 0;
create or replace temporary table bench_centre (primary key (number)) as
  select row_number() over (order by name) - 1 as number, name from `tabCost Centre`
  where is_group = 0;
create or replace temporary table bench_period (primary key (number)) as
  select row_number() over (order by start_date) - 1 as number, period_code as name, start_date
  from `tabFiscal Period` where start_date < end_date
"""
_FILL = """
insert into `tabLedger Line` (name, posted_at, posted_by, form, posting_number, voucher_type,
  voucher, line_number, posting_date, period, account, cost_centre, fund, programme, project,
  `function`, debit, credit, description, reverses, hash)
select straight_join {base} + s.seq, now(6), 'bench', 1,
  {postings} + (s.seq - 1) div 4 + 1, 'Journal', concat('BENCH-', {postings} + (s.seq - 1) div 4),
  (s.seq - 1) mod 4 + 1, p.start_date, p.name, a.name, c.name,
  (select min(name) from tabFund), '', '',
  (select min(name) from tabFunction where is_group = 0),
  if(s.seq mod 2, {amount}, 0), if(s.seq mod 2, 0, {amount}), 'bench', '', sha2({base} + s.seq, 256)
from seq_1_to_{count} s
join bench_account a on a.number = (s.seq * 15485863) mod {accounts}
left join bench_centre c on c.number = (s.seq * 104729) mod {centres}
join bench_period p on p.number = ((s.seq - 1) div 4 * 7919) mod {periods}
"""
# To the cent, from 1 to 100,000, hardly ever the same twice.
_AMOUNT = "1 + ((s.seq - 1) div 2 + {postings}) * 7919 mod 9999991 / 100"
_BALANCES = """
insert into `tabAccount Balance` (name, period, account, debit, credit)
select concat_ws('|', period, account), period, account,
  sum(debit), sum(credit) from `tabLedger Line` group by period, account
"""


def fill_entity(instance: Instance, code: str, lines: int) -> int:
    """Add lines (rounded up to whole postings) and compute the balances anew; return how many."""
    whole = -(-lines // 4) * 4
    with connect_admin(instance, database_name(code)) as connection, connection.cursor() as cursor:
        for statement in _PREPARE.split(";"):
            cursor.execute(statement)
        done = 0
        while done < whole:
            count = min(LINES_PER_STATEMENT, whole - done)
            numbers = _numbers(cursor)
            amount = _AMOUNT.format(**numbers)
            cursor.execute(_FILL.format(**numbers, count=count, amount=amount))
            connection.commit()
            done += count
        cursor.execute("truncate table `tabAccount Balance`")
        cursor.execute(_BALANCES)
        connection.commit()
    return whole


def _numbers(cursor: Any) -> dict[str, int]:
    """Return where the entity's ledger stands, and how many of each thing lines may name."""
    cursor.execute(
        "select coalesce(max(name), 0) as base, coalesce(max(posting_number), 0) as postings,"
        " (select count(*) from bench_account) as accounts,"
        " greatest(1, (select count(*) from bench_centre)) as centres,"
        " (select count(*) from bench_period) as periods from `tabLedger Line`"
    )
    names = ("base", "postings", "accounts", "centres", "periods")
    return {name: int(value) for name, value in zip(names, cursor.fetchone(), strict=True)}


def fill_all(
    instance: Instance, codes: Sequence[str], lines: int, report: Callable[[float, str], None]
) -> None:
    """Spread new lines evenly over the entities."""
    each = -(-lines // len(codes))
    with ThreadPoolExecutor(WRITERS) as pool:
        jobs = [pool.submit(fill_entity, instance, code, each) for code in codes]
        for done, job in enumerate(jobs, 1):
            job.result()
            report(done / len(jobs), f"{done} of {len(jobs)} entities")
    settle(instance)


def settle(instance: Instance) -> None:
    """Wait until the server has written what filling left in its memory: a night is not measured
    while the database still works at something else."""
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        names = ("innodb_io_capacity_max", "innodb_io_capacity", "innodb_max_dirty_pages_pct")
        cursor.execute("select " + ", ".join(f"@@global.{name}" for name in names))
        usual = dict(zip(names, cursor.fetchone(), strict=True))
        for name, value in zip(names, (IO_CAPACITY, IO_CAPACITY, 0), strict=True):
            cursor.execute(f"set global {name} = {value}")
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while _dirty_pages(cursor) > DIRTY_PAGES_MAX and time.monotonic() < deadline:
            time.sleep(1)
        for name, value in reversed(usual.items()):
            cursor.execute(f"set global {name} = {value}")


def _dirty_pages(cursor: Any) -> int:
    cursor.execute("show global status like 'Innodb_buffer_pool_pages_dirty'")
    return int(cursor.fetchone()[1])


def count_lines(instance: Instance, codes: Sequence[str]) -> int:
    """Ledger lines of all entities together."""
    total = 0
    for code in codes:
        database = database_name(code)
        with connect_admin(instance, database) as connection, connection.cursor() as cursor:
            cursor.execute("select coalesce(max(name), 0) from `tabLedger Line`")
            total += int(cursor.fetchone()[0])
    return total


def measure_night(instance: Instance, wanted: Wanted, show: Show, title: str) -> dict[str, Any]:
    """Figures of one night; cpu_seconds: of processors, without the databases'. Raises: OpsError
    when it does not end well."""
    started, spent, report = time.monotonic(), _cpu_seconds(), show(title)
    record = run_nightly(instance, wanted, report)
    seconds, cpu = time.monotonic() - started, _cpu_seconds() - spent
    troubled = [f"{e['code']}: {e['reason']}" for e in record["entities"] if e["reason"]]
    # That tables have grown beyond what is usual is noted, and meant here.
    if record["exit_code"] == EXIT_NOT_PUBLISHED or troubled:
        raise OpsError(f"The night is not sound: {record['reason']} {troubled[:3]}")
    steps = {step["name"]: step["seconds"] for step in record["steps"]}
    read = sum(entity["rows_read"] for entity in record["entities"])
    # Said at once: what breaks off an hour later must not take the figures along.
    said = f"{seconds:.1f} s, {cpu:.1f} of processors, {record['peak_memory_mib']} MiB: {steps}"
    report(1.0, said)
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "steps_seconds": steps,
        "rows_read": read,
        "rows_per_second": round(read / steps["extract"]),
        "peak_memory_mib": record["peak_memory_mib"],
        "loop_ms": loop_ms(),
    }


def _cpu_seconds() -> float:
    """Return what ended children of this process have taken of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_peers(instance: Instance, show: Show) -> dict[str, Any]:
    """Return the same databases read to nowhere, and pandas over the largest entity."""
    ensure_reading_user(instance)
    python = ensure_environment("analytics") / "bin" / "python"
    arguments = [str(sources_file(instance)), str(instance.run)]
    environment = {"PYTHONPATH": str(REPO)}
    report = show("Peers")
    return call_module(instance, python, "ops.bench.nightly_peers", arguments, environment, report)


def measure(instance: Instance, quick: bool, show: Show) -> BenchReport:
    """Nights at demo size and at each further size; the growth and the peers beside them."""
    codes = [s.code for s in describe_sources(instance).databases if s.scope == "entity"]
    figures: dict[str, Any] = {"entities": len(codes), "sizes": {}}
    for size in (0, *(QUICK_LINES if quick else LINES)):
        standing = count_lines(instance, codes)
        if size > standing:
            fill_all(instance, codes, size - standing, show(f"Filling to {size:,} lines"))
        figures["sizes"][str(count_lines(instance, codes))] = _measure_size(instance, codes, show)
    figures["peers"] = measure_peers(instance, show)
    largest = list(figures["sizes"].values())[-1]
    limit = figures["peers"]["read_limit_rows_per_second"]
    figures["share_of_read_limit"] = round(largest["full"]["rows_per_second"] / limit, 2)
    return _report(figures)


def _measure_size(instance: Instance, codes: list[str], show: Show) -> dict[str, Any]:
    lines, [one] = count_lines(instance, codes), codes[:1]
    new = int(lines * NEW_RATIO)
    found = {"full": measure_night(instance, Wanted(True), show, f"{lines:,} lines, full")}
    fill_all(instance, codes, new, show("One in a hundred is new"))
    found["incremental"] = measure_night(instance, Wanted(), show, f"{lines:,} lines, incremental")
    for way, wanted in ((ONE_CHANGED, Wanted()), (ONE_ALONE, Wanted(entities=(one,)))):
        fill_all(instance, [one], new // len(codes), show(f"New lines of {one}"))
        found[way] = measure_night(instance, wanted, show, f"{lines:,} lines, {way}")
    return found


def _report(figures: dict[str, Any]) -> BenchReport:
    rows = [
        [
            f"{int(lines):,}",
            way,
            found[way]["seconds"],
            found[way]["cpu_seconds"],
            found[way]["steps_seconds"]["extract"],
            found[way]["rows_per_second"],
            found[way]["peak_memory_mib"],
        ]
        for lines, found in figures["sizes"].items()
        for way in WAYS
    ]
    peers = figures["peers"]
    notes = [
        f"databases read to nowhere: {peers['read_limit_rows_per_second']:,} rows/s; the full"
        f" night's extraction has {figures['share_of_read_limit']:.0%} of it",
        f"pandas.read_sql and to_parquet, one entity's {peers['pandas_lines']:,} lines:"
        f" {peers['pandas_read_sql_to_parquet_rows_per_second']:,} rows/s; and to_sql:"
        f" {peers['pandas_read_sql_to_sql_rows_per_second']:,} rows/s;"
        f" {peers['pandas_peak_memory_mib']} MiB",
    ]
    columns = ["Ledger lines", "Night", "Seconds", "Of processors", "Reading s", "Rows/s read"]
    columns += ["Peak MiB"]
    return BenchReport("nightly", columns, rows, figures, notes)
