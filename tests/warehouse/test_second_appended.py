"""Any table that is only added to is continued from night to night, not the ledger alone.

A small one beside it: days of leave, with a mart of rows, one of sums, and a column that comes from
another table. Needs no platform: the lake is written here.
"""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from analytics.contracts.extraction import parse_contract
from analytics.extract.manifest import Manifest, TableState, describe_file
from analytics.publish.entity_files import EarlierFile, write_entity_files
from analytics.published.builds import FILE_NAME, adopt, point_to
from analytics.published.facts import BuildFacts, save_facts
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY
from analytics.transform import appended as appended_module
from analytics.transform import dbt_build
from analytics.transform.appended import appended_tables
from analytics.transform.continued import Continued, append_marks, begin_from_last, keep_rows
from analytics.transform.project import models_digest
from analytics.transform.raw import create_raw, leave_out_rows

TODAY = date(2026, 11, 30)
CONTRACT = parse_contract(
    """
version: 1
tables:
  Ledger Line:
    table: ledger_line
    scope: entity
    mode: append
    watermark: name
    deletion: never
    columns: {name: integer confidential key}
  Leave Line:
    table: leave_line
    scope: entity
    mode: append
    watermark: name
    deletion: never
    columns:
      name: integer confidential key
      kind: text open
      days: number confidential
  Leave Kind:
    table: leave_kind
    scope: entity
    mode: snapshot
    deletion: absent
    columns: {name: text open key, is_paid: flag open}
"""
)
MODELS = {
    "staging/_sources.yml": """
version: 2
sources:
  - name: erp
    schema: raw
    tables: [{name: leave_line}, {name: leave_kind}, {name: leave_line_before},
             {name: fct_leave_month_before}]
""",
    "marts/fct_leave_line.sql": """
{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
select l.entity as entity_code, l.name as leave_line_number, l.kind, k.is_paid, l.days
from {{ source('erp', 'leave_line') }} as l
left join {{ source('erp', 'leave_kind') }} as k on l.entity = k.entity and l.kind = k.name
{%- if is_incremental() %}
left join (select entity_code, max(leave_line_number) as last from {{ this }} group by 1) as h
    on l.entity = h.entity_code
where l.name > coalesce(h.last, 0)
{%- endif %}
""",
    "marts/fct_leave_month.sql": """
select entity_code, kind, is_paid, cast(sum(days) as double) as days
from (
    select entity_code, kind, is_paid, days from {{ source('erp', 'fct_leave_month_before') }}
    union all
    select l.entity_code, l.kind, l.is_paid, l.days
    from {{ ref('fct_leave_line') }} as l
    left join {{ source('erp', 'leave_line_before') }} as b on l.entity_code = b.entity
    where l.leave_line_number > coalesce(b.row_count, 0)
)
group by 1, 2, 3
""",
    "marts/leave.yml": """
version: 2
models:
  - name: fct_leave_line
    config: {meta: {stands_while: {leave_kind: {kind: name, is_paid: is_paid}}}}
    columns:
      - {name: entity_code, data_type: varchar}
      - {name: leave_line_number, data_type: bigint}
      - {name: kind, data_type: varchar}
      - {name: is_paid, data_type: boolean}
      - {name: days, data_type: double}
  - name: fct_leave_month
    config: {meta: {sums: fct_leave_line}}
    columns:
      - {name: entity_code, data_type: varchar}
      - {name: kind, data_type: varchar}
      - {name: is_paid, data_type: boolean}
      - {name: days, data_type: double}
""",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a dbt project with these models alone, in place of ours."""
    folder = tmp_path / "dbt_project"
    ours = dbt_build.PROJECT
    shutil.copytree(ours / "macros", folder / "macros")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copyfile(ours / name, folder / name)
    for name, text in MODELS.items():
        file = folder / "models" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(dbt_build, "PROJECT", folder)
    monkeypatch.setattr(appended_module, "MODELS", folder / "models" / "marts")
    return folder


class Lake:
    """Files of leave lines and kinds, as extractions leave them."""

    def __init__(self, places: Places) -> None:
        self.places, self.manifests = places, {}

    def add(self, code: str, rows: list[tuple], lineage: str = "first") -> None:
        """Take rows of an entity; another lineage means that all were taken anew."""
        known = self.manifests.get(code)
        before = known.tables.get("leave_line") if known else None
        if before is None or before.lineage != lineage:
            before = TableState(lineage=lineage)
        file = self._write("leave_line", code, "name, kind, days", rows)
        state = replace(
            before,
            files=(*before.files, file),
            rows=before.rows + len(rows),
            watermark=str(before.rows + len(rows)),
        )
        self._keep(code, "leave_line", state)

    def set_kinds(self, code: str, *, annual_is_paid: bool) -> None:
        rows = [("Annual", annual_is_paid), ("Unpaid", False)]
        file = self._write("leave_kind", code, "name, is_paid", rows)
        self._keep(code, "leave_kind", TableState((file,), len(rows)))

    def _keep(self, code: str, table: str, state: TableState) -> None:
        known = self.manifests.get(code) or Manifest(
            code, ENTITY, "c", "2026-11-30T00:00:00+00:00", {}, {}
        )
        self.manifests[code] = replace(known, tables={**known.tables, table: state})

    def _write(self, table: str, code: str, columns: str, rows: list[tuple]):
        folder = self.places.raw / table / f"entity={code}"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{len(list(folder.iterdir()))}.parquet"
        values = ", ".join(str(row) for row in rows)
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select * from (values {values}) as t({columns})) to '{file}'"
            )
        return describe_file(self.places.raw, file, len(rows))


def night(lake: Lake, build_id: str, is_whole: bool = False) -> tuple[Continued, Continued]:
    """Build, publish, write the entities' files; what was begun from, and what stood."""
    places = lake.places
    manifests = list(lake.manifests.values())
    appended = appended_tables(CONTRACT)
    marks = append_marks(manifests, appended)
    shutil.rmtree(places.building, ignore_errors=True)
    places.building.mkdir(parents=True)
    file = places.building / FILE_NAME
    begun = Continued() if is_whole else begin_from_last(places, CONTRACT, marks, file)
    with duckdb.connect(str(file)) as connection:
        create_raw(connection, places, CONTRACT, manifests, TODAY)
        kept = keep_rows(connection, begun, CONTRACT) if begun.folder else begun
        leave_out_rows(connection, places, CONTRACT, manifests, kept.rows)
    with closing(dbt_build.Dbt(file, places.dbt, "512MiB")) as dbt:
        assert dbt.build_models().models == 2
    _write_files(places, sorted(lake.manifests), kept, appended)
    save_facts(
        places.building,
        BuildFacts(build_id, "", CONTRACT.digest, models=models_digest(), appended=marks),
    )
    adopt(places, build_id)
    point_to(places, build_id)
    return begun, kept


def _write_files(places, codes, kept, appended):
    earlier = {
        code: EarlierFile(file, tuple((one, rows) for one in appended
                                      if (rows := kept.of(one.table).get(code, 0))))
        for code in codes
        if (file := kept.entity_file(code))
    }  # fmt: skip
    with duckdb.connect() as connection:
        source = places.building / FILE_NAME
        connection.execute(f"attach '{source}' as warehouse (read_only)")
        write_entity_files(connection, places.building / "by_entity", codes, earlier=earlier)


def rows_of(places: Places, build_id: str, mart: str, code: str = "") -> list[tuple]:
    folder = places.builds / build_id
    file = folder / "by_entity" / f"{code}.duckdb" if code else folder / FILE_NAME
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(f"select * from marts.{mart} order by all").fetchall()


@pytest.fixture
def lake(tmp_path, project):
    """Three entities with two rows each."""
    lake = Lake(Places(tmp_path / "warehouse"))
    lake.places.builds.mkdir(parents=True)
    for code in ("roads", "courts", "stats"):
        lake.set_kinds(code, annual_is_paid=True)
        lake.add(code, [(1, "Annual", 2.5), (2, "Unpaid", 1.0)])
    return lake


def test_tables_are_found_by_contract_and_marts(project):
    [one] = appended_tables(CONTRACT)  # the ledger has no mart in this project
    assert (one.table, one.mart, one.number) == (
        "leave_line",
        "fct_leave_line",
        "leave_line_number",
    )
    assert [sums.mart for sums in one.sums] == ["fct_leave_month"]


def test_second_table_is_continued_where_it_stands_and_written_anew_where_not(lake):
    _begun, first = night(lake, "20261128T000000")
    assert first == Continued()
    lake.add("roads", [(3, "Annual", 4.0)])
    lake.add("courts", [(1, "Annual", 9.0), (2, "Annual", 9.0)], lineage="taken anew")
    lake.set_kinds("stats", annual_is_paid=False)
    begun, kept = night(lake, "20261129T000000")
    assert begun.of("leave_line") == {"roads": 2, "stats": 2}
    assert kept.of("leave_line") == {"roads": 2}
    night(lake, "20261130T000000", is_whole=True)
    for mart in ("fct_leave_line", "fct_leave_month"):
        own = rows_of(lake.places, "20261129T000000", mart)
        assert own == rows_of(lake.places, "20261130T000000", mart)
        for code in lake.manifests:
            mine = rows_of(lake.places, "20261129T000000", mart, code)
            assert mine == [row for row in own if row[0] == code]
    assert ("roads", "Annual", True, 6.5) in rows_of(
        lake.places, "20261129T000000", "fct_leave_month"
    )


def test_only_files_with_new_rows_are_read(lake):
    lake.add("roads", [(3, "Annual", 4.0)])
    with duckdb.connect() as connection:
        manifests = list(lake.manifests.values())
        create_raw(connection, lake.places, CONTRACT, manifests, TODAY)
        held = {"leave_line": {"roads": 2, "courts": 2, "stats": 2}}
        leave_out_rows(connection, lake.places, CONTRACT, manifests, held)
        rows = connection.execute("select entity, name from raw.leave_line").fetchall()
    assert rows == [("roads", 3)]


def test_row_missing_in_the_last_build_lets_that_entity_be_written_anew(lake):
    night(lake, "20261128T000000")
    file = lake.places.builds / "20261128T000000" / FILE_NAME
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "delete from marts.fct_leave_line where entity_code = 'courts'"
            " and leave_line_number = 1"
        )
    _begun, kept = night(lake, "20261129T000000")
    assert kept.of("leave_line") == {"roads": 2, "stats": 2}
    assert len(rows_of(lake.places, "20261129T000000", "fct_leave_line")) == 6
