"""What every builder of charts asks of a tile: its metrics, columns and formats, in a language."""

from __future__ import annotations

from typing import Any

from bi.compiler.datasets import D3_FORMATS
from bi.compiler.parts import Dataset, Tile
from bi.subjects import in_language

Drawn = tuple[str, dict[str, Any]]  # Superset's kind of chart, and its settings
MONTH_FORMAT = "%m/%Y"  # in figures: the same in both languages
MOMENT_FORMAT = "%Y-%m-%d %H:%M"
DAY_FORMAT = "%Y-%m-%d"


def metrics_of(tile: Tile, language: str) -> list[str]:
    """Return the dataset's metrics of a tile."""
    return [in_language(name, language) for name in tile.metrics]


def columns_of(tile: Tile, dataset: Dataset, language: str) -> list[str]:
    """Return the dataset's columns that a tile is split by, without that of its colours."""
    return [dataset.dimensions[name].column(language) for name in tile.by]


def axis_format(tile: Tile, dataset: Dataset) -> str:
    """Return how d3 writes the first metric."""
    return D3_FORMATS[dataset.metrics[tile.metrics[0]].format] or "SMART_NUMBER"


def unit_of(tile: Tile, dataset: Dataset, language: str) -> str:
    """Return the unit that all its metrics share, or nothing."""
    units = {dataset.metrics[name].unit for name in tile.metrics}
    [unit] = units if len(units) == 1 else [None]
    return unit.of(language) if unit else ""


def month_column(dataset: Dataset) -> str:
    """Return the column that time filters apply to."""
    return dataset.dimensions[str(dataset.time)].column("en")
