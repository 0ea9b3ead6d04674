"""Every calculation with money gives its worked example, those over the nights too."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import duckdb

from analytics.contracts.extraction import load_contract
from analytics.nightly.record import RunRecord
from analytics.nightly.tables import Stood, write_night
from analytics.settings.places import Places
from analytics.transform.dbt_build import Dbt
from analytics.transform.raw import create_raw
from tests.warehouse.nights import lend_parsed

MOMENT = "2026-12-02T01:30:00+00:00"


def test_worked_examples(tmp_path):
    file, work = tmp_path / "warehouse.duckdb", tmp_path / "dbt"
    with duckdb.connect(str(file)) as connection:
        create_raw(connection, Places(tmp_path), load_contract(), [], date(2026, 12, 2))
        run = RunRecord("20261202T013000", MOMENT, 512)
        write_night(connection, Stood({}, {}, MOMENT), run, [])
    lend_parsed(work)
    with closing(Dbt(file, work, "1GiB")) as dbt:
        dbt.build_models()
        dbt.build_night()
        tried = dbt.try_examples()
    assert tried.tests >= 8
