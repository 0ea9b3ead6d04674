"""How far the steps are that go on behind the first log-in, for those who look at the hub.

Writes a file in the hub's site folder, which the hub's Desk reads (erp_app/hub/installation.py); it
is removed when all of them are done. Nothing happens while there is no hub.
"""

import threading
import time
from dataclasses import dataclass, field

from ground.atomic_files import write_json
from ground.progress import Report
from ops.installation.instance import Instance

FILE_NAME = "installation.json"
EVERY_SECONDS = 1.0


@dataclass
class HubProgress:
    """The steps that go on behind, each with its share from 0 to 1."""

    instance: Instance
    shares: dict[str, float] = field(default_factory=dict)
    written: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self, title: str, report: Report) -> Report:
        """Return a report that tells the hub as well."""

        def tell(share: float, said: str) -> None:
            report(share, said)
            self._note(title, share)

        self._note(title, 0.0)
        return tell

    def _note(self, title: str, share: float) -> None:
        with self.lock:
            self.shares[title] = share
            folder = self.instance.sites / self.instance.site("hub")
            is_due = share in (0.0, 1.0) or time.monotonic() - self.written > EVERY_SECONDS
            if folder.is_dir() and is_due:
                steps = [{"step": step, "share": done} for step, done in self.shares.items()]
                write_json(folder / FILE_NAME, steps)
                self.written = time.monotonic()

    def finish(self) -> None:
        """Everything is done: the hub has nothing more to show."""
        (self.instance.sites / self.instance.site("hub") / FILE_NAME).unlink(missing_ok=True)
