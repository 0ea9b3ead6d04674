"""A tile as a chart of Superset: one builder per kind, every number formatted and every axis named.

Owns which of Superset's chart kinds draws what, and its settings. Refuses nothing: what a tile may
name was checked by `chain`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bi.compiler.datasets import D3_FORMATS, VERSION
from bi.compiler.form import Dataset, Form, Tile
from bi.compiler.identity import asset_uuid, mark
from bi.compiler.words import in_language
from erp_app.domain.languages import ARABIC

PALETTE = "diwan"
MONTH_FORMAT = "%m/%Y"  # in figures: the same in both languages
MOMENT_FORMAT = "%Y-%m-%d %H:%M"
DAY_FORMAT = "%Y-%m-%d"


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
        "params": {"viz_type": kind, **_common(tile, dataset, language), **params},
    }


def chart_title(tile: Tile, dataset: Dataset, language: str) -> str:
    """Return the title with the unit its first metric is in; a number says its unit below
    itself."""
    title = tile.title.of(language)
    unit = _unit(tile, dataset, language)
    return f"{title} ({unit})" if unit and tile.kind != "number" else title


def _unit(tile: Tile, dataset: Dataset, language: str) -> str:
    """Return the unit that all its metrics share, or nothing."""
    units = {dataset.metrics[name].unit for name in tile.metrics}
    [unit] = units if len(units) == 1 else [None]
    return unit.of(language) if unit else ""


def _common(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
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
        column = dataset.dimensions[dataset.time].column("en")
        params["granularity_sqla"] = column
        filters.append(_any_time(column))
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


def _metrics(tile: Tile, language: str) -> list[str]:
    return [in_language(name, language) for name in tile.metrics]


def _columns(tile: Tile, dataset: Dataset, language: str) -> list[str]:
    return [dataset.dimensions[name].column(language) for name in tile.by]


def _axis_format(tile: Tile, dataset: Dataset) -> str:
    return D3_FORMATS[dataset.metrics[tile.metrics[0]].format] or "SMART_NUMBER"


def _number(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    metric = dataset.metrics[tile.metrics[0]]
    note = tile.note.of(language) if tile.note else ""
    return "big_number_total", {
        "metric": in_language(metric.name, language),
        "subtitle": " · ".join(filter(None, (_unit(tile, dataset, language), note))),
        "header_font_size": 0.3 if metric.format == "moment" else 0.4,
        "subtitle_font_size": 0.15,
        "y_axis_format": _axis_format(tile, dataset),
        "time_format": MOMENT_FORMAT,
        "force_timestamp_formatting": metric.format == "moment",
    }


def _bars(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    """Return categories from the largest down, names at the side where there is room for them."""
    metrics, [axis] = _metrics(tile, language), _columns(tile, dataset, language)
    order = in_language(tile.order, language) if tile.order in dataset.metrics else metrics[0]
    return "echarts_timeseries_bar", {
        **_series(tile, dataset, language),
        "x_axis": axis,
        "x_axis_sort": axis if tile.order == "name" else order,
        "x_axis_sort_asc": True,
        "x_axis_sort_series": "name" if tile.order == "name" else "sum",
        "x_axis_sort_series_ascending": True,
        "xAxisForceCategorical": True,
        "xAxisLabelInterval": "0",
        "orientation": "horizontal",
        "show_value": not tile.split and len(metrics) == 1,
        "x_axis_title": "",
        "y_axis_title": "",
    }


def _months(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    return "echarts_timeseries_bar", {
        **_series(tile, dataset, language),
        **_month_axis(dataset),
        "orientation": "vertical",
        "xAxisLabelRotation": 45,
    }


def _lines(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    return "echarts_timeseries_line", {
        **_series(tile, dataset, language),
        **_month_axis(dataset),
        "markerEnabled": True,
        "markerSize": 4,
        "stack": None,
    }


def _month_axis(dataset: Dataset) -> dict[str, Any]:
    return {
        "x_axis": dataset.dimensions[str(dataset.time)].column("en"),
        "time_grain_sqla": "P1M",
        "x_axis_time_format": MONTH_FORMAT,
        "tooltipTimeFormat": MONTH_FORMAT,
    }


def _series(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    """Return what all charts with axes share."""
    has_legend = bool(tile.split) or len(tile.metrics) > 1
    return {
        "metrics": _metrics(tile, language),
        "groupby": [dataset.dimensions[tile.split].column(language)] if tile.split else [],
        "row_limit": tile.limit,
        "order_desc": True,
        "truncate_metric": True,
        "show_empty_columns": False,
        "y_axis_format": _axis_format(tile, dataset),
        "y_axis_bounds": [None, None],
        "truncateYAxis": False,
        "rich_tooltip": True,
        "showTooltipTotal": bool(tile.split),
        "stack": "Stack" if tile.split else None,
        "show_legend": has_legend,
        "legendType": "scroll",
        "legendOrientation": "top",
        "legendMargin": 20 if has_legend else None,
        "zoomable": False,
        "minorSplitLine": False,
    }


def _share(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    return "pie", {
        "metric": _metrics(tile, language)[0],
        "groupby": _columns(tile, dataset, language),
        "row_limit": tile.limit,
        "sort_by_metric": True,
        "donut": True,
        "innerRadius": 38,
        "outerRadius": 66,
        "label_type": "percent",
        "labels_outside": True,
        "label_line": True,
        "show_labels": True,
        "show_labels_threshold": 5,
        "show_legend": True,
        "legendType": "scroll",
        "legendOrientation": "top",
        "number_format": _axis_format(tile, dataset),
    }


def _table(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    metrics = _metrics(tile, language)
    return "table", {
        **_table_common(tile, dataset, language),
        "query_mode": "aggregate",
        "groupby": _columns(tile, dataset, language),
        "metrics": metrics,
        **_table_order(tile, dataset, language),
        "show_totals": tile.has_totals,
    }


def _table_order(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    """Return the order: by a metric, the largest first; by a dimension, from its first value on."""
    order = tile.order or tile.metrics[0]
    if order in dataset.metrics:
        return {"timeseries_limit_metric": in_language(order, language), "order_desc": True}
    dimension = dataset.dimensions[order]
    first = {
        "expressionType": "SQL",
        "sqlExpression": f"min({dimension.columns[language]})",
        "label": "order",
        "hasCustomLabel": True,
        "optionName": f"metric_{order}",
    }
    newest_first = dimension.is_time
    return {"timeseries_limit_metric": first, "order_desc": newest_first}


def _rows(tile: Tile, dataset: Dataset, language: str) -> tuple[str, dict[str, Any]]:
    """Return the mart's rows as they are, one column per dimension."""
    order = [dataset.dimensions[tile.order].column(language)] if tile.order else []
    return "table", {
        **_table_common(tile, dataset, language),
        "query_mode": "raw",
        "all_columns": _columns(tile, dataset, language),
        "order_by_cols": [f'["{column}", false]' for column in order],
    }


