"""Names that tiles and filters use: they lead to datasets, dimensions and metrics there are."""

from __future__ import annotations

from bi.compiler.datasets import column_names
from bi.compiler.findings import Finding
from bi.compiler.marts import load_marts
from bi.compiler.parts import Dashboard, Dataset, Filter, Form, Tile
from bi.governed_names import seen_as
from erp_app.domain.languages import LANGUAGES

# What a kind of tile needs: metrics at least, dimensions at least and at most.
_NEEDS = {
    "lead": (1, 0, 0),
    "card": (1, 0, 0),
    "number": (1, 0, 0),
    "trend": (1, 0, 0),
    "bars": (1, 1, 1),
    "months": (1, 0, 0),
    "lines": (1, 0, 0),
    "table": (1, 1, 9),
    "rows": (0, 1, 12),
}


def check_dashboards(form: Form) -> list[Finding]:
    """Return every name in the dashboards' files."""
    findings = []
    for dashboard in form.dashboards.values():
        place = f"dashboards/{dashboard.slug}.yml"
        for tile in dashboard.tiles:
            findings += _check_tile(form, tile, f"{place}: tile {tile.slug}")
        findings += _check_titles(dashboard, place)
        for one in dashboard.filters:
            findings += _check_filter(form, dashboard, one, f"{place}: filter {one.slug}")
    return findings


def _check_titles(dashboard: Dashboard, place: str) -> list[Finding]:
    """Return titles that two tiles of a dashboard have, or that nobody can tell apart."""
    findings, taken = [], {}
    for tile in dashboard.tiles:
        for language in LANGUAGES:
            title = tile.title.of(language)
            other = taken.setdefault((language, seen_as(title)), tile)
            if other is not tile:
                problem = f"tile {tile.slug} has the title of {other.slug} in {language}: {title}"
                findings.append(Finding(place, problem, "say the difference in the title"))
    return findings


def _check_tile(form: Form, tile: Tile, place: str) -> list[Finding]:
    dataset = form.datasets.get(tile.dataset)
    if dataset is None:
        return [_unknown(place, "dataset", tile.dataset, form.datasets)]
    dimensions = [*tile.by, *([tile.split] if tile.split else [])]
    findings = [
        _unknown(place, "metric", name, dataset.metrics)
        for name in tile.metrics
        if name not in dataset.metrics
    ]
    findings += [
        _unknown(place, "dimension", name, dataset.dimensions)
        for name in dimensions
        if name not in dataset.dimensions
    ]
    findings += [
        _unknown(place, "metric in bars", name, tile.metrics)
        for name in tile.bars
        if name not in tile.metrics
    ]
    return findings + _check_order(tile, dataset, place) + _check_needs(tile, dataset, place)


def _check_order(tile: Tile, dataset: Dataset, place: str) -> list[Finding]:
    if len(tile.order) > 1 and tile.kind != "rows":
        return [Finding(place, "only a tile of kind rows has several in order")]
    allowed = {*dataset.dimensions, *(() if tile.kind == "rows" else (*dataset.metrics, "name"))}
    return [_unknown(place, "order", one, allowed) for one in tile.order if one not in allowed]


def _check_needs(tile: Tile, dataset: Dataset, place: str) -> list[Finding]:
    metrics, least, most = _NEEDS[tile.kind]
    if len(tile.metrics) < metrics or not least <= len(tile.by) <= most:
        problem = f"a tile of kind {tile.kind} takes {metrics}+ metrics and {least}-{most} in by"
        return [Finding(place, problem)]
    if tile.kind in ("trend", "months", "lines") and not dataset.time:
        return [Finding(place, f"dataset {dataset.slug} has no time")]
    if tile.has_pages and tile.kind != "rows":
        return [Finding(place, "only a tile of kind rows has pages")]
    return []


def _check_filter(form: Form, dashboard: Dashboard, one: Filter, place: str) -> list[Finding]:
    dataset = form.datasets.get(one.dataset)
    if dataset is None:
        return [_unknown(place, "dataset", one.dataset, form.datasets)]
    if one.dimension not in dataset.dimensions:
        return [_unknown(place, "dimension", one.dimension, dataset.dimensions)]
    if one.order and one.order not in dataset.metrics:
        return [_unknown(place, "order", one.order, dataset.metrics)]
    return _check_reach(form, dashboard, one, place)


def _check_reach(form: Form, dashboard: Dashboard, one: Filter, place: str) -> list[Finding]:
    """Return the tiles that a filter reaches in one language alone: Superset filters every tile
    whose dataset has a column of the filter's name."""
    dimension, marts = form.datasets[one.dataset].dimensions[one.dimension], load_marts()
    findings = []
    for tile in dashboard.tiles:
        dataset = form.datasets.get(tile.dataset)
        if dataset is None or dimension.is_time:
            continue
        known = column_names(dataset, marts[dataset.table])
        reached = [language for language in LANGUAGES if dimension.column(language) in known]
        if len(reached) == 1:
            problem = f"reaches tile {tile.slug} in {reached[0]} alone"
            findings.append(Finding(place, problem, "name the same dimension in both datasets"))
    return findings


def _unknown(place: str, kind: str, name: str, known) -> Finding:
    return Finding(place, f"unknown {kind} '{name}'", f"known: {', '.join(sorted(known))}")
