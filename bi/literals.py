"""A value that somebody filters by is sent to DuckDB as DuckDB reads it.

Owns one correction: the dialect takes DuckDB for an old PostgreSQL, in which a backslash stands for
something else and is written twice. DuckDB takes both, and a name with a backslash is never found.
"""

from __future__ import annotations


def leave_backslashes() -> None:
    """Write a backslash as one."""
    from duckdb_engine import Dialect

    Dialect._backslash_escapes = False
