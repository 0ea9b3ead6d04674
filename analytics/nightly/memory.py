"""The most memory that a process and its children hold at once, looked at a few times a second."""

from __future__ import annotations

import os
import threading

from ground.processes import resident_bytes

LOOKS_PER_SECOND = 5


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
        """Return the peak since the last call, MiB, and begin anew."""
        self._look()
        peak, self._peak_bytes = self._peak_bytes, 0
        return round(peak / 1024**2)

    def _watch(self) -> None:
        while not self._ended.wait(1 / LOOKS_PER_SECOND):
            self._look()

    def _look(self) -> None:
        held = resident_bytes(os.getpid())
        self._peak_bytes = max(self._peak_bytes, held)
