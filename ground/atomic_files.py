"""Files that are either whole or absent, and locks that end with their process.

Everything the platform must find again after a kill -9 is written through here.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_atomic(path: Path, text: str, mode: int = 0o600) -> bool:
    """Write text to path through a rename; True when the content changed.

    mode: permission bits; owner-only unless the caller says otherwise.
    """
    if path.exists() and path.read_text() == text and (path.stat().st_mode & 0o777) == mode:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def read_json(path: Path, default: Any = None) -> Any:
    """Return the content of a JSON file, or default when it does not exist."""
    return json.loads(path.read_text()) if path.exists() else default


def write_json(path: Path, value: Any, mode: int = 0o600) -> bool:
    """Write value as indented JSON, whole or not at all; True when it changed."""
    return write_atomic(path, json.dumps(value, indent=1, sort_keys=True) + "\n", mode)


def is_held(path: Path) -> bool:
    """Return True when a process holds the lock on path at this moment."""
    if not path.exists():
        return False
    try:
        with exclusive(path, wait=False):
            return False
    except BlockingIOError:
        return True


@contextmanager
def exclusive(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold an exclusive lock on path; the kernel frees it when the process dies.

    wait: False raises BlockingIOError at once when another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
