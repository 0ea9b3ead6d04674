"""The governed figures in Python: what a tile shows, as a table of pandas.

    from bi.figures import metric
    metric("government_spend", by=["entity"], where={"fiscal_year": "2026"})

Names, formulas, units and owners are those of dashboards/datasets, from which Superset's metrics
and the dictionary are made as well: a figure has one definition. Owns the question that a metric,
dimensions and conditions become. Values are bound (bi.figures.conditions), names are looked
up; nothing else is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bi.figures.conditions import (
    ConditionInvalidError,
    MetricUnknownError,
    closest,
    find_dimension,
    read_conditions,
)
from bi.figures.levels import of_the_last
from erp_app.domain.languages import ENGLISH, LANGUAGES


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
    does not add up over months: asked for several and not by them, it is what each entity had in
    the last of them; for none, in the newest that is over. language: of the values that dimensions
    show. file: a warehouse or an entity's own file; the published build when left out.

    Raises: MetricUnknownError; BuildMissingError; ConditionInvalidError, a ValueError, for what
    cannot be asked; ValueError for a language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language} is none of {', '.join(LANGUAGES)}")
    dataset, found = find_metric(_form(), name)
    dimensions = _dimensions(dataset, by)
    with duckdb.connect(str(file or published_file()), read_only=True) as connection:
        conditions = read_conditions(connection, dataset, where, language)
        if last := of_the_last(connection, dataset, found, dimensions, conditions):
            conditions.append(last)
        sql = _question(dataset, found, dimensions, [one.sql for one in conditions], language)
        values = [value for one in conditions for value in one.values]
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
    if not isinstance(name, str):
        raise MetricUnknownError(f"{name} is no name of a metric: metrics() lists them.")
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
        raise MetricUnknownError(f"There is no metric {name}. {closest(own, sorted(known))}")
    return found[0], found[0].metrics[own]


def _dimensions(dataset: Dataset, by: Sequence[str] | str) -> list[Dimension]:
    """Return the dimensions to group by, each once. Raises: MetricUnknownError,
    ConditionInvalidError."""
    names = [by] if isinstance(by, str) else by
    if not isinstance(names, Sequence):
        raise ConditionInvalidError(f"by: give names of dimensions, not {by!r}")
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        raise ConditionInvalidError(f"by: {twice[0]} stands twice")
    return [find_dimension(dataset, name) for name in names]


def published_file() -> Path:
    """Return the build that readers see. Raises: BuildMissingError."""
    file = current_file(Places(warehouse_folder()))
    if file is None:
        raise BuildMissingError("Nothing is published yet. Run: ./diwan nightly")
    return file


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
