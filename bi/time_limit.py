"""No query runs longer than SECONDS: DuckDB is told to stop.

Superset's own limit counts on signals, which reach the first thread of a process alone; a query of
another thread went on for as long as it liked, for nobody. Owns the moment and the words. What is
fetched afterwards was computed by then, or comes piece by piece and is bounded in rows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from flask import has_request_context

from bi.arabic import in_own_language

SECONDS = 60
ENDED = "The query was ended after %s seconds: ask for less, as of one year."


@contextmanager
def limited(connection: Any, seconds: float = SECONDS) -> Iterator[None]:
    """Stop what a connection works on when it takes longer. Raises: duckdb.InterruptException with
    words for people."""
    is_over = threading.Event()

    def stop() -> None:
        is_over.set()
        connection.interrupt()

    watch = threading.Timer(seconds, stop)
    watch.daemon = True
    watch.start()
    try:
        yield
    except duckdb.Error as error:
        if is_over.is_set():
            raise duckdb.InterruptException(_words(seconds)) from error
        raise
    finally:
        watch.cancel()


def _words(seconds: float) -> str:
    said = f"{seconds:g}"
    return in_own_language(ENDED, said) if has_request_context() else ENDED % said


def end_long_queries() -> None:
    """Put the limit around every statement that goes to DuckDB through Superset."""
    from duckdb_engine import CursorWrapper

    original = CursorWrapper.execute
    if original.__module__ == __name__:
        return

    def execute(self: Any, *arguments: Any, **facts: Any) -> None:
        with limited(self.connection):
            original(self, *arguments, **facts)

    CursorWrapper.execute = execute
