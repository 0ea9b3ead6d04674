"""What several steps do the same way: opening the build within limits, following dbt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from analytics.build.transform import OnLine
from analytics.nightly.night import Night, Say

MEMORY_PART = 0.5  # of the night's memory, as DuckDB's limit
_DBT_PROGRESS = re.compile(r"(\d+) of (\d+) ((?:OK|PASS|WARN|FAIL|ERROR|SKIP).*)")


@contextmanager
def open_build(night: Night) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build under way, to be written."""
    with duckdb.connect(str(night.build_file)) as connection:
        limit(connection, night)
        yield connection


def limit(connection: duckdb.DuckDBPyConnection, night: Night) -> None:
    """Keep a connection within the night's memory, and its overflow in the night's folder."""
    connection.execute(f"set memory_limit='{night.share_mib(MEMORY_PART)}'")
    connection.execute(f"set temp_directory='{night.places.scratch}'")
    connection.execute("set preserve_insertion_order=false")
    connection.execute("set enable_progress_bar=false")


def dbt_progress(say: Say) -> OnLine:
    """dbt's lines "12 of 60 OK created ..." as progress."""

    def on_line(line: str) -> None:
        if found := _DBT_PROGRESS.search(line):
            say(int(found[1]) / int(found[2]), found[3].split(" ..")[0])

    return on_line
