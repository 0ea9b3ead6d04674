"""What the night knows, as tables of schema `raw` for the models over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from analytics.nightly.reasons import in_arabic
from analytics.nightly.record import RunRecord
from analytics.nightly.standing import BLOCKED, FRESH, MISSING, STALE, Standing
from analytics.nightly.volumes import volumes
from analytics.settings.sources import HUB

Row = tuple[object, ...]

_TABLES = {
    "night_entity": "entity_code varchar, entity_state varchar, reason varchar, reason_ar varchar,"
    " data_as_of timestamp, checked_at timestamp",
    "nightly_run": "run_id varchar, started_at timestamp, finished_at timestamp,"
    " run_result varchar, asked varchar, is_current boolean, is_full boolean, run_seconds double,"
    " peak_memory_mib bigint, memory_limit_mib bigint, rows_read bigint, rows_in_lake bigint,"
    " fresh_count bigint, stale_count bigint, blocked_count bigint, missing_count bigint",
    "nightly_step": "run_id varchar, step_number integer, step_name varchar,"
    " step_seconds double, peak_memory_mib bigint",
    "nightly_model": "run_id varchar, node_name varchar, node_kind varchar, node_state varchar,"
    " node_seconds double, row_count bigint",
    "nightly_volume": "entity_code varchar, table_name varchar, row_count bigint,"
    " usual_row_count double, is_unusual boolean, run_id varchar",
    "nightly_entity": "run_id varchar, entity_code varchar, entity_state varchar, reason varchar,"
    " extracted_at timestamp, rows_read bigint, rows_in_lake bigint, extract_seconds double,"
    " watermark bigint, drift varchar",
}


@dataclass(frozen=True)
class Stood:
    """How entities stand tonight. moments: entity -> when its rows that stand were read, UTC, of
    those with rows; checked_at: the night's moment, UTC, ISO 8601."""

    standings: Mapping[str, Standing]
    moments: Mapping[str, datetime]
    checked_at: str

    def rows(self) -> list[Row]:
        """Return rows of `night_entity`."""
        checked = _moment(self.checked_at)
        return [
            (code, one.state, *_said(one.reason), _written(self.moments.get(code)), checked)
            for code, one in self.standings.items()
        ]


def _said(reason: str) -> tuple[str | None, str | None]:
    """Return a reason in English and in Arabic."""
    return reason or None, in_arabic(reason) or None


def write_night(
    connection: duckdb.DuckDBPyConnection,
    stood: Stood,
    current: RunRecord,
    earlier: Iterable[RunRecord],
) -> None:
    """Write tonight's standings and the runs that are remembered, newest first."""
    connection.execute("create schema if not exists raw")
    runs = [current, *earlier]
    _fill(connection, "night_entity", stood.rows())
    _fill(connection, "nightly_run", [_run(run, run is current) for run in runs])
    _fill(connection, "nightly_step", [row for run in runs for row in _steps(run)])
    _fill(connection, "nightly_model", [row for run in runs for row in _nodes(run)])
    _fill(connection, "nightly_volume", _volumes(runs))
    _fill(connection, "nightly_entity", [row for run in runs for row in _entities(run)])


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Write rows all at once: one by one, a month of nights would take seconds."""
    connection.execute(f"create or replace table raw.{table} ({_TABLES[table]})")
    if rows:
        written = pa.table([pa.array(column) for column in zip(*rows, strict=True)], _names(rows))
        connection.register("written", written)
        connection.execute(f"insert into raw.{table} select * from written")
        connection.unregister("written")


def _names(rows: Sequence[Row]) -> list[str]:
    return [f"column_{place}" for place in range(len(rows[0]))]


def _moment(text: str) -> str | None:
    """Return ISO 8601 in UTC without its offset; null for ""."""
    return text.removesuffix("+00:00") or None


def _written(moment: datetime | None) -> str | None:
    return _moment(moment.isoformat()) if moment else None


def _run(run: RunRecord, is_current: bool) -> Row:
    """Return a night's row. What the current one took is not known yet: it goes on when this is
    written, and half of its seconds would be a wrong number all day."""
    counts = (run.count(state) for state in (FRESH, STALE, BLOCKED, MISSING))
    return (
        run.run_id,
        _moment(run.started_at),
        _moment(run.finished_at),
        run.result,
        run.asked or None,
        is_current,
        run.full,
        None if is_current else run.seconds,
        None if is_current else run.peak_memory_mib,
        run.memory_limit_mib,
        sum(entity.rows_read for entity in run.entities),
        sum(entity.rows_in_lake for entity in run.entities),
        *counts,
    )


def _steps(run: RunRecord) -> list[Row]:
    return [
        (run.run_id, number, step.name, step.seconds, step.peak_memory_mib)
        for number, step in enumerate(run.steps, 1)
    ]


def _nodes(run: RunRecord) -> list[Row]:
    return [
        (run.run_id, node.name, node.kind, node.state, node.seconds, node.rows)
        for node in run.nodes
    ]


def _volumes(runs: Sequence[RunRecord]) -> list[Row]:
    """Return each night's volumes beside those of the nights before it. runs: newest first."""
    return [
        (one.code, one.table, one.rows, one.usual, one.is_unusual, run.run_id)
        for place, run in enumerate(runs)
        for one in volumes(run.entities, runs[place + 1 :])
        if one.code != HUB
    ]


def _entities(run: RunRecord) -> list[Row]:
    return [
        (
            run.run_id,
            entity.code,
            entity.state,
            entity.reason or None,
            _moment(entity.extracted_at),
            entity.rows_read,
            entity.rows_in_lake,
            entity.seconds,
            entity.watermark,
            "; ".join(entity.drift) or None,
        )
        for entity in run.entities
        if entity.code != HUB and entity.state
    ]