def _table_common(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    return {
        "row_limit": tile.limit,
        "page_length": 0 if tile.limit <= 100 else 100,
        "server_pagination": False,
        "include_search": tile.limit > 100,
        "show_cell_bars": False,
        "color_pn": False,
        "table_timestamp_format": MOMENT_FORMAT,
        "column_config": _column_config(tile, dataset, language),
    }


def _column_config(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    dimensions = [dataset.dimensions[name] for name in tile.by]
    formats = {one.column(language): one.format for one in dimensions}
    formats |= {in_language(name, language): dataset.metrics[name].format for name in tile.metrics}
    return {name: _cell(drawn, language) for name, drawn in formats.items()}


def _cell(drawn: str, language: str) -> dict[str, Any]:
    """Return the alignment: numbers at the end of their column, words at its begin."""
    begin, end = ("right", "left") if language == ARABIC else ("left", "right")
    if drawn == "day":
        return {"horizontalAlign": begin, "d3TimeFormat": DAY_FORMAT}
    number = D3_FORMATS[drawn]
    if number is None:
        return {"horizontalAlign": begin}
    return {"horizontalAlign": end, "d3NumberFormat": number}


Builder = Callable[[Tile, Dataset, str], tuple[str, dict[str, Any]]]
_BUILDERS: dict[str, Builder] = {
    "number": _number,
    "bars": _bars,
    "months": _months,
    "lines": _lines,
    "share": _share,
    "table": _table,
    "rows": _rows,
}
