"""No tile is cut: the groups of its question in the newest build are fewer than it may show.

Owns the counting. A tile that is cut shows a sum that is not the sum, and another one in the other
language. Filters only narrow a question, so what is counted is the question without them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.published.builds import current_file
from analytics.settings.places import Places
from bi.compiler.findings import Finding
from bi.compiler.parts import ROWS_MAX, Dataset, Form, Tile
from erp_app.domain.languages import LANGUAGES


def check_nothing_is_cut(form: Form, warehouse: Path) -> list[Finding]:
    """Return tiles that have more groups than they may show; none before the first publish.

    warehouse: the folder of the builds and of the pointer to the published one.
    """
    file = current_file(Places(warehouse))
    if file is None:
        return []
    findings = []
    with duckdb.connect(file, read_only=True) as connection:
        for dashboard in form.dashboards.values():
            place = f"dashboards/{dashboard.slug}.yml"
            for tile in dashboard.tiles:
                findings += check_tile_is_whole(
                    connection, form.datasets[tile.dataset], tile, place
                )
    return findings


def check_tile_is_whole(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, tile: Tile, place: str
) -> list[Finding]:
    """Return a finding per language in which the tile is cut. connection: to a build, or to what
    one reader sees of it."""
    if tile.has_pages:
        return []
    found = []
    for language in LANGUAGES:
        try:
            groups = count_groups(connection, dataset, tile, language)
        except duckdb.CatalogException:
            return []  # the mart is newer than the build
        if groups > ROWS_MAX:
            problem = f"shows {ROWS_MAX:,} of {groups:,} groups in {language}"
            next_step = "ask for less, or let it have pages"
            found.append(Finding(f"{place}: tile {tile.slug}", problem, next_step))
    return found


def count_groups(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, tile: Tile, language: str
) -> int:
    """Return how many rows the tile's question has in a language."""
    names = [*tile.by, *([tile.split] if tile.split else [])]
    columns = [dataset.dimensions[name].columns[language] for name in names]
    if tile.kind in ("trend", "months", "lines"):
        columns.append(dataset.dimensions[str(dataset.time)].columns[language])
    rows = f"from marts.{dataset.table} where {tile.where or 'true'}"
    if tile.kind == "rows":
        question = f"select count(*) {rows}"
    elif not columns:
        return 1
    else:
        question = f"select count(*) from (select distinct {', '.join(columns)} {rows})"  # noqa: S608
    [count] = connection.execute(question).fetchone()
    return count
