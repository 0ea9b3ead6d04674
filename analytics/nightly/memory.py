"""The most memory that a process and its children hold at once, looked at a few times a second."""

from __future__ import annotations

import os
import threading
from pathlib import Path

LOOKS_PER_SECOND = 5
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class PeakMemory:
    """Watches from `start` to `stop`; `take` gives the peak since it was last asked, in MiB."""

    def __init__(self) -> None:
        self._peak_bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> PeakMemory:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def take(self) -> int:
        """The peak since the last call, MiB, and begin anew."""
        self._look()
        peak, self._peak_bytes = self._peak_bytes, 0
        return round(peak / 1024**2)

    def _watch(self) -> None:
        while not self._ended.wait(1 / LOOKS_PER_SECOND):
            self._look()

    def _look(self) -> None:
        held = sum(resident_bytes(pid) for pid in family_of(os.getpid()))
        self._peak_bytes = max(self._peak_bytes, held)


def family_of(pid: int) -> list[int]:
    """A process and those it started, directly or not."""
    found = [pid]
    for task in _entries(Path(f"/proc/{pid}/task")):
        try:
            words = (task / "children").read_text().split()
        except OSError:  # it ended meanwhile
            continue
        for child in words:
            found += family_of(int(child))
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in RAM; 0 when it ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0
