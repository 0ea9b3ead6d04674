"""The models on DuckDB, as a night builds them, in a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.contracts.extraction import Contract
from analytics.extract.manifest import Manifest
from analytics.nightly.record import PUBLISHED, EntityRecord, RunRecord, StepRecord, history, now
from analytics.nightly.standing import FRESH, STALE, Standing
from analytics.nightly.tables import Stood, write_night
from analytics.parity.borrowed_lake import write_laid_tables
from analytics.parity.spent import Spent
from analytics.published.builds import FILE_NAME, last_good_file
from analytics.settings.days import government_day
from analytics.settings.places import Places
from analytics.settings.sources import HUB
from analytics.transform.carried import take_carried
from analytics.transform.dbt_build import Dbt, OnLine
from analytics.transform.dbt_nodes import NodeRecord
from analytics.transform.raw import create_raw

# Of nights that were not, newest first: the models over nights have rows to read, and a past to
# compare them with.
RUN_IDS = tuple(f"200001{day:02d}T000000" for day in range(5, 0, -1))


def build_on_duckdb(
    lake: Places,
    manifests: Sequence[Manifest],
    contract: Contract,
    earlier: Places,
    memory: str,
    on_line: OnLine,
) -> tuple[Path, Spent]:
    """Build every model over a lake; return the file and what the models took.

    earlier: whose nights are in the record, and whose last build is remembered. What is laid beside
    the lake is left as Parquet in `laid` of the lake's folder. memory: DuckDB's limit. Raises:
    TransformFailedError.
    """
    lake.building.mkdir()
    file = lake.building / FILE_NAME
    with duckdb.connect(str(file)) as connection:
        create_raw(connection, lake, contract, manifests, government_day())
        take_carried(connection, last_good_file(earlier))
        _write_night(connection, manifests, earlier)
        write_laid_tables(connection, lake.root / "laid")
    with closing(Dbt(file, lake.dbt, memory)) as dbt:
        dbt.read_project()
        spent = Spent.begin()
        dbt.build_models(on_line)
        dbt.build_night(on_line)
        return file, spent.until_now()


def _write_night(
    connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest], earlier: Places
) -> None:
    """Let the first entity be stale and the others fresh, after nights with fewer rows and those
    that were."""
    entities = [manifest for manifest in manifests if manifest.code != HUB]
    standings = {manifest.code: Standing(FRESH) for manifest in entities}
    standings[entities[0].code] = Standing(STALE, "it couldn't be read")
    current, *before = (_run(run_id, entities, standings) for run_id in RUN_IDS)
    for entity in (entity for run in before for entity in run.entities):
        entity.table_rows = {table: rows // 4 for table, rows in entity.table_rows.items()}
    moments = {one.code: datetime.fromisoformat(one.extracted_at) for one in entities}
    stood = Stood(standings, moments, now())
    write_night(connection, stood, current, [*before, *history(earlier)])


def _run(run_id: str, entities: Sequence[Manifest], standings: Mapping[str, Standing]) -> RunRecord:
    run = RunRecord(run_id, now(), 0, finished_at=now(), result=PUBLISHED)
    run.nodes = [NodeRecord("dim_fund", "model", "success", 0.125, 9)]
    run.steps = [StepRecord("build", 1.25, 100)]
    run.entities = [
        EntityRecord(
            one.code,
            standings[one.code].state,
            standings[one.code].reason,
            table_rows={name: state.rows for name, state in one.tables.items()},
        )
        for one in entities
    ]
    return run
