"""One night from beginning to end: the lock, the record, the steps in their order.

Owns what happens around the steps. A step that fails ends the night before anything is published;
whatever readers see stays as it is. Refuses to run twice at once.
"""

from __future__ import annotations

import shutil
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from analytics.contracts.extraction import Contract
from analytics.extract.entity import EntityResult, describe_failure
from analytics.nightly.asked import Asked, require_possible
from analytics.nightly.memory import PeakMemory
from analytics.nightly.record import (
    NOT_PUBLISHED,
    PUBLISHED,
    RUNNING,
    WITH_FINDINGS,
    RunRecord,
    StepRecord,
    close_killed,
    history,
    now,
    save_record,
)
from analytics.nightly.standing import Standing
from analytics.published.builds import FILE_NAME, forget_unseen, new_id
from analytics.published.facts import AppendMark
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, Sources
from analytics.transform.continued import Continued
from analytics.transform.dbt_build import Dbt
from analytics.transform.raw import Damage
from ground.atomic_files import exclusive

Say = Callable[[float, str], None]
MEMORY_MIB = 2560
RUNS_IN_MARTS = 30
SCARCE_MIB = 64  # less free space than this is named beside any failure


class NightRunningError(Exception):
    """Another night holds the lock; says since when."""


class NightFailedError(Exception):
    """A step found that nothing may be published; says why."""


def share_mib(memory_mib: int, part: float) -> str:
    """Return a part of a night's memory as DuckDB writes it."""
    return f"{int(memory_mib * part)}MiB"


@dataclass(frozen=True)
class NightOptions:
    """How to run. memory_mib: the limit all of it is to stay within; after_publish: a command line
    that is run when the new build is published, "" for none; unclassified: columns that the
    platform found and the contract does not know; asked: a part of the night, or all of it."""

    memory_mib: int = MEMORY_MIB
    readers: int = 3
    full: bool = False
    after_publish: str = ""
    unclassified: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)


@dataclass
class Night:
    """What the steps of one night share."""

    sources: Sources
    contract: Contract
    places: Places
    options: NightOptions
    record: RunRecord
    results: dict[str, EntityResult] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    damage: list[Damage] = field(default_factory=list)
    blocked: dict[str, list[str]] = field(default_factory=dict)
    set_aside: set[str] = field(default_factory=set)  # blocked, and not even in the build
    standings: dict[str, Standing] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)  # when the rows that stand were read
    marks: dict[str, dict[str, AppendMark]] = field(default_factory=dict)
    continued: Continued = field(default_factory=Continued)
    dbt: Dbt | None = None

    @property
    def codes(self) -> list[str]:
        """Entities that the platform names."""
        return [source.code for source in self.sources.databases if source.scope == ENTITY]

    def require_dbt(self) -> Dbt:
        """Return dbt over the build under way."""
        if self.dbt is None:
            raise RuntimeError("no model has been built this night")
        return self.dbt

    @property
    def build_file(self) -> Path:
        """The warehouse under way."""
        return self.places.building / FILE_NAME

    def share_mib(self, part: float) -> str:
        """Return a part of the night's memory as DuckDB writes it."""
        return share_mib(self.options.memory_mib, part)


@dataclass(frozen=True)
class Step:
    """One step. weight: its part of the progress bar."""

    name: str
    weight: float
    work: Callable[[Night, Say], None]


def run_night(
    sources: Sources,
    contract: Contract,
    places: Places,
    options: NightOptions,
    steps: Sequence[Step],
    report: Say = lambda share, said: None,
) -> RunRecord:
    """Run a night; return its record, whatever became of it.

    Raises: NightRunningError; NightRefusedError for a part that cannot be done: then there is no
    record.
    """
    places.make()
    try:
        with exclusive(places.night_lock, wait=False):
            forget_unseen(places, close_killed(places))
            require_possible(options.asked, sources, places, options.full)
            record = RunRecord(new_id(places), now(), options.memory_mib, options.full)
            record.asked = str(options.asked)
            record.unclassified = list(options.unclassified)
            save_record(places, record)
            night = Night(sources, contract, places, options, record)
            _go(night, steps, report)
            return record
    except BlockingIOError as error:
        raise NightRunningError(_who_runs(places)) from error


def close_if_killed(places: Places) -> list[str]:
    """Say in the record which nights were killed, unless one is running; return their ids."""
    try:
        with exclusive(places.night_lock, wait=False):
            killed = close_killed(places)
            forget_unseen(places, killed)
            return killed
    except BlockingIOError:
        return []


def _who_runs(places: Places) -> str:
    running = [run for run in history(places, 3) if run.result == RUNNING]
    since = f" since {running[0].started_at}" if running else ""
    return f"A night is already running{since}."


def _go(night: Night, steps: Sequence[Step], report: Say) -> None:
    """Run the steps, then say in the record what came of it."""
    memory = PeakMemory().start()
    try:
        _run_steps(night, steps, memory, report)
        _conclude(night.record, "")
    except Exception as failure:  # whatever it is, the record says so and readers keep what is
        if not isinstance(failure, NightFailedError):
            traceback.print_exc(file=sys.stderr)
        text = str(failure) if isinstance(failure, NightFailedError) else describe_failure(failure)
        text += _said_of_disk(night.places)
        _conclude(night.record, text.replace(night.sources.password, "***"))
    finally:
        memory.stop()
        if night.dbt:
            night.dbt.close()
        shutil.rmtree(night.places.building, ignore_errors=True)
        _keep(night)


def _said_of_disk(places: Places) -> str:
    """Return what the words of a failure hide when the disk is full."""
    free = shutil.disk_usage(places.root).free // 1024**2
    return f"; only {free} MiB are free on the warehouse's disk" if free < SCARCE_MIB else ""


def _run_steps(night: Night, steps: Sequence[Step], memory: PeakMemory, report: Say) -> None:
    whole, begun = sum(step.weight for step in steps), 0.0
    for step in steps:
        at, part = begun / whole, step.weight / whole

        def say(
            share: float, said: str, at: float = at, part: float = part, name: str = step.name
        ) -> None:
            report(at + part * min(share, 1.0), f"{name}: {said}" if said else name)

        started = time.monotonic()
        say(0.0, "")
        try:
            step.work(night, say)
        finally:
            seconds = round(time.monotonic() - started, 2)
            night.record.steps.append(StepRecord(step.name, seconds, memory.take()))
            _keep(night)
        begun += step.weight


def _conclude(record: RunRecord, failure: str) -> None:
    """Set the result. A failure after the build was published leaves it published."""
    record.finished_at = now()
    if failure and not record.build_id:
        record.result, record.reason = NOT_PUBLISHED, failure
        return
    if failure:
        record.notes.append(failure)
    record.result = WITH_FINDINGS if is_remarkable(record) else PUBLISHED


def is_remarkable(record: RunRecord) -> bool:
    """Return True when somebody should look: an entity is not fresh, or something did not work."""
    return bool(record.not_fresh() or record.notes)


def _keep(night: Night) -> None:
    """Save the record; a full disk must not hide what the night has to say."""
    try:
        save_record(night.places, night.record)
    except OSError as error:
        print(f"the record could not be written: {error}", file=sys.stderr)


def earlier_runs(night: Night) -> list[RunRecord]:
    """Return the runs before this one that the marts remember, newest first."""
    runs = history(night.places, RUNS_IN_MARTS + 1)
    return [run for run in runs if run.run_id != night.record.run_id][:RUNS_IN_MARTS]
