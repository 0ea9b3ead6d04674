"""What somebody writes or filters by is sent to DuckDB as DuckDB reads it.

Owns three corrections. Superset still looks for templates when they are switched off, and refuses a
text that would be a wrong one. The dialect takes DuckDB for an old PostgreSQL, in which a backslash
stands for something else and is written twice: a name with a backslash is never found. And a day
that somebody presses in a table has no form at all: every other tile failed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any


def look_for_no_templates() -> None:
    """Let a text with {{ or {% in it be what it is."""
    from jinja2.sandbox import SandboxedEnvironment
    from superset.jinja_context import NoOpTemplateProcessor

    original = NoOpTemplateProcessor.__init__
    if original.__module__ == __name__:
        return
    never = [f"\0{number}" for number in range(6)]  # no text that is sent holds a nul

    def __init__(self: Any, *arguments: Any, **facts: Any) -> None:
        original(self, *arguments, **facts)
        self.env = SandboxedEnvironment(*never)

    NoOpTemplateProcessor.__init__ = __init__


def leave_backslashes() -> None:
    """Write a backslash as one."""
    from duckdb_engine import Dialect

    Dialect._backslash_escapes = False


def write_days() -> None:
    """Write a day as one, where Superset knows only moments."""
    from sqlalchemy import types
    from superset.db_engine_specs.duckdb import DuckDBEngineSpec

    original = DuckDBEngineSpec.convert_dttm.__func__
    if original.__module__ == __name__:
        return

    def convert_dttm(
        cls: Any, target_type: str, dttm: datetime, db_extra: dict[str, Any] | None = None
    ) -> str | None:
        if isinstance(cls.get_sqla_column_type(target_type), types.Date):
            return f"date '{dttm.date().isoformat()}'"
        return original(cls, target_type, dttm, db_extra)

    DuckDBEngineSpec.convert_dttm = classmethod(convert_dttm)
