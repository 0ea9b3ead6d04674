"""One rule for days: a moment is everybody's, a day is the entity's."""

from __future__ import annotations

import pytest

from analytics.extract.manifest import Manifest
from analytics.settings.days import day_in


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-11-29T19:59:59+00:00", "Asia/Dubai", "2026-11-29"),
        ("2026-11-29T20:00:00+00:00", "Asia/Dubai", "2026-11-30"),  # midnight there
        ("2026-11-29T23:59:59+00:00", "UTC", "2026-11-29"),
        ("2026-11-30T00:00:00+00:00", "UTC", "2026-11-30"),
        ("2026-11-30T04:59:59+00:00", "America/New_York", "2026-11-29"),
        ("2026-11-30T05:00:00+00:00", "America/New_York", "2026-11-30"),
        ("2026-03-08T06:30:00+00:00", "America/New_York", "2026-03-08"),  # clocks go forward
        ("2026-12-31T10:00:00+00:00", "Pacific/Kiritimati", "2027-01-01"),
        ("2026-11-29T21:30:00+00:00", "", "2026-11-30"),  # the government's, where none is said
    ],
)
def test_day_of_a_moment_is_the_zones(moment, zone, day):
    assert day_in(moment, zone).isoformat() == day


def test_moment_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="does not say in which time zone"):
        day_in("2026-11-30T01:30:00", "Asia/Dubai")


def test_extraction_has_the_day_it_kept_and_older_ones_the_governments():
    kept = Manifest("roads", "entity", "", "2026-11-29T21:30:00+00:00", {}, {}, (), "2026-11-29")
    older = Manifest("roads", "entity", "", "2026-11-29T21:30:00+00:00", {}, {})
    assert (kept.day.isoformat(), older.day.isoformat()) == ("2026-11-29", "2026-11-30")
