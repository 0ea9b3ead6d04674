"""The same marts from DuckDB and from Spark, and a difference that is planted is found."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil
import pytest

from analytics.contracts.extraction import load_contract
from analytics.parity.borrowed_lake import LakeNotReadyError
from analytics.parity.comparing import compare_marts
from analytics.parity.run import Engines, run_parity
from analytics.settings.places import Places
from analytics.transform.dbt_build import PROJECT
from ground.atomic_files import exclusive

PATIENCE_SECONDS = 120


def names_of(folder: str, ending: str) -> set[str]:
    return {file.stem for file in (PROJECT / folder).rglob(f"*{ending}")}


@pytest.fixture(scope="session")
def compared(comparison):
    """Return what the comparison says, by mart."""
    return {
        mart.name: mart for mart in compare_marts(comparison.built.file, comparison.built.marts)
    }


def test_every_mart_is_the_same_on_both_engines(compared):
    assert {name: mart.differences for name, mart in compared.items() if mart.differences} == {}
    assert set(compared) == names_of("models/marts", ".sql") | names_of("seeds", ".csv")


def test_no_mart_is_compared_without_rows(compared):
    assert [name for name, mart in compared.items() if not mart.rows] == []


def test_lake_holds_what_engines_read_differently(comparison):
    """Quoted names, apostrophes, backslashes, Arabic, nulls: in marts, not only in files."""
    with duckdb.connect(str(comparison.built.file), read_only=True) as connection:
        texts = {
            text
            for (text,) in connection.execute(
                "select distinct description from marts.fct_ledger_line"
            ).fetchall()
        }
        classes = connection.execute(
            "select count(*) from marts.gfsm_class where gfsm_class_name_en like '%''%'"
        ).fetchone()
        years = connection.execute(
            "select count(distinct fiscal_year) from marts.dim_date where fiscal_year is not null"
        ).fetchone()
    assert None in texts
    for part in ("'", '"', "\\", "\n", "%s", "مصروفات"):
        assert any(part in text for text in texts if text), part
    assert classes[0] > 0
    assert years == (2,)


# What is done to Spark's rows of a mart, and what is said of it then.
PLANTED = {
    "one fils more": (
        "select * replace (cast(debit_amount + case when ledger_line_number = 7 and"
        " entity_code = 'e00' then 0.001 else 0 end as decimal(18,3)) as debit_amount) from {rows}",
        r"debit_amount adds up to .* in DuckDB, .* in Spark",
    ),
    "accounts of two lines exchanged": (
        "select * replace (case when entity_code <> 'e00' then account_key when ledger_line_number"
        " = 1 then 'e00|20001' when ledger_line_number = 3 then 'e00|40003' else account_key end as"
        " account_key) from {rows}",
        "the rows are not the same",
    ),
    "a line lost": (
        "select * from {rows} where not (entity_code = 'e01' and ledger_line_number = 5)",
        "7,000 rows in DuckDB, 6,999 in Spark",
    ),
    "a line doubled": (
        "select * from {rows} union all (select * from {rows} limit 1)",
        "7,000 rows in DuckDB, 7,001 in Spark",
    ),
    "null for an empty text": (
        "select * replace (coalesce(description, '') as description) from {rows}",
        "the rows are not the same",
    ),
    "a moment later": (
        "select * replace (posted_at + interval 1 microsecond as posted_at) from {rows}",
        "the rows are not the same",
    ),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_planted_difference_is_found(comparison, tmp_path, plant):
    query, said = PLANTED[plant]
    mart = spoilt(comparison, tmp_path, "fct_ledger_line", query)
    assert mart.differences
    assert re.search(said, "\n".join(mart.differences)), mart.differences
    assert any(line.startswith("only in") for line in mart.differences)


def spoilt(comparison, folder: Path, name: str, query: str):
    """Return the comparison of a mart after Spark's rows of it became those of a query."""
    described = comparison.built.marts[name]
    rows = f"read_parquet('{described['folder']}/*.parquet')"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy ({query.format(rows=rows)}) to '{folder}/rows.parquet' (format parquet)"
        )
    return compare_one(comparison, {**described, "folder": str(folder)}, name)


