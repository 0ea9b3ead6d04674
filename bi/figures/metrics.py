"""The governed figures in Python: what a tile shows, as a table of pandas.

    from bi.figures import metric
    metric("government_spend", by=["entity"], where={"fiscal_year": "2026"})

Names, formulas, units and owners are those of dashboards/datasets, from which Superset's metrics
and the dictionary are made as well: a figure has one definition. Owns the question that a metric,
dimensions and conditions become. Values are bound, names are looked up; nothing else is asked.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analytics.published.builds import BuildMissingError, current_file
from analytics.settings.places import Places
from bi.compiler.form import load_form
from bi.compiler.parts import Dataset, Dimension, Form, Metric
from bi.environment import warehouse_folder
from erp_app.domain.languages import ENGLISH, LANGUAGES

Value = str | int | float | bool | date | None


class MetricUnknownError(ValueError):
    """No metric or dimension has this name; says which there are."""


def metric(
    name: str,
    by: Sequence[str] | str = (),
    where: Mapping[str, Any] | None = None,
    language: str = ENGLISH,
    file: Path | None = None,
) -> pd.DataFrame:
    """Return a metric by dimensions: a row for each group, in the order of the dimensions.

    name: of a metric, or "dataset.metric" where several datasets have it. by: names of dimensions,
    which are the first columns; the last one is the metric, in its own unit. where: dimension -> a
    value, a list of values, or a pair (from, to) of days, both inclusive. A level (heads, balances)
    does not add up over months: asked neither by them nor for some, it is each entity's newest.
    language: of the values that dimensions show. file: a warehouse or an entity's own file; the
    published build when left out.

    Raises: MetricUnknownError; BuildMissingError; ValueError for a language or a condition.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language} is none of {', '.join(LANGUAGES)}")
    dataset, found = find_metric(_form(), name)
    dimensions = [find_dimension(dataset, one) for one in ([by] if isinstance(by, str) else by)]
    conditions = [
        _condition(find_dimension(dataset, one), asked, language)
        for one, asked in (where or {}).items()
    ]
    texts = [text for text, _ in conditions]
    if _is_newest_meant(dataset, found, [one.name for one in dimensions], where or {}):
        texts.append(f"({dataset.stock.newest})")
    sql = _question(dataset, found, dimensions, texts, language)
    values = [value for _, bound in conditions for value in bound]
    with duckdb.connect(str(file or published_file()), read_only=True) as connection:
        return connection.execute(sql, values).df()


def metrics() -> pd.DataFrame:
    """Return every governed figure: its name, dataset, label, unit, meaning, formula and owner."""
    return pd.DataFrame(
        [
            {
                "name": one.name,
                "dataset": dataset.slug,
                "label": one.label.en,
                "unit": one.unit.en if one.unit else "",
                "meaning": one.meaning.en,
                "formula": one.said or one.sql[ENGLISH],
                "owner": one.owner.en,
                "dimensions": ", ".join(dataset.dimensions),
            }
            for dataset in _form().datasets.values()
            for one in dataset.metrics.values()
        ]
    )


def find_metric(form: Form, name: str) -> tuple[Dataset, Metric]:
    """Return a metric and its dataset. Raises: MetricUnknownError."""
    slug, _, own = name.rpartition(".")
    found = [
        dataset
        for dataset in form.datasets.values()
        if own in dataset.metrics and slug in ("", dataset.slug)
    ]
    if len(found) > 1:
        named = " or ".join(f"{dataset.slug}.{own}" for dataset in found)
        raise MetricUnknownError(f"Several datasets have {own}: say {named}.")
    if not found:
        known = {one for dataset in form.datasets.values() for one in dataset.metrics}
        raise MetricUnknownError(f"There is no metric {name}. {_closest(own, known)}")
    return found[0], found[0].metrics[own]


def find_dimension(dataset: Dataset, name: str) -> Dimension:
    """Return a dimension of a dataset. Raises: MetricUnknownError."""
    if name not in dataset.dimensions:
        raise MetricUnknownError(
            f"{dataset.slug} has no dimension {name}. {_closest(name, dataset.dimensions)}"
        )
    return dataset.dimensions[name]


def published_file() -> Path:
    """Return the build that readers see. Raises: BuildMissingError."""
    file = current_file(Places(warehouse_folder()))
    if file is None:
        raise BuildMissingError("Nothing is published yet. Run: ./diwan nightly")
    return file


def _is_newest_meant(
    dataset: Dataset, found: Metric, by: Sequence[str], where: Mapping[str, Any]
) -> bool:
    """Tell whether a level is asked for without saying when."""
    over = dataset.stock.over if found.is_stock and dataset.stock else None
    return over is not None and over not in by and over not in where


def _closest(name: str, known: Iterable[str]) -> str:
    alike = difflib.get_close_matches(name, list(known), n=3) or sorted(known)
    return f"There are: {', '.join(alike)}."


def _condition(dimension: Dimension, asked: Any, language: str) -> tuple[str, list[Value]]:
    """Return SQL of one condition and the values it binds."""
    column = f"({dimension.columns[language]})"
    if isinstance(asked, tuple):
        if len(asked) != 2 or not dimension.is_time:
            raise ValueError(f"{dimension.name}: a pair is the first and the last day of a time")
        return f"{column} between ? and ?", [*asked]
    values = asked if isinstance(asked, list) else [asked]
    if not values:
        raise ValueError(f"{dimension.name}: give at least one value")
    listed = ", ".join("?" for value in values if value is not None)
    parts = [f"{column} in ({listed})"] if listed else []
    parts += [f"{column} is null"] if None in values else []
    return f"({' or '.join(parts)})", [value for value in values if value is not None]


def _question(
    dataset: Dataset,
    found: Metric,
    dimensions: Sequence[Dimension],
    conditions: Sequence[str],
    language: str,
) -> str:
    """Return the statement. Its names and formulas are those of reviewed files alone."""
    columns = [f'{one.columns[language]} as "{one.name}"' for one in dimensions]
    columns.append(f'{found.sql[language]} as "{found.name}"')
    sql = f"select {', '.join(columns)} from marts.{dataset.table}"  # noqa: S608
    if conditions:
        sql += f" where {' and '.join(conditions)}"
    if dimensions:
        places = ", ".join(str(number) for number, _ in enumerate(dimensions, 1))
        sql += f" group by {places} order by {places}"
    return sql


@cache
def _form() -> Form:
    return load_form()
