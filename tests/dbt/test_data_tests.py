"""Tests that are asked without dbt say what dbt says of the same build."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date

import duckdb
import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.manifest import all_manifests
from analytics.settings.places import Places
from analytics.transform.data_tests import load_tests
from analytics.transform.dbt_build import Dbt
from analytics.transform.dbt_results import TransformFailedError
from analytics.transform.raw import create_raw
from tests.dbt.faults import FAULTS
from tests.dbt.made_lake import sound_books, write_lake
from tests.warehouse.nights import lend_parsed

PLANTED = {
    "sound": "",
    "negative": "negative",
    "overlap": "overlapping",
    "orphaned": "orphaned_position",
    "unbalanced": "unbalanced",
}


@pytest.fixture(scope="module")
def dbt(tmp_path_factory):
    """Return dbt over a build in which all entities but one have a fault."""
    places = Places(tmp_path_factory.mktemp("asked") / "warehouse")
    books = {code: sound_books() for code in PLANTED}
    for code, fault in PLANTED.items():
        if fault:
            FAULTS[fault].plant(books[code])
    write_lake(places, books, "made")
    places.building.mkdir()
    file = places.building / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_raw(connection, places, load_contract(), all_manifests(places), date(2026, 11, 30))
    lend_parsed(places.dbt)
    with closing(Dbt(file, places.dbt, "1GiB")) as dbt:
        dbt.build_models()
        yield dbt


def test_same_tests_fail_and_say_the_same(dbt):
    said = []
    asked, by_dbt = dbt.test(said.append), dbt.test_all()
    assert {code for code in PLANTED if code not in asked.blocked} == {"sound"}
    assert asked.blocked == by_dbt.blocked
    ours = {(node.name, node.kind, node.state, node.rows) for node in asked.nodes}
    theirs = {(node.name, node.kind, node.state, node.rows) for node in by_dbt.nodes}
    assert ours
    assert ours <= theirs  # dbt's are the worked examples besides
    assert asked.tests == len(ours) == len(said)
    assert said[-1].startswith(f"{asked.tests} of {asked.tests} ")


def test_tests_of_another_project_are_compiled_anew(dbt):
    dbt.test()
    file = dbt.work / "data_tests.json"
    kept = json.loads(file.read_text())
    assert load_tests(dbt.work)
    file.write_text(json.dumps({**kept, "made_by": "another"}))
    assert load_tests(dbt.work) is None
    dbt.test()
    assert json.loads(file.read_text()) == kept


def test_test_that_cannot_be_asked_stops_the_night(dbt):
    dbt.test()
    file = dbt.work / "data_tests.json"
    kept = json.loads(file.read_text())
    kept["tests"][0]["sql"] = "select * from marts.nothing"
    file.write_text(json.dumps(kept))
    with pytest.raises(TransformFailedError, match="nothing"):
        dbt.test()
    file.unlink()
