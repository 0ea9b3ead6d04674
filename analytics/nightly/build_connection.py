"""The build under way, opened within the night's memory and its folder for overflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from analytics.nightly.night import Night

MEMORY_PART = 0.5  # of the night's memory, as DuckDB's limit


@contextmanager
def open_build(night: Night) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the build under way, to be written."""
    with duckdb.connect(str(night.build_file)) as connection:
        limit(connection, night)
        yield connection


def limit(connection: duckdb.DuckDBPyConnection, night: Night) -> None:
    """Keep a connection within the night's memory, and its overflow in the night's folder."""
    connection.execute(f"set memory_limit='{night.share_mib(MEMORY_PART)}'")
    connection.execute(f"set temp_directory='{night.places.scratch}'")
    connection.execute("set preserve_insertion_order=false")
    connection.execute("set enable_progress_bar=false")
