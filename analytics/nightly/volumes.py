"""How many rows each entity's tables have, night by night, and which numbers are unlike the past.

Owns the judgement of volumes. Refuses to judge an entity by others, or by fewer than three nights
of its own: what is usual for one is unheard of for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from analytics.extract.manifest import load_manifest
from analytics.nightly.record import EntityRecord, RunRecord
from analytics.nightly.standing import STALE
from analytics.settings.places import Places

NIGHTS_MIN, NIGHTS_MAX = 3, 10  # of the past, that a number is compared with
SHRUNK_RATIO, SHRUNK_ROWS = 0.5, 20
GROWN_RATIO, GROWN_ROWS = 3.0, 1000


@dataclass(frozen=True)
class Volume:
    """One entity's table in one night. usual: the median of the nights before, None with too few.

    >>> Volume("roads", "employee", 49, 101.0).is_unusual
    True
    """

    code: str
    table: str
    rows: int
    usual: float | None

    @property
    def is_unusual(self) -> bool:
        """Return True for half as many rows as usual, or three times as many."""
        if self.usual is None:
            return False
        has_shrunk = self.rows < self.usual * SHRUNK_RATIO
        has_grown = self.rows > self.usual * GROWN_RATIO
        return (has_shrunk and self.usual - self.rows >= SHRUNK_ROWS) or (
            has_grown and self.rows - self.usual >= GROWN_ROWS
        )

    def say(self) -> str:
        return f"{self.code}: {self.table} has {self.rows:,} rows, usually {self.usual:,.0f}"


def rows_in_lake(places: Places, code: str) -> dict[str, int]:
    """Return table -> rows of an entity's last good extraction."""
    manifest = load_manifest(places, code)
    return {name: state.rows for name, state in manifest.tables.items()} if manifest else {}


def volumes(entities: Iterable[EntityRecord], earlier: Sequence[RunRecord]) -> Iterator[Volume]:
    """Yield the volumes of a night. earlier: the nights before it, newest first."""
    past: dict[tuple[str, str], list[int]] = {}
    for run in earlier:
        for entity in run.entities:
            for table, rows in entity.table_rows.items() if entity.state != STALE else ():
                past.setdefault((entity.code, table), []).append(rows)
    for entity in entities:
        for table, rows in entity.table_rows.items():
            before = past.get((entity.code, table), [])[:NIGHTS_MAX]
            usual = median(before) if len(before) >= NIGHTS_MIN else None
            yield Volume(entity.code, table, rows, usual)
