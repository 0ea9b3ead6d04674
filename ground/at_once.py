"""Doing the same work on many things, several at once; one failure never stops the others."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

from ground.errors import OpsError

AT_ONCE_MIN = 2


def cores() -> int:
    """Return how many things to do at once: the processors we may use, at least two."""
    return max(AT_ONCE_MIN, len(os.sched_getaffinity(0)))


def do_at_once(
    names: Iterable[str],
    work: Callable[[str], object],
    count: int,
    on_done: Callable[[int, str], None],
) -> dict[str, str]:
    """Call work(name) for each name, `count` at once, in threads: for work done by child processes.

    on_done: called with (how many are done, the name) after each, failed or not.
    Returns what went wrong by name, in the names' order; an OpsError is a failure, any other
    exception ends the whole once the running ones have ended.
    """
    names = list(names)
    failed: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=count) as pool:
        running = {pool.submit(work, name): name for name in names}
        try:
            for done, future in enumerate(as_completed(running), start=1):
                if isinstance(error := future.exception(), OpsError):
                    failed[running[future]] = error.what
                elif error:
                    raise error
                on_done(done, running[future])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return {name: failed[name] for name in names if name in failed}
