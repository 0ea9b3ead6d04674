"""Readers are told when the last night brought nothing."""

import json

import pytest

from bi.night_notice import night_notice


@pytest.fixture
def record(tmp_path):
    """Keep a night's record; return the warehouse's folder."""
    (tmp_path / "runs").mkdir()

    def keep(run_id: str, result: str):
        facts = {"result": result, "started_at": f"2026-11-{run_id[6:8]}T01:30:00+00:00"}
        (tmp_path / "runs" / f"{run_id}.json").write_text(json.dumps(facts))
        return tmp_path

    return keep


@pytest.mark.parametrize("result", ["not published", "killed"])
def test_night_that_brought_nothing_is_named_by_its_day(record, result):
    record("20261124T013000", "published")
    warehouse = record("20261125T013000", result)
    assert "2026-11-25" in night_notice(warehouse, "en")
    assert "2026-11-25" in night_notice(warehouse, "ar")
    assert night_notice(warehouse, "ar") != night_notice(warehouse, "en")


@pytest.mark.parametrize("result", ["published", "published with findings"])
def test_notice_goes_with_the_next_night_that_publishes(record, result):
    record("20261124T013000", "not published")
    assert night_notice(record("20261125T013000", result), "en") == ""


def test_night_under_way_leaves_the_notice_of_the_one_before(record):
    record("20261124T013000", "not published")
    assert "2026-11-24" in night_notice(record("20261125T013000", "running"), "en")


def test_no_record_is_no_notice(tmp_path, record):
    assert night_notice(tmp_path / "nowhere", "en") == ""
    (record("20261125T013000", "published") / "runs" / "20261126T013000.json").write_text("{half")
    assert night_notice(tmp_path, "en") == ""
