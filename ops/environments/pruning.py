"""Removing what was made once per content and nobody uses any more.

Owns the choice. Whatever was used within a day stays, and of each kind the three used last, for a
month: that is enough to go back to an earlier checkout at once. So does whatever a live process of
any installation uses. Refuses to wait: what somebody builds or asks for this moment is left alone.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ops.installation.shared import (
    environments_folder,
    parts_folder,
    served_assets,
    templates_folder,
)

DAY_SECONDS = 24 * 3600
USED_LATELY_DAYS = 1
AGE_DAYS_MAX = 30
KEPT_OF_A_KIND = 3
NAMED_BY_CONTENT = re.compile(r"(.+)-[0-9a-f]+")
REMOVED = ".removed-"  # a removal that was killed goes on with what has this prefix


def prune_shared() -> list[str]:
    """Remove what is old from the folder that clones share; return the names."""
    kept = served_assets()
    folders = (environments_folder(), parts_folder(), templates_folder())
    return [name for folder in folders for name in prune(folder, kept)]


def prune(folder: Path, kept: Collection[Path] = ()) -> list[str]:
    """Remove what is old below a folder; return the names. kept: never to be removed."""
    for left in folder.glob(f"{REMOVED}*"):
        shutil.rmtree(left, ignore_errors=True)
    held = {path.resolve() for path in kept}
    old = [path for path in _old(folder) if path.resolve() not in held]
    return [path.name for path in old if _remove(path)]


def _old(folder: Path) -> Iterator[Path]:
    """Yield what was not used lately and is either of a month ago or beyond the three of its
    kind."""
    now, kinds = time.time(), {}
    for path in folder.glob("*-*"):
        named = NAMED_BY_CONTENT.fullmatch(path.name)
        if named and path.is_dir() and not path.name.startswith("."):
            kinds.setdefault(named[1], []).append((path.stat().st_mtime, path))
    for found in kinds.values():
        for place, (used, path) in enumerate(sorted(found, reverse=True)):
            days = (now - used) / DAY_SECONDS
            if days > AGE_DAYS_MAX or (place >= KEPT_OF_A_KIND and days > USED_LATELY_DAYS):
                yield path


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
    """Hold a lock file that exists; raise BlockingIOError at once when another process does."""
    if not lock.exists():
        yield
        return
    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def is_in_use(folder: Path) -> bool:
    """Return whether a live process was started from the folder, has loaded from it, or names
    it."""
    mark = f"{folder}{os.sep}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ", "maps"):
            try:
                if mark in (process / name).read_bytes():
                    return True
            except OSError:  # it has ended, or is another user's: then only its command is seen
                continue
    return False
