"""A lake made from the contract alone, of any size: for comparing engines without a platform.

Every table of every entity has rows (ops/bench/sample_values.py); the ledger balances per posting
and period, and balances and totals agree with its lines, as the ERP's do. The same shape gives the
same rows. Runs where DuckDB and pyarrow are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.contracts.extraction import Contract, Table
from analytics.extract.manifest import Manifest, TableState, describe_file, save_manifest
from analytics.extract.totals import NAMES
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, HUB
from ops.bench.sample_values import TEXTS, Row, Shape, Someone, rows_of, someone

RUN = "sample"
READ_AT = "2026-11-30T01:30:07+00:00"
_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "SMALLINT": pa.int16(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "DECIMAL(30,9)": pa.decimal128(30, 9),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}
# Line n belongs to posting n div 4; odd lines debit what the next one credits. Multipliers are
# primes, so that all combinations occur; one posting in ninety is an opening or an adjustment.
_LINES = """
select n as name, posting as posting_number, 'Journal' as voucher_type,
  'JV-' || posting as voucher, (n - 1) % 4 + 1 as line_number, day as posting_date,
  case when posting % 89 = 0 then '2025-00' when posting % 97 = 0 then '2025-13'
    else strftime(day, '%Y-%m') end as period,
  list_extract($accounts, n * 15485863 % len($accounts) + 1) as account,
  list_extract($centres, n * 104729 % (len($centres) + 1) + 1) as cost_centre,
  list_extract($funds, posting % len($funds) + 1) as fund,
  null::varchar as programme, list_extract($projects, n * 7919 % 50 + 1) as project,
  list_extract($functions, n * 31 % (len($functions) + 2) + 1) as function,
  case when n % 2 = 1 then amount else 0 end::decimal(30,9) as debit,
  case when n % 2 = 0 then amount else 0 end::decimal(30,9) as credit,
  list_extract($texts, n % len($texts) + 1) as description, null::varchar as reverses,
  day + interval (n % 86400) second as posted_at
from (
  select n, (n - 1) // 4 + 1 as posting,
    date '2025-01-01' + ((n - 1) // 4 * 7919 % 699)::integer as day,
    (((n + 1) // 2 * 7919 % 9999991) + 100) * 0.001::decimal(4,3) as amount
  from range(1, $lines + 1) as r(n))
"""
_BALANCES = """
select period || '|' || account as name, period, account, sum(debit)::decimal(30,9) as debit,
  sum(credit)::decimal(30,9) as credit from read_parquet($file) group by period, account
"""


def make_lake(places: Places, contract: Contract, shape: Shape) -> int:
    """Write a lake of this shape into an empty warehouse's folder; return its ledger lines."""
    places.make()
    hub = someone(contract, HUB, HUB, 0, shape)
    codes = [f"e{number:02d}" for number in range(shape.entities)]
    hub.keys["Entity"] = codes
    _write_someone(places, contract, HUB, hub, shape)
    for number, code in enumerate(codes):
        _write_someone(
            places, contract, ENTITY, someone(contract, ENTITY, code, number, shape), shape
        )
    return shape.entities * (shape.lines - shape.lines % 4)


def _write_someone(
    places: Places, contract: Contract, scope: str, who: Someone, shape: Shape
) -> None:
    tables = {}
    with duckdb.connect() as connection:
        for table in contract.taken(scope):
            file = _file(places, table.table, who.code)
            file.parent.mkdir(parents=True)
            if table.table not in _LEDGER:
                write_rows(file, table, rows_of(table, who))
        totals = _write_ledger(connection, places, contract, who, shape) if scope == ENTITY else {}
    for table in contract.taken(scope):
        tables[table.table] = _state(places, table, who.code)
    save_manifest(places, Manifest(who.code, scope, contract.digest, READ_AT, tables, totals))


def write_rows(file: Path, table: Table, rows: list[Row]) -> None:
    """Write rows as an extraction does, with the lake's types."""
    schema = pa.schema([(column.name, _TYPES[column.lake_type]) for column in table.taken])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, compression="zstd")


_LEDGER: Mapping[str, str] = {"ledger_line": _LINES, "account_balance": _BALANCES}


def _write_ledger(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    contract: Contract,
    who: Someone,
    shape: Shape,
) -> dict[str, str]:
    """Write lines, then balances over them; return the control totals of an entity."""
    file = _file(places, "ledger_line", who.code)
    names = {"accounts": "Account", "centres": "Cost Centre", "funds": "Fund"}
    names |= {"projects": "Project", "functions": "Function"}
    values = {name: who.keys[doctype] for name, doctype in names.items()}
    values |= {"lines": shape.lines - shape.lines % 4, "texts": list(TEXTS)}
    _copy(connection, contract.find("ledger_line"), file, _LINES, values)
    balances = _file(places, "account_balance", who.code)
    _copy(connection, contract.find("account_balance"), balances, _BALANCES, {"file": str(file)})
    row = connection.execute(
        "select count(*), sum(debit), sum(credit) from read_parquet($1)", [str(file)]
    ).fetchone()
    heads = sum(row["status"] == "Active" for row in rows_of(contract.find("employee"), who))
    return {name: str(value) for name, value in zip(NAMES, (*row, heads, heads), strict=True)}


def _copy(
    connection: duckdb.DuckDBPyConnection, table: Table, file: Path, query: str, values: dict
) -> None:
    """Write a query's rows; columns of the contract that it does not name are empty."""
    columns = ", ".join(f'cast(null as {c.lake_type}) as "{c.name}"' for c in table.taken)
    whole = f"select {columns} where false union all by name ({query})"
    connection.execute(f"copy ({whole}) to '{file}' (format parquet, compression zstd)", values)


def _file(places: Places, table: str, code: str) -> Path:
    return places.raw / table / f"entity={code}" / f"data-{RUN}.parquet"


def _state(places: Places, table: Table, code: str) -> TableState:
    """Return what a manifest says of a table that was just written."""
    file = _file(places, table.table, code)
    rows = pq.read_metadata(file).num_rows
    columns = {column.name: column.lake_form for column in table.taken}
    mark = str(rows) if table.table == "ledger_line" else ""
    return TableState((describe_file(places.raw, file, rows),), rows, mark, "", columns, RUN)
