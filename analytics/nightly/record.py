"""What a night did, kept for later: one file per run, whole at every moment of it.

The record is written after every step, so that a killed night is known by how far it came.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from analytics.settings.places import Places
from analytics.settings.sources import HUB
from analytics.transform.dbt_nodes import NodeRecord
from ground.atomic_files import write_json

RUNNING, PUBLISHED, WITH_FINDINGS = "running", "published", "published with findings"
NOT_PUBLISHED, KILLED = "not published", "killed"
RUNS_KEPT = 100
EXIT_FINE, EXIT_FINDINGS, EXIT_NOT_PUBLISHED = 0, 1, 2


@dataclass
class StepRecord:
    """One step that ended. peak_memory_mib: the most held at once, children included."""

    name: str
    seconds: float
    peak_memory_mib: int


@dataclass
class EntityRecord:
    """One entity (or the hub) in one night; state as in analytics.published.facts.EntityFacts.

    watermark: the last ledger line taken; 0 without any. table_rows: table -> its rows in the lake,
    of an entity that was read.
    """

    code: str
    state: str
    reason: str = ""
    rows_read: int = 0
    rows_in_lake: int = 0
    seconds: float = 0.0
    extracted_at: str = ""
    watermark: int = 0
    drift: list[str] = field(default_factory=list)
    table_rows: dict[str, int] = field(default_factory=dict)


@dataclass
class RunRecord:
    """One night. Moments are UTC, ISO 8601; reason: why nothing was published, else "".

    unclassified: columns that the ERP has and the contract does not know; they are not read.
    notes: what else somebody should look at. asked: what part of a night it was, "" for a whole one
    (analytics.nightly.asked). nodes: models, seeds and tests that ran.
    """

    run_id: str
    started_at: str
    memory_limit_mib: int
    full: bool = False
    finished_at: str = ""
    result: str = RUNNING
    build_id: str = ""
    reason: str = ""
    steps: list[StepRecord] = field(default_factory=list)
    entities: list[EntityRecord] = field(default_factory=list)
    unclassified: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: str = ""
    nodes: list[NodeRecord] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all is new, 1 published but something needs a look, 2 nothing was published."""
        codes = {PUBLISHED: EXIT_FINE, WITH_FINDINGS: EXIT_FINDINGS}
        return codes.get(self.result, EXIT_NOT_PUBLISHED)

    @property
    def seconds(self) -> float:
        """Wall time of the steps that ended."""
        return round(sum(step.seconds for step in self.steps), 2)

    @property
    def peak_memory_mib(self) -> int:
        return max((step.peak_memory_mib for step in self.steps), default=0)

    def count(self, state: str) -> int:
        """Return entities in a state, the hub not among them."""
        return sum(e.state == state and e.code != HUB for e in self.entities)

    def not_fresh(self) -> list[EntityRecord]:
        """Return entities that were not brought up to date, the hub among them."""
        return [entity for entity in self.entities if entity.state != "fresh"]


def now() -> str:
    """Return this moment, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save_record(places: Places, record: RunRecord) -> None:
    """Write a record, whole or not at all."""
    write_json(places.runs / f"{record.run_id}.json", asdict(record))


def load_record(file: Path) -> RunRecord | None:
    """Return a record; None when it cannot be read."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        stored["steps"] = [StepRecord(**one) for one in stored["steps"]]
        stored["entities"] = [EntityRecord(**one) for one in stored["entities"]]
        stored["nodes"] = [NodeRecord(**one) for one in stored.get("nodes", ())]
        return RunRecord(**stored)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def history(places: Places, count: int = RUNS_KEPT) -> list[RunRecord]:
    """Return the last runs, newest first."""
    files = sorted(places.runs.glob("*.json"), reverse=True)[:count]
    return [record for file in files if (record := load_record(file))]


def close_killed(places: Places) -> list[str]:
    """Mark runs that were killed, and forget the oldest; to be called with the night's lock held.

    Returns the ids of the killed.
    """
    for file in sorted(places.runs.glob("*.json"))[:-RUNS_KEPT]:
        file.unlink()
    killed = [record for record in history(places) if record.result == RUNNING]
    for record in killed:
        record.result = KILLED
        last = record.steps[-1].name if record.steps else "nothing"
        record.reason = f"it was killed; the last step that ended was {last}"
        save_record(places, record)
    return [record.run_id for record in killed]
