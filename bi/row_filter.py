"""The filter that every dataset carries: rows of the reader's entities and no others.

Owns the clause, the list of datasets without it (row_filter.yml, each with its reason) and the one
rule in Superset's tables. Refuses an exclusion that gives no reason. The rule is of Superset's kind
"Base": it applies to everybody but the roles it names, and it names the administrator alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("row_filter.yml")
NAME = "Rows of the reader's entities"
# What the rule in Superset's tables says. It stands for a condition of the reader's own, which
# bi/security.py puts in its place: Superset renders no templates here.
CLAUSE = "{{ rows_of_reader() }}"
SCHEMA = "marts"
REASON_LENGTH_MIN = 10


class RowFilterInvalidError(ValueError):
    """The list of exclusions cannot be used; says which entry."""


@cache
def excluded() -> dict[str, str]:
    """Return names of the datasets without the filter, with the reason. Raises:
    RowFilterInvalidError."""
    found = yaml.safe_load(FILE.read_text())["excluded"] or {}
    for name, reason in found.items():
        if not isinstance(reason, str) or len(reason) < REASON_LENGTH_MIN:
            raise RowFilterInvalidError(f"row_filter.yml, {name}: say why it needs no filter")
    return found


def is_excluded(table: Any) -> bool:
    """Return whether this dataset may be read without the filter: by name, and only a table of the
    marts.

    A question written as SQL is never excluded, whatever it is called.
    """
    is_table = not getattr(table, "sql", None) and getattr(table, "schema", None) == SCHEMA
    return is_table and getattr(table, "table_name", None) in excluded()


def sync_row_filter(tables: list[Any]) -> int:
    """Bring the rule to exactly these datasets, without the excluded ones; return how many.

    The caller commits.
    """
    from superset import db, security_manager
    from superset.connectors.sqla.models import RowLevelSecurityFilter

    rule = db.session.query(RowLevelSecurityFilter).filter_by(name=NAME).one_or_none()
    if rule is None:
        rule = RowLevelSecurityFilter(name=NAME)
        db.session.add(rule)
    rule.filter_type = "Base"
    rule.clause = CLAUSE
    rule.description = "Kept by bi/row_filter.py; changes made here are undone."
    rule.roles = [security_manager.find_role("Admin")]
    rule.tables = [table for table in tables if not is_excluded(table)]
    return len(rule.tables)
