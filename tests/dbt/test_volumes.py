"""Volumes are judged by an entity's own past, and said in the night's findings."""

from __future__ import annotations

import pytest

from analytics.nightly.record import EntityRecord, RunRecord
from analytics.nightly.volumes import volumes


def run(code: str, rows: int, state: str = "fresh") -> RunRecord:
    found = RunRecord("20260101T013000", "2026-01-01T01:30:00+00:00", 2048)
    found.entities = [EntityRecord(code, state, table_rows={"employee": rows})]
    return found


@pytest.mark.parametrize(
    ("before", "rows", "said"),
    [
        ([100, 101, 102], 49, "roads: employee has 49 rows, usually 101"),
        ([100, 101, 102], 51, ""),
        ([100, 101], 0, ""),  # too few nights to know what is usual
        ([20, 20, 20], 5, ""),  # few rows are more or fewer by chance
        ([1000, 1000, 1000], 3001, "roads: employee has 3,001 rows, usually 1,000"),
        ([1000, 1000, 1000], 2999, ""),
        ([0, 0, 0], 10, ""),
    ],
)
def test_number_unlike_the_past_is_said(before, rows, said):
    [found] = volumes(run("roads", rows).entities, [run("roads", one) for one in before])
    assert found.is_unusual == bool(said)
    assert not said or found.say() == said


def test_others_and_nights_without_reading_are_no_past_of_it():
    earlier = [run("courts", 900)] * 3 + [run("roads", 900, "stale")] * 3
    [found] = volumes(run("roads", 5).entities, earlier)
    assert found.usual is None
