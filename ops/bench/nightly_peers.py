"""What the night is measured beside: reading to nowhere, and the naive way in pandas.

`python -m ops.bench.nightly_peers SOURCES FOLDER` in the analytics environment. The limit reads
every column that the night reads, of every entity, with the same readers, and keeps nothing.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pymysql

from analytics.contracts.extraction import load_contract
from analytics.extract.reader import Limits, connect, snapshot
from analytics.extract.run import ExtractOptions
from analytics.settings.sources import Source, Sources, load_sources

TABLE = "ledger_line"
PANDAS_LINES_MAX = 1_000_000


def read_to_nowhere(sources: Sources, source: Source, folder: Path) -> int:
    """Read all tables of one database as the night does and keep nothing; return the rows."""
    options = ExtractOptions()
    limits = Limits(options.memory_bytes // options.readers)
    rows = 0
    with (
        connect(folder / "extensions", folder, limits) as connection,
        snapshot(connection, sources, source) as reader,
    ):
        for table in load_contract().taken(source.scope):
            kept = ", ".join(f'max("{column.name}")' for column in table.taken)
            query = f"select count(*), {kept} from ({reader.select(table)})"  # noqa: S608
            rows += int(reader.one(query)[0])
    return rows


def measure_limit(sources: Sources, folder: Path) -> dict[str, Any]:
    """Return rows and seconds of reading everything to nowhere, several databases at once."""
    started = time.monotonic()
    with ThreadPoolExecutor(ExtractOptions().readers) as pool:
        jobs = [pool.submit(read_to_nowhere, sources, one, folder) for one in sources.databases]
        rows = sum(job.result() for job in jobs)
    seconds = time.monotonic() - started
    return {
        "read_limit_rows": rows,
        "read_limit_seconds": round(seconds, 2),
        "read_limit_rows_per_second": round(rows / seconds),
    }


def largest(sources: Sources) -> Source:
    """Return the entity with the most ledger lines."""
    counted = {}
    for source in sources.databases:
        if source.scope == "entity":
            with _connection(sources, source) as connection, connection.cursor() as cursor:
                cursor.execute("select coalesce(max(name), 0) from `tabLedger Line`")
                counted[source] = cursor.fetchone()[0]
    return max(counted, key=counted.get)


def _connection(sources: Sources, source: Source) -> pymysql.Connection:
    return pymysql.connect(
        host=sources.host,
        port=sources.port,
        user=sources.user,
        password=sources.password,
        database=source.database,
    )


def measure_pandas(sources: Sources, source: Source, folder: Path) -> dict[str, Any]:
    """Return one entity's ledger by pandas.read_sql, into Parquet and into a SQLite table."""
    table = load_contract().find(TABLE)
    names = ", ".join(f"`{column.name}`" for column in table.taken)
    query = f"select {names} from `{table.source_table}` limit {PANDAS_LINES_MAX}"  # noqa: S608
    started = time.monotonic()
    with _connection(sources, source) as connection:
        frame = pd.read_sql(query, connection)
    read = time.monotonic() - started
    started = time.monotonic()
    frame.to_parquet(folder / "pandas.parquet")
    parquet = time.monotonic() - started
    started = time.monotonic()
    # Amounts and days are objects, which SQLite does not know; whatever the columns are called.
    text = frame.astype(dict.fromkeys(frame.select_dtypes(exclude="number").columns, str))
    with sqlite3.connect(folder / "pandas.sqlite") as target:
        text.to_sql(TABLE, target, index=False)
    table_seconds = time.monotonic() - started
    return {
        "pandas_lines": len(frame),
        "pandas_read_sql_to_parquet_rows_per_second": round(len(frame) / (read + parquet)),
        "pandas_read_sql_to_sql_rows_per_second": round(len(frame) / (read + table_seconds)),
        "pandas_peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: list[str]) -> int:
    """Measure both and print the figures as a JSON line."""
    from ground.json_lines import finish_with

    sources = load_sources(Path(arguments[0]))
    with tempfile.TemporaryDirectory(dir=arguments[1]) as name:
        folder = Path(name)
        found = measure_limit(sources, folder)
        found |= measure_pandas(sources, largest(sources), folder)
    finish_with(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
