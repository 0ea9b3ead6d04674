"""Superset's own tables in one file of this machine, made to serve many at once.

Owns SQLite's settings: readers do not wait for a writer (write-ahead log), writers queue instead of
failing, connections are kept between requests. A larger installation names a database server in its
secrets; then connections are kept too, and looked at before they are used.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

WAIT_MILLISECONDS = 15_000
CONNECTIONS_KEPT = 10


def engine_options(metadata_uri: str) -> dict[str, Any]:
    """How Superset keeps connections to its own tables.

    A file would be opened anew by each request, twice for a chart, which costs more than asking.
    """
    if metadata_uri.startswith("sqlite"):
        return {"poolclass": QueuePool, "pool_size": CONNECTIONS_KEPT, "max_overflow": 20}
    return {"pool_size": CONNECTIONS_KEPT, "max_overflow": 20, "pool_pre_ping": True}


def serve_many_at_once() -> None:
    """Apply the settings to every SQLite connection opened from now on; may be repeated."""
    if not event.contains(Engine, "connect", _set):
        event.listen(Engine, "connect", _set)


def _set(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute(f"pragma busy_timeout = {WAIT_MILLISECONDS}")
