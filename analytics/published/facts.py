"""build.json: what a build is, for whoever reads it without opening it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ground.atomic_files import write_json

FILE_NAME = "build.json"
FRESH = "fresh"


@dataclass(frozen=True)
class EntityFacts:
    """How one entity stands in a build.

    state: fresh (read this night), stale (older data of its own, whole), blocked (its new data did
    not pass: its last good rows stand), missing (no rows). extracted_at: UTC, ISO 8601, of the rows
    that stand; "" without rows. reason: "" when fresh.
    """

    state: str
    extracted_at: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AppendMark:
    """How far a table that is only added to reached in an entity. lineage: of the lake's table, ""
    when unknown; rows: how many there were, which is also the last one's number."""

    lineage: str
    rows: int

    def is_continued_by(self, later: AppendMark) -> bool:
        """Return True when the later table has the same rows and perhaps more."""
        return bool(self.lineage) and self.lineage == later.lineage and self.rows <= later.rows


@dataclass(frozen=True)
class BuildFacts:
    """One build. built_at: UTC, ISO 8601; marts: rows by name; contract and models: digests of what
    was read and of what made the marts; appended: table -> entity -> where its rows came to, for
    those whose rows are the lake's."""

    build_id: str
    built_at: str
    contract: str
    entities: dict[str, EntityFacts] = field(default_factory=dict)
    marts: dict[str, int] = field(default_factory=dict)
    models: str = ""
    appended: dict[str, dict[str, AppendMark]] = field(default_factory=dict)


def save_facts(folder: Path, facts: BuildFacts) -> None:
    """Write a build's facts into its folder."""
    write_json(folder / FILE_NAME, asdict(facts))


def load_facts(folder: Path) -> BuildFacts | None:
    """Return a build's facts; None when they are not there or cannot be read."""
    try:
        stored = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        entities = {code: EntityFacts(**one) for code, one in stored.pop("entities").items()}
        appended = {
            table: {code: AppendMark(**one) for code, one in marks.items()}
            for table, marks in stored.pop("appended", {}).items()
        }
        return BuildFacts(**stored, entities=entities, appended=appended)
    except (OSError, ValueError, TypeError, KeyError):
        return None
