"""Superset's own tables in one file of this machine, made to serve many at once.

Owns SQLite's settings: readers do not wait for a writer (write-ahead log), writers queue instead of
failing. A larger installation names a database server in its secrets and none of this applies.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

WAIT_MILLISECONDS = 15_000


def serve_many_at_once() -> None:
    """Apply the settings to every SQLite connection opened from now on; may be repeated."""
    if not event.contains(Engine, "connect", _set):
        event.listen(Engine, "connect", _set)


def _set(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute(f"pragma busy_timeout = {WAIT_MILLISECONDS}")
