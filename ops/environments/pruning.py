"""Removing Python environments of earlier contents, which nothing uses any more.

Owns the choice. Keeps the current environment of each kind, the newest besides it (to go back to an
earlier checkout at once), and whatever a live process of any installation uses. Refuses to wait: an
environment that somebody builds or asks for this moment is left alone.
"""

import fcntl
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ops.environments.locked import environment_folder
from ops.installation.instance import run_folder
from ops.runtime import Runtime

KINDS = ("ops", "erp", "test", "superset", "analytics", "analytics-test")
KEPT_BESIDES_CURRENT = 1
REMOVED = ".removed-"  # a removal that was killed goes on with what has this prefix


def prune_environments(envs: Path, current: Collection[Path]) -> list[str]:
    """Remove superseded environments below `envs`; returns their names.

    current: the folders in use from now on, at most one of a kind; a kind without one keeps
    its newest as if it were current.
    """
    for left in envs.glob(f"{REMOVED}*"):
        shutil.rmtree(left, ignore_errors=True)
    return [folder.name for folder in _superseded(envs, current) if _remove(folder)]


def prune_besides(runtime: Runtime) -> list[str]:
    """Remove what this runtime, and this checkout's own environments, have superseded."""
    by_name = ("test", "superset", "analytics", "analytics-test")
    current = [runtime.environment, Path(sys.prefix), *map(environment_folder, by_name)]
    return prune_environments(run_folder() / "envs", current)


def _superseded(envs: Path, current: Collection[Path]) -> list[Path]:
    """Environments that are neither current nor the newest besides, oldest first."""
    kept = {path.resolve() for path in current}
    found: list[Path] = []
    for kind in KINDS:
        folders = [
            path
            for path in sorted(envs.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
            if path.is_dir() and re.fullmatch(rf"{kind}-[0-9a-f]+", path.name)
        ]
        others = [path for path in folders if path.resolve() not in kept]
        spared = KEPT_BESIDES_CURRENT + (len(others) == len(folders))
        found += others[:-spared]
    return found


def _remove(folder: Path) -> bool:
    """Take the folder away whole, unless it is being built or used; True when it is gone."""
    locks = (folder.parent / ".locks" / folder.name, folder.with_suffix(".lock"))
    try:
        with ExitStack() as held:
            for lock in locks:
                held.enter_context(_held(lock))
            if is_in_use(folder):
                return False
            away = folder.with_name(REMOVED + folder.name)
            folder.rename(away)
    except BlockingIOError:
        return False
    shutil.rmtree(away, ignore_errors=True)
    return True


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold a lock file that exists; raises BlockingIOError at once when another process does."""
    if not lock.exists():
        yield
        return
    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def is_in_use(folder: Path) -> bool:
    """Whether a live process was started from the folder, has loaded from it, or names it."""
    mark = f"{folder}{os.sep}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ", "maps"):
            try:
                if mark in (process / name).read_bytes():
                    return True
            except OSError:  # it has ended, or is another user's: then only its command is seen
                continue
    return False
