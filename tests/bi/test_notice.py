"""A night that publishes nothing is said on the pages of the dashboards until one does."""

import json

import pytest

from ops.warehouse.night import warehouse_folder

FUTURE = "99991231T235959"


@pytest.fixture
def failed_night(instance):
    file = warehouse_folder(instance) / "runs" / f"{FUTURE}.json"
    facts = {"result": "not published", "started_at": "2026-11-25T01:30:00+00:00"}
    file.write_text(json.dumps(facts))
    yield
    file.unlink()


def test_readers_are_told_of_a_night_without_figures(reader, failed_night):
    page = reader("Executive").get("/superset/welcome/").text
    assert 'role="status"' in page
    assert "The night of 2026-11-25 did not bring new figures" in page


def test_readers_are_told_nothing_after_a_good_night(reader):
    assert 'class="diwan-notice"' not in reader("Executive").get("/superset/welcome/").text
