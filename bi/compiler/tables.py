"""Tiles in rows: figures by dimensions, a mart's rows, and the sentences a dashboard says.

Owns Superset's table. A text of the data is shown as it is written; HTML is drawn only where a
figure of ours makes it (parts.OF_HTML), and beside it no text that an entity wrote.
"""

from __future__ import annotations

from typing import Any

from bi.compiler.datasets import D3_FORMATS
from bi.compiler.drawing import DAY_FORMAT, MOMENT_FORMAT, Drawn, columns_of, metrics_of
from bi.compiler.parts import OF_HTML, PAGED_ROWS_MAX, ROWS_MAX, Dataset, Tile
from bi.subjects import in_language
from erp_app.domain.languages import ARABIC

PAGE = 100  # rows; a shorter table has no pages


def sentence(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return one row of texts that the dataset's metrics say; the style sheet takes its heading."""
    return "table", {
        **_common(tile, dataset, language),
        "query_mode": "aggregate",
        "groupby": [],
        "metrics": metrics_of(tile, language),
    }


def table(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return metrics by dimensions."""
    return "table", {
        **_common(tile, dataset, language),
        "query_mode": "aggregate",
        "groupby": columns_of(tile, dataset, language),
        "metrics": metrics_of(tile, language),
        **_order(tile, dataset, language),
        "show_totals": tile.has_totals,
    }


def _order(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    """Return the order: by a metric, the largest first; by a dimension, from its first value on."""
    [order] = tile.order or tile.metrics[:1]
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


def rows(tile: Tile, dataset: Dataset, language: str) -> Drawn:
    """Return the mart's rows as they are, one column per dimension."""
    order = [dataset.dimensions[name].column(language) for name in tile.order]
    return "table", {
        **_common(tile, dataset, language),
        "query_mode": "raw",
        "all_columns": columns_of(tile, dataset, language),
        "order_by_cols": [f'["{column}", false]' for column in order],
    }


def _common(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    drawn = [dataset.dimensions[name].format for name in tile.by]
    drawn += [dataset.metrics[name].format for name in tile.metrics]
    return {
        "row_limit": PAGED_ROWS_MAX if tile.has_pages else ROWS_MAX,
        "page_length": PAGE if tile.kind == "rows" else 0,
        "server_pagination": tile.has_pages,
        "server_page_length": PAGE,
        "include_search": tile.kind == "rows" and not tile.has_pages,
        "show_cell_bars": bool(tile.bars),
        "color_pn": False,
        "allow_render_html": any(one in OF_HTML for one in drawn),
        "table_timestamp_format": MOMENT_FORMAT,
        "column_config": _column_config(tile, dataset, language),
    }


def _column_config(tile: Tile, dataset: Dataset, language: str) -> dict[str, Any]:
    dimensions = [dataset.dimensions[name] for name in tile.by]
    found = {one.column(language): _cell(one.format, language) for one in dimensions}
    for name in tile.metrics:
        cell = _cell(dataset.metrics[name].format, language)
        found[in_language(name, language)] = {**cell, "showCellBars": name in tile.bars}
    return found


def _cell(drawn: str, language: str) -> dict[str, Any]:
    """Return the alignment: words at the begin of their column, numbers at the right in both
    languages, where their points stand below each other."""
    begin, end = "right" if language == ARABIC else "left", "right"
    if drawn == "day":
        return {"horizontalAlign": begin, "d3TimeFormat": DAY_FORMAT}
    number = D3_FORMATS[drawn]
    if number is None:
        return {"horizontalAlign": begin}
    # Every figure of a column has its places, a nought too: 204.0 below 96.4.
    return {"horizontalAlign": end, "d3NumberFormat": number.replace("~", "")}
