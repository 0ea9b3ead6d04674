"""A tile as a chart of Superset: one builder per kind, every number formatted and every axis named.

Owns which of Superset's chart kinds draws what, and the settings of single figures; `series` draws
along axes, `tables` in rows. Refuses nothing: what a tile may name was checked by `chain`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bi.compiler import series, tables
from bi.compiler.datasets import VERSION
from bi.compiler.drawing import (
    MOMENT_FORMAT,
    MONTH_FORMAT,
    Drawn,
    axis_format,
    metrics_of,
    month_column,
    unit_of,
)
from bi.compiler.identity import asset_uuid, mark
from bi.compiler.parts import Dataset, Form, Metric, Tile
from bi.palette import MEANINGS
from bi.subjects import in_language

PALETTE = "diwan"
_ONE_FIGURE = ("number", "trend", "lead", "card")


def chart_config(form: Form, tile: Tile, language: str) -> dict[str, Any]:
    """Return the content of charts/<slug>.yaml."""
    slug = in_language(tile.slug, language)
    dataset = form.datasets[tile.dataset]
    kind, params = _BUILDERS[tile.kind](tile, dataset, language)
    return {
        "version": VERSION,
        "uuid": asset_uuid("chart", slug),
        "slice_name": chart_title(tile, dataset, language),
        "description": tile.note.of(language) if tile.note else None,
        "viz_type": kind,
        "dataset_uuid": asset_uuid("dataset", tile.dataset),
        "cache_timeout": None,
        "external_url": mark("chart", slug),
        "params": {"viz_type": kind, **_common(tile, dataset), **params},
    }


def chart_title(tile: Tile, dataset: Dataset, language: str) -> str:
    """Return the title with the unit its first metric is in; a figure says its unit beside
    itself."""
    title = tile.title.of(language)
    unit = unit_of(tile, dataset, language)
    return f"{title} ({unit})" if unit and tile.kind not in _ONE_FIGURE else title


def _common(tile: Tile, dataset: Dataset) -> dict[str, Any]:
    """Return filters, time and colours, the same for every kind."""
    filters = []
    if tile.where:
        filters.append({"expressionType": "SQL", "clause": "WHERE", "sqlExpression": tile.where})
    params: dict[str, Any] = {
        "adhoc_filters": filters,
        "color_scheme": PALETTE,
        "extra_form_data": {},
    }
    if dataset.time and not tile.is_latest:
        params["granularity_sqla"] = month_column(dataset)
        filters.append(_any_time(month_column(dataset)))
    return params


def _any_time(column: str) -> dict[str, Any]:
    """Return the place where a dashboard's filter of months goes in."""
    return {
        "expressionType": "SIMPLE",
        "clause": "WHERE",
        "subject": column,
        "operator": "TEMPORAL_RANGE",
        "comparator": "No filter",
    }


def _number(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    metric = dataset.metrics[tile.metrics[0]]
    return "big_number_total", {
        "metric": in_language(metric.name, language),
        "subtitle": _below(tile, dataset, language),
        "header_font_size": 0.3 if metric.format == "moment" else 0.4,
        "subtitle_font_size": 0.15,
        "y_axis_format": axis_format(tile, dataset),
        "time_format": MOMENT_FORMAT,
        "force_timestamp_formatting": metric.format == "moment",
    }


def _trend(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return the sum of the months shown, over their line."""
    [metric] = metrics_of(tile, language)
    return "big_number", {
        "metric": metric,
        "x_axis": month_column(dataset),
        "time_grain_sqla": "P1M",
        "aggregation": "sum",
        "subtitle": _below(tile, dataset, language),
        "header_font_size": 0.5,
        "subtitle_font_size": 0.2,
        "y_axis_format": axis_format(tile, dataset),
        "time_format": MONTH_FORMAT,
        "show_trend_line": True,
        "start_y_axis_at_zero": True,
        "rolling_type": "None",
        "color_picker": _picked_colour(dataset.metrics[tile.metrics[0]]),
    }


def _picked_colour(metric: Metric) -> dict[str, float]:
    """Return what a figure's colour is, as Superset keeps one that somebody picked."""
    colour = MEANINGS[metric.means or "spend"]
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return {"r": red, "g": green, "b": blue, "a": 1}


def _below(tile: Tile, dataset: Dataset, language: str) -> str:
    """Return what stands below a figure: its unit and what is to be noted."""
    note = tile.note.of(language) if tile.note else ""
    return " · ".join(filter(None, (unit_of(tile, dataset, language), note)))


_BUILDERS: dict[str, Callable[[Tile, Dataset, str], Drawn]] = {
    "lead": tables.sentence,
    "card": tables.sentence,
    "number": _number,
    "trend": _trend,
    "bars": series.bars,
    "months": series.months,
    "lines": series.lines,
    "table": tables.table,
    "rows": tables.rows,
}
