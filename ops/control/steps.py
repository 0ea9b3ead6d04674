"""The steps of an `up`: shown while they run, timed, kept in logs/up.json."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ground.atomic_files import write_json
from ground.progress import Report
from ops.installation.instance import Instance

FILE_NAME = "up.json"


@dataclass
class Steps:
    """Names, shows and times steps; several may run at once, each in a thread of its own.

    show: opens a step for whoever watches. begun: seconds from the start to each step's beginning;
    seconds: how long each took; can_log_in: when people could, None until then.
    """

    instance: Instance
    show: Callable[[str], Report]
    seconds: dict[str, float] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    can_log_in: float | None = None
    started: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def step(self, title: str) -> Iterator[Report]:
        """Show and time what the block does."""
        report, begun = self.show(title), self._now()
        yield report
        report(1.0, "")  # whatever the work said last
        with self.lock:
            self.begun[title] = begun
            self.seconds[title] = round(self._now() - begun, 2)
            self._save()

    def note_log_in(self) -> None:
        """From now on people can log in."""
        with self.lock:
            self.can_log_in = self._now()
            self._save()

    def as_dict(self) -> dict[str, Any]:
        """Seconds: of each step, of each beginning, until people can log in, of the whole."""
        return {
            "seconds": dict(sorted(self.seconds.items(), key=lambda one: self.begun[one[0]])),
            "begun": self.begun,
            "can_log_in": self.can_log_in,
            "whole": self._now(),
        }

    def _now(self) -> float:
        return round(time.monotonic() - self.started, 2)

    def _save(self) -> None:
        write_json(self.instance.logs / FILE_NAME, self.as_dict())
