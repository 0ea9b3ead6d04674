"""The whole nights of a test run, counted: each costs as much as a hundred other tests.

A night is whole when it read all of the platform's databases and compared what it made of them
with the books, whatever it published; its own record says both. Records are noted among the run's
results before their warehouse goes away.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ground.atomic_files import read_json
from ops.installation.instance import run_folder

WHOLE_MAX = 5  # docs/testing.md says what each of them proves
STEPS = frozenset({"extract", "reconcile"})


def noted_in() -> Path:
    """Return where records are noted: a folder of the run, which its suites are told."""
    return Path(os.environ.get("DIWAN_TEST_NIGHTS") or run_folder() / "test-results" / "nights")


def forget_nights() -> None:
    """Begin to count anew, here and in what is started from here."""
    shutil.rmtree(noted_in(), ignore_errors=True)
    os.environ["DIWAN_TEST_NIGHTS"] = str(noted_in())


def note_nights(runs: Path, whose: str) -> None:
    """Note the records of a warehouse: of every night in a folder `runs`, or one record's file."""
    for file in [runs] if runs.is_file() else sorted(runs.glob("*.json")):
        (noted_in() / whose).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, noted_in() / whose / file.name)


def whole_nights() -> Iterator[str]:
    """Yield a line for each whole night among the noted ones."""
    for file in sorted(noted_in().glob("*/*.json")):
        record = read_json(file)
        done = {step["name"] for step in record.get("steps", ())}
        if done >= STEPS and not record.get("asked"):
            seconds = sum(step["seconds"] for step in record["steps"])
            yield f"{file.parent.name}: {record['run_id']}, {record['result']}, {seconds:.0f} s"
