"""Tiles with axes: bars from the largest down, months in turn, lines."""

from __future__ import annotations

from typing import Any

from bi.compiler.drawing import (
    MONTH_FORMAT,
    Drawn,
    axis_format,
    columns_of,
    metrics_of,
    month_column,
)
from bi.compiler.parts import ROWS_MAX, Dataset, Tile
from bi.subjects import in_language


def bars(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return categories from the largest down, names at the side where there is room for them."""
    [axis] = columns_of(tile, dataset, language)
    [order] = tile.order or tile.metrics[:1]
    by_name = order == "name"
    return "echarts_timeseries_bar", {
        **_series(tile, dataset, language),
        "x_axis": axis,
        "x_axis_sort": axis if by_name else in_language(order, language),
        "x_axis_sort_asc": True,
        "x_axis_sort_series": "name" if by_name else "sum",
        "x_axis_sort_series_ascending": True,
        "xAxisForceCategorical": True,
        "xAxisLabelInterval": "0",
        "orientation": "horizontal",
        "show_value": True,
        "only_total": True,
        "x_axis_title": "",
        "y_axis_title": "",
    }


def months(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return a bar for each month."""
    return "echarts_timeseries_bar", {
        **_series(tile, dataset, language),
        **_month_axis(dataset),
        "orientation": "vertical",
    }


def lines(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return a line along the months for each metric."""
    return "echarts_timeseries_line", {
        **_series(tile, dataset, language),
        **_month_axis(dataset),
        "markerEnabled": True,
        "markerSize": 4,
        "stack": None,
    }


def _month_axis(dataset: Dataset) -> dict[str, Any]:
    return {
        "x_axis": month_column(dataset),
        "time_grain_sqla": "P1M",
        "x_axis_time_format": MONTH_FORMAT,
        "tooltipTimeFormat": MONTH_FORMAT,
    }


def _series(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    """Return what all charts with axes share."""
    has_legend = bool(tile.split) or len(tile.metrics) > 1
    return {
        "metrics": metrics_of(tile, language),
        "groupby": [dataset.dimensions[tile.split].column(language)] if tile.split else [],
        "row_limit": ROWS_MAX,
        "order_desc": True,
        "truncate_metric": True,
        "show_empty_columns": False,
        "y_axis_format": axis_format(tile, dataset),
        "y_axis_bounds": [None, None],
        "truncateYAxis": False,
        "rich_tooltip": True,
        "showTooltipTotal": bool(tile.split),
        "stack": "Stack" if tile.split else None,
        "show_legend": has_legend,
        "legendType": "plain",  # one that scrolls shows one of two series on a phone
        "legendOrientation": "top",
        "legendMargin": 20 if has_legend else None,
        "zoomable": False,
        "minorSplitLine": False,
    }
