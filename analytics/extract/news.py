"""What of an entity is new: its tables that the source does not say to be as they were are read.

Owns the order of asking and reading. A source speaks in a moment of its own, and the rows are all
of another: what it said counts where it says the same before and after them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analytics.contracts.extraction import Mode, Table
from analytics.extract import landing as lake
from analytics.extract.fingerprints import Said, ask_source
from analytics.extract.manifest import TableState
from analytics.extract.reader import Reader
from analytics.extract.totals import read_totals
from analytics.settings.sources import ENTITY

States = Sequence[tuple[Table, TableState]]
Brought = dict[str, TableState]


@dataclass(frozen=True)
class Again:
    """What is read although it was taken before. since: a day, ISO 8601, "" for none."""

    everything: bool = False
    since: str = ""

    def of(self, table: Table, state: TableState) -> TableState:
        """Return what of a table is kept. Rows that are only added have no span of their own: each
        one's seal covers all before it, so they are taken whole."""
        if not self.since or table.mode not in (Mode.APPEND, Mode.MERGE):
            return state
        if table.mode is Mode.APPEND:
            return TableState()
        return replace(state, watermark=min(state.watermark, self.since))

    def said(self, tables: Iterable[Table]) -> list[str]:
        """Return what the record has to say of it."""
        if not self.since:
            return []
        whole = [table.doctype for table in tables if table.mode is Mode.APPEND]
        return [f"{name} was taken whole: its rows have no span of their own" for name in whole]


@dataclass(frozen=True)
class Bringing:
    """One entity's reading. key: of the pseudonyms; day: the entity's own, of its totals."""

    reader: Reader
    again: Again
    landing: lake.Landing
    key: str
    day: date

    def ask(self, states: States, with_totals: bool = False) -> Said:
        """Return what the source says now of tables that were taken as the states say. One that is
        taken by changes, and never was, is not asked for: all its rows would be looked at."""
        asked = [
            (table, state)
            for table, state in states
            if table.mode is not Mode.MERGE or state.watermark or state.files
        ]
        return ask_source(self.reader, asked, self.key, self.day if with_totals else None)

    def land(self, table: Table, state: TableState) -> TableState:
        """Bring a table up to date; read again and as it was, it reaches as far as before."""
        landed = lake.land(self.reader, table, self.again.of(table, state), self.landing)
        if landed.files == state.files:
            landed = replace(landed, watermark=state.watermark)
        return replace(landed, fingerprint="")


def bring_up_to_date(bringing: Bringing, states: States) -> tuple[Brought, dict[str, str]]:
    """Return table -> its state now, and the control totals of an entity in that moment.

    states: tables, each with what of it may be continued. Raises: as `land`.
    """
    is_entity = bringing.reader.source.scope == ENTITY
    said = bringing.ask(states, with_totals=is_entity)
    quiet = [
        (table, state)
        for table, state in states
        if said.fingerprints.get(table.table) == state.fingerprint != ""
        and bringing.again.of(table, state) == state
    ]
    if len(quiet) == len(states):
        return {table.table: state for table, state in states}, said.totals
    landed = [
        (table, bringing.land(table, state))
        for table, state in states
        if (table, state) not in quiet
    ]
    totals = read_totals(bringing.reader, bringing.day) if is_entity else {}
    fresh = bringing.ask(landed).fingerprints
    still = bringing.ask(states).fingerprints
    stood = {name for name in still if still[name] == said.fingerprints[name]}
    return {
        **{t.table: _with_fingerprint(state, t, fresh, stood) for t, state in landed},
        **{t.table: state if t.table in stood else bringing.land(t, state) for t, state in quiet},
    }, totals


def _with_fingerprint(
    state: TableState, table: Table, fresh: Mapping[str, str], stood: Collection[str]
) -> TableState:
    """Return a state that was read a moment ago with what the source says now, if it said the same
    before and after: otherwise somebody was at it, and the next night reads it again."""
    return replace(state, fingerprint=fresh[table.table]) if table.table in stood else state
