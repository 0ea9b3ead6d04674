"""What may be sent to the warehouse at all: statements that read, by DuckDB's own parser.

Owns Superset's SQL_QUERY_MUTATOR. Refuses everything that would attach, set, create, copy, load or
change: the connection forbids most of it already, and what it allows (a database in memory that
all users of one file would share) nobody needs.
"""

from __future__ import annotations

from typing import Any

import duckdb

from bi.errors import RefusedError
from bi.reads import require_granted

READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})
SHOWN_LENGTH = 60


class StatementRefusedError(RefusedError):
    """A statement does more than read; names it."""


def require_reading(sql: str, **facts: Any) -> str:
    """Return the text as it came, when all of it reads, and only what its reader was granted.

    Raises: StatementRefusedError, TableRefusedError.

    A text that DuckDB cannot parse is passed on: DuckDB explains best what is wrong with it.
    """
    database = facts.get("database")
    if database is not None and database.backend != "duckdb":
        return sql
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error:
        return sql
    for statement in statements:
        if statement.type not in READING and not _is_part_of_pivot(statement):
            shown = " ".join(statement.query.split())[:SHOWN_LENGTH]
            raise StatementRefusedError(f"The warehouse is only read, and this is more: {shown}")
        # DuckDB gives the two statements of a pivot without their text.
        require_granted(statement.query or sql, facts.get("security_manager"))
    return sql


def _is_part_of_pivot(statement: Any) -> bool:
    """Return True for the first of the two statements that DuckDB makes of a pivot."""
    words = statement.query.lstrip().lower()
    return statement.type == duckdb.StatementType.CREATE and not words.startswith("create")
