"""Queries take turns: a process works on as many at once as its share of the cores.

Eight queries at once on two cores each take as long as all together, and the heaviest much longer;
one after the other, most are answered in half that time. Nobody waits for a turn longer than
PATIENCE_SECONDS: behind a query of minutes, the others go on beside it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

PATIENCE_SECONDS = 0.5


def queries_at_once() -> int:
    """Return how many queries a process works on: the machine's cores over Superset's processes."""
    processes = int(os.environ.get("DIWAN_SUPERSET_WORKERS", "1"))
    return max(1, (os.cpu_count() or 1) // processes)


@cache
def _turns() -> threading.Semaphore:
    """Return this process's turns, made when the first query comes, after the fork."""
    return threading.Semaphore(queries_at_once())


@contextmanager
def turn(free: threading.Semaphore, patience: float = PATIENCE_SECONDS) -> Iterator[bool]:
    """Wait for a turn, at most so many seconds, and hold it; gives whether there was one."""
    has_turn = free.acquire(timeout=patience)
    try:
        yield has_turn
    finally:
        if has_turn:
            free.release()


def let_queries_take_turns() -> None:
    """Make Superset's way to DuckDB wait for a turn."""
    from superset.db_engine_specs.duckdb import DuckDBEngineSpec

    original = DuckDBEngineSpec.execute.__func__
    if getattr(original, "takes_turns", False):
        return

    def execute(cls: Any, *arguments: Any, **options: Any) -> None:
        with turn(_turns()):
            original(cls, *arguments, **options)

    execute.takes_turns = True
    DuckDBEngineSpec.execute = classmethod(execute)
