"""What building cost: seconds that passed, and seconds of processors.

Other work on the machine makes the first longer and hardly the second.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from ground.processes import cpu_seconds


@dataclass(frozen=True)
class Spent:
    """seconds: that passed; cpu_seconds: of all processors, by us and what we started."""

    seconds: float
    cpu_seconds: float

    @classmethod
    def begin(cls) -> Spent:
        """Return where the clocks stand, for `until_now`."""
        return cls(time.monotonic(), cpu_seconds(os.getpid()))

    def until_now(self) -> Spent:
        """Return what was spent since."""
        now = Spent.begin()
        passed, worked = now.seconds - self.seconds, now.cpu_seconds - self.cpu_seconds
        return Spent(round(passed, 2), round(worked, 2))
