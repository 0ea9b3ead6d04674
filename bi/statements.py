"""What may be sent to the warehouse at all: statements that read, by DuckDB's own parser.

Owns Superset's SQL_QUERY_MUTATOR. Refuses everything that would attach, set, create, copy, load or
change: the connection forbids most of it already, and what it allows (a database in memory that
all users of one file would share) nobody needs.
"""

from __future__ import annotations

import re
from typing import Any

import duckdb

from bi.errors import RefusedError
from bi.reads import require_granted

READING = frozenset({duckdb.StatementType.SELECT})
# With comments, which DuckDB reads over, and options in brackets.
_EXPLAIN = re.compile(
    r"(\s|--[^\n]*\n|/\*.*?\*/)*explain\b(\s*\([^()]*\)|\s+analyze\b)?", re.IGNORECASE | re.DOTALL
)
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
        if not _reads(statement):
            shown = " ".join(statement.query.split())[:SHOWN_LENGTH]
            raise StatementRefusedError(f"The warehouse is only read, and this is more: {shown}")
        # DuckDB gives the two statements of a pivot without their text.
        require_granted(statement.query or sql, facts.get("security_manager"))
    return sql


def _reads(statement: Any) -> bool:
    """Return True for what reads; of an explanation, when what is explained reads: with analyze it
    is run."""
    if statement.type != duckdb.StatementType.EXPLAIN:
        return statement.type in READING or _is_part_of_pivot(statement)
    word = _EXPLAIN.match(statement.query)
    try:
        inner = duckdb.extract_statements(statement.query[word.end() :]) if word else []
    except duckdb.Error:
        return False
    return bool(inner) and all(one.type in READING or _is_part_of_pivot(one) for one in inner)


def _is_part_of_pivot(statement: Any) -> bool:
    """Return True for the first of the two statements that DuckDB makes of a pivot."""
    words = statement.query.lstrip().lower()
    return statement.type == duckdb.StatementType.CREATE and not words.startswith("create")