def compare_one(comparison, described, name: str):
    changed = {**comparison.built.marts, name: described}
    [mart] = [m for m in compare_marts(comparison.built.file, changed) if m.name == name]
    return mart


def test_column_of_another_type_or_name_is_found(comparison):
    described = comparison.built.marts["dim_grade"]
    columns = {**described["columns"], "grade_rank": "int"}
    [said] = compare_one(comparison, {**described, "columns": columns}, "dim_grade").differences
    assert said == "grade_rank is SMALLINT in DuckDB, INTEGER in Spark"
    columns = {name: kind for name, kind in described["columns"].items() if name != "grade_rank"}
    [said] = compare_one(comparison, {**described, "columns": columns}, "dim_grade").differences
    assert said == "grade_rank is SMALLINT in DuckDB, nothing in Spark"


def test_mart_that_one_engine_did_not_build_is_found(comparison):
    marts = {n: mart for n, mart in comparison.built.marts.items() if n != "dim_fund"}
    found = {m.name: m.differences for m in compare_marts(comparison.built.file, marts)}
    assert found["dim_fund"] == ("Spark did not build it",)
    marts = {**comparison.built.marts, "dim_more": comparison.built.marts["dim_fund"]}
    found = {m.name: m.differences for m in compare_marts(comparison.built.file, marts)}
    assert found["dim_more"] == ("DuckDB did not build it",)


def test_table_without_rows_is_compared_without_files(comparison, tmp_path):
    described = {**comparison.built.marts["dim_fund"], "folder": str(tmp_path)}
    differences = compare_one(comparison, described, "dim_fund").differences
    assert differences[0] == "84 rows in DuckDB, 0 in Spark"


def test_spark_is_reached_by_nobody_else(comparison):
    assert comparison.listened
    loopback = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
    assert comparison.listened - loopback == set()
    written = [path for path in comparison.folder.rglob("*") if path.is_dir()]
    scratch = next(path for path in written if path.name == "scratch" and "spark" in path.parts)
    assert stat.S_IMODE(scratch.stat().st_mode) == 0o700


def test_lake_is_left_as_it_was(places, comparison):
    """Files have two names for a while; the lake's own are all there, and no other."""
    assert not places.building.exists()
    files = [path for path in places.raw.rglob("*") if path.is_file()]
    assert files
    assert len(list((comparison.folder / "lake").rglob("*.parquet"))) == len(files)


def test_comparison_waits_for_no_night_and_for_no_other_one(places, tmp_path):
    copy = Places(tmp_path / "warehouse")
    shutil.copytree(places.root, copy.root)
    with (
        exclusive(copy.root / "night.lock"),
        pytest.raises(LakeNotReadyError, match="night is running"),
    ):
        run_parity(copy, load_contract(), Engines())
    with (
        exclusive(copy.root / "parity.lock"),
        pytest.raises(LakeNotReadyError, match="compared already"),
    ):
        run_parity(copy, load_contract(), Engines())
    assert not (copy.root / "parity").exists()


def test_warehouse_without_a_lake_says_so(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    with pytest.raises(LakeNotReadyError, match=r"\./diwan nightly"):
        run_parity(places, load_contract(), Engines())


def test_killed_comparison_leaves_no_java(places, tmp_path):
    copy = Places(tmp_path / "warehouse")
    shutil.copytree(places.root, copy.root)
    child = psutil.Popen(
        [sys.executable, "-m", "analytics.parity", f"--warehouse={copy.root}"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    java = wait_for(lambda: [p for p in child.children(recursive=True) if p.name() == "java"])
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    wait_for(
        lambda: not any(process.is_running() and process.status() != "zombie" for process in java)
    )
    with exclusive(copy.root / "parity.lock", wait=False):
        assert (copy.root / "parity").exists()


def wait_for(happened):
    """Return what has happened, when it has."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if found := happened():
                return found
        except psutil.Error:
            return True
        time.sleep(0.05)
    raise AssertionError("it did not happen")
