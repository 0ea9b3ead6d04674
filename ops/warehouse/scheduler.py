"""`python -m ops.warehouse.scheduler`: runs the night at its hour, while the platform runs.

A supervised program of its own: it waits, starts `./diwan nightly` as a child and says in its log
how that ended. Refuses to decide anything about the night: what a night does is the verb's matter.
A night that was missed because the machine was off is not made up for; run it by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from ground.errors import OpsError
from ops.installation.instance import REPO, Instance
from ops.warehouse.alerts import send_alert
from ops.warehouse.night import close_killed_night
from ops.warehouse.settings import load_night_settings

LOOK_SECONDS = 20.0  # short enough that a changed hour, or a changed clock, is noticed in time
TOLD_BY_THE_VERB = (0, 1, 2)  # exit codes after which the night itself has told whom it may concern


def next_time(after: datetime, at: str) -> datetime:
    """Return the next moment that is `at` ("HH:MM", local) and later than `after`."""
    hour, minute = (int(part) for part in at.split(":"))
    due = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return due if due > after else due + timedelta(days=1)


def is_due(looked_last: datetime, now: datetime, at: str) -> bool:
    """Return True when the hour has come since the last look. A clock set back is not a new
    night."""
    return looked_last < now and next_time(looked_last, at) <= now


def run_once(instance: Instance, diwan: Path) -> int:
    """Run one night as a child; return its exit code. A child that died is told of here."""
    say("The night begins.")
    done = subprocess.run([str(diwan), "nightly"], check=False)
    say(f"The night ended with exit code {done.returncode}.")
    if done.returncode not in TOLD_BY_THE_VERB:
        send_alert(instance, f"The night died (exit code {done.returncode})", [])
    return done.returncode


def tell_of_killed(instance: Instance) -> None:
    """Tell of a night that was killed, whoever had started it, as soon as it is seen."""
    try:
        killed = close_killed_night(instance)
    except OpsError as error:
        say(f"A night that was killed cannot be closed: {error}")
        return
    for run_id in killed:
        say(f"The night {run_id} was killed.")
        send_alert(instance, f"The night {run_id} was killed", ["Run: ./diwan nightly"])


def say(text: str) -> None:
    """One line for the program's log."""
    print(f"{datetime.now().isoformat(timespec='seconds')} {text}", flush=True)


def watch(instance: Instance, diwan: Path) -> None:
    """Look again and again whether the hour has come; never ends."""
    looked_last = datetime.now()
    while True:
        time.sleep(LOOK_SECONDS)
        now = datetime.now()
        tell_of_killed(instance)
        try:
            settings = load_night_settings(instance)
            if settings.is_on and is_due(looked_last, now, settings.at):
                run_once(instance, diwan)
        except OpsError as error:
            say(f"The night's settings cannot be used: {error}")
        looked_last = now


def main() -> int:
    """Watch the current instance."""
    os.umask(0o077)
    instance = Instance.current()
    settings = load_night_settings(instance)
    say(f"Nights at {settings.at}." if settings.is_on else "Nights are off.")
    watch(instance, REPO / "diwan")
    return 0


if __name__ == "__main__":
    sys.exit(main())
