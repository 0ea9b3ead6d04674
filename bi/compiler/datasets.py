"""A dataset in Superset's import form: the mart's columns with labels, computed ones, metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bi.compiler.identity import DATABASE, DATABASE_NAME, SCHEMA, asset_uuid, mark
from bi.compiler.marts import Mart, MartColumn
from bi.compiler.parts import Dataset, Dimension, Metric
from bi.compiler.words import Words
from bi.subjects import in_language
from erp_app.domain.languages import ENGLISH, LANGUAGES

VERSION = "1.0.0"
# Format strings of d3, which Superset draws numbers with.
D3_FORMATS = {
    "money": ",.2f",
    "millions": ",.1~f",
    "count": ",d",
    "share": ".1%",
    "change": "+.1%",
    "decimal": ",.1~f",
    "moment": None,
    "day": None,
    "text": None,
    "lead": None,
    "card": None,
    "link": None,
}
_HIDDEN = ("_key",)  # joins for models; on a screen their names say the same in words


def dataset_config(dataset: Dataset, mart: Mart) -> dict[str, Any]:
    """Return the content of datasets/<database>/<slug>.yaml."""
    return {
        "version": VERSION,
        "uuid": asset_uuid("dataset", dataset.slug),
        "database_uuid": asset_uuid("database", DATABASE),
        "table_name": dataset.table,
        "schema": SCHEMA,
        "catalog": None,
        "sql": None,
        "description": f"{dataset.title.en} · {dataset.title.ar}\n{mart.description}",
        "main_dttm_col": _time_column(dataset),
        "cache_timeout": None,
        "filter_select_enabled": True,
        "external_url": mark("dataset", dataset.slug),
        "columns": _columns(dataset, mart),
        "metrics": [
            _metric(metric, dataset, mart, language)
            for metric in dataset.metrics.values()
            for language in LANGUAGES
        ],
    }


def column_names(dataset: Dataset, mart: Mart) -> set[str]:
    """Return the names of a dataset's columns: the mart's own and those of its dimensions."""
    return {column["column_name"] for column in _columns(dataset, mart)}


def _time_column(dataset: Dataset) -> str | None:
    return dataset.dimensions[dataset.time].column("en") if dataset.time else None


def _columns(dataset: Dataset, mart: Mart) -> list[dict[str, Any]]:
    """Return the mart's own columns, labelled where a dimension names them, then the computed
    ones."""
    labels: dict[str, str] = {}
    computed: list[dict[str, Any]] = []
    for dimension in dataset.dimensions.values():
        for language in LANGUAGES:
            labels.setdefault(dimension.column(language), dimension.label.of(language))
            if dimension.expression(language):
                computed.append(_computed(dimension, language, mart))
    times = {d.column("en") for d in dataset.dimensions.values() if d.is_time}
    own = [_own(column, labels.get(column.name), times) for column in mart.columns.values()]
    return own + computed


def _own(column: MartColumn, label: str | None, times: set[str]) -> dict[str, Any]:
    return {
        "column_name": column.name,
        "verbose_name": label or readable(column.name),
        "description": column.description,
        "type": column.type.upper(),
        "is_dttm": column.name in times,
        "is_active": True,
        "groupby": not column.name.endswith(_HIDDEN),
        "filterable": True,
        "expression": None,
    }


def _computed(dimension: Dimension, language: str, mart: Mart) -> dict[str, Any]:
    source = mart.columns.get(dimension.columns[language])
    return {
        "column_name": dimension.column(language),
        "verbose_name": dimension.label.of(language),
        "description": source.description if source else dimension.label.of(language),
        "type": source.type.upper() if source else "VARCHAR",
        "is_dttm": dimension.is_time,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "expression": dimension.expression(language),
    }


def _metric(metric: Metric, dataset: Dataset, mart: Mart, language: str) -> dict[str, Any]:
    level = _level(dataset, mart) if metric.is_stock and dataset.stock else None
    unit = f" ({metric.unit.of(language)})" if metric.unit else ""
    return {
        "metric_name": in_language(metric.name, language),
        "verbose_name": metric.label.of(language),
        "metric_type": None,
        "expression": level.bound(metric.sql[language]) if level else metric.sql[language],
        "description": f"{metric.meaning.of(language)}{unit}",
        "d3format": D3_FORMATS[metric.format],
        "currency": None,
        "warning_text": None,
        "extra": {"warning_markdown": level.warning.of(language)} if level else None,
    }


@dataclass(frozen=True)
class _Level:
    """What levels of a dataset do not add up over. column: the mart's; newest: the mart's column
    that is true of the newest rows, "" for none."""

    column: str
    newest: str
    label: Words

    def bound(self, sql: str) -> str:
        """Return a level that is empty for several months together, unless each row is of its
        entity's newest: a chart of somebody's own would add them up."""
        newest = f" or bool_and({self.newest})" if self.newest else ""
        return f"case when count(distinct {self.column}) <= 1{newest} then {sql} end"

    @property
    def warning(self) -> Words:
        """What the editor of charts says of the metric."""
        return Words(
            f"A level does not add up: {self._filter_en}split by {self.label.en}. "
            "For several together it stays empty.",
            f"رصيد لا يُجمع: {self._filter_ar}قسّم حسب {self.label.ar}. لعدة منها معاً يبقى فارغاً.",
        )

    @property
    def _filter_en(self) -> str:
        return f"filter `{self.newest}` *Is true*, or " if self.newest else ""

    @property
    def _filter_ar(self) -> str:
        return f"أضف الشرط `{self.newest}` صحيح، أو " if self.newest else ""


def _level(dataset: Dataset, mart: Mart) -> _Level:
    assert dataset.stock
    over = dataset.dimensions[dataset.stock.over]
    newest = f"is_latest_{dataset.stock.over}"
    return _Level(over.columns[ENGLISH], newest if newest in mart.columns else "", over.label)


def readable(column: str) -> str:
    """Return a column's name as words, for columns that no dimension names.

    >>> readable("mart_line_count")
    'Mart line count'
    """
    return column.replace("_", " ").capitalize()


def database_config() -> dict[str, Any]:
    """Return the database that datasets belong to; its connection is what sign-in seeded, not
    ours."""
    return {
        "version": VERSION,
        "uuid": asset_uuid("database", DATABASE),
        "database_name": DATABASE_NAME,
    }
