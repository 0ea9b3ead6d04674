"""Since when a reader's sessions of the dashboards count: raised when one must end.

A small file per person, named by a digest of the e-mail, in a folder that the hub and the
dashboards share. The hub raises it at sign-out, when a person is disabled and when access changes;
the dashboards compare it at every request. Standard library only, for both sides read it.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

NEVER_RAISED = 0


def current_epoch(folder: Path, email: str) -> int:
    """Return when the person's sessions were last ended, in nanoseconds; 0 when never.

    Raises: OSError when the folder cannot be read, ValueError when the file says no number: whoever
    asks must take that for an ended session.
    """
    file = _file(folder, email)
    if not file.exists():
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        return NEVER_RAISED
    return int(file.read_text())


def raise_epoch(folder: Path, email: str) -> None:
    """End every session of the person that began before now."""
    file = _file(folder, email)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(str(time.time_ns()))
    fresh.chmod(0o600)
    fresh.replace(file)


def _file(folder: Path, email: str) -> Path:
    return folder / hashlib.sha256(email.strip().lower().encode()).hexdigest()
