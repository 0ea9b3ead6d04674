"""SQL of dimensions, metrics and conditions, bound by the engine to the marts it is over.

Nothing is computed: the engine says whether it could be. Needs a build, empty or full.
"""

from __future__ import annotations

import duckdb

from bi.compiler.findings import Finding
from bi.compiler.parts import Dataset, Form, Tile


def check_datasets(form: Form, connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return every dimension, metric and tile's filter runs on its mart."""
    findings = []
    for slug, dataset in form.datasets.items():
        place = f"dashboards/datasets/{slug}.yml"
        for what, sql in _expressions(dataset):
            findings += _try(connection, dataset, sql, f"{place}: {what}")
    for dashboard in form.dashboards.values():
        place = f"dashboards/{dashboard.slug}.yml"
        for tile in dashboard.tiles:
            findings += check_condition(form, tile, connection, place)
    return findings


def check_condition(
    form: Form, tile: Tile, connection: duckdb.DuckDBPyConnection, place: str
) -> list[Finding]:
    """Return whether what a tile asks for (`where`) runs on its mart. place: its file."""
    dataset = form.datasets.get(tile.dataset)
    if not tile.where or dataset is None:
        return []
    sql = f"count(*) filter ({tile.where})"
    return _try(connection, dataset, sql, f"{place}: tile {tile.slug}: where")


def _expressions(dataset: Dataset) -> list[tuple[str, str]]:
    found = [
        (f"dimension {name}", sql)
        for name, dimension in dataset.dimensions.items()
        for sql in sorted(set(dimension.columns.values()))
    ]
    return found + [
        (f"metric {name}", sql)
        for name, metric in dataset.metrics.items()
        for sql in sorted(set(metric.sql.values()))
    ]


def _try(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, sql: str, place: str
) -> list[Finding]:
    try:
        connection.execute(f"explain select {sql} from marts.{dataset.table}")  # noqa: S608
    except duckdb.Error as error:
        return [Finding(place, str(error).splitlines()[0])]
    return []
