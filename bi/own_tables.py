"""How Superset's own tables are kept: one file of this machine, or a database server.

Owns SQLite's settings: readers do not wait for a writer (write-ahead log), writers queue instead of
failing, connections are kept between requests. A larger installation names a server in its secrets
(MariaDB, PostgreSQL); then connections are kept too, and looked at before they are used.
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
    """Return how Superset keeps connections to its own tables.

    A file would be opened anew by each request, twice for a chart, which costs more than asking.
    """
    if metadata_uri.startswith("sqlite"):
        return {"poolclass": QueuePool, "pool_size": CONNECTIONS_KEPT, "max_overflow": 20}
    return {"pool_size": CONNECTIONS_KEPT, "max_overflow": 20, "pool_pre_ping": True}


def serve_many_at_once() -> None:
    """Apply the settings to every SQLite connection opened from now on; may be repeated."""
    if not event.contains(Engine, "connect", _set):
        event.listen(Engine, "connect", _set)
        event.listen(Engine, "engine_connect", _number_rows_in_tables)


def _number_rows_in_tables(connection: Any, _branch: bool) -> None:
    """MariaDB's sequences are left alone: SQLAlchemy 1.4 makes them in words MariaDB refuses."""
    if connection.dialect.name == "mysql":
        connection.dialect.supports_sequences = False


def _set(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute(f"pragma busy_timeout = {WAIT_MILLISECONDS}")
