"""What a figure is asked for: conditions on dimensions, read once and refused in words.

Owns the reading of values. Refuses a day that is none, a span that runs backwards, and a value that
no row has: an answer without rows would look like a figure that is not there. What is refused says
which dimension, what was written, and what there is.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from bi.compiler.parts import Dataset, Dimension

Value = str | int | float | bool | date
VALUES_LOOKED_AT = 2000  # of a dimension, for the names that are most alike


class ConditionInvalidError(ValueError):
    """A condition cannot be asked; says of which dimension, what was written, what there is."""


class MetricUnknownError(ValueError):
    """No metric or dimension has this name; says which there are."""


@dataclass(frozen=True)
class Condition:
    """One condition as SQL. values: what its question marks stand for, in order."""

    dimension: Dimension
    sql: str
    values: tuple[Value, ...] = ()


def closest(name: object, known: list[str]) -> str:
    """Return a sentence with the names that are most alike."""
    alike = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4) or sorted(known)[:12]
    return f"There are: {', '.join(alike)}." if alike else "There are none."


def find_dimension(dataset: Dataset, name: object) -> Dimension:
    """Return a dimension of a dataset. Raises: MetricUnknownError."""
    if not isinstance(name, str) or name not in dataset.dimensions:
        raise MetricUnknownError(
            f"{dataset.slug} has no dimension {name}. {closest(name, list(dataset.dimensions))}"
        )
    return dataset.dimensions[name]


def read_conditions(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    where: Mapping[str, Any] | None,
    language: str,
) -> list[Condition]:
    """Return conditions that rows of the dataset can meet, as `bi.figures.metric` takes them.

    Raises: ConditionInvalidError, MetricUnknownError.
    """
    if where is not None and not isinstance(where, Mapping):
        raise ConditionInvalidError("where: give a dictionary of dimensions and their values")
    return [
        _Asked(connection, dataset, find_dimension(dataset, name), language).read(asked)
        for name, asked in (where or {}).items()
    ]


@dataclass(frozen=True)
class _Asked:
    """A dimension that a condition is about, in the warehouse that is asked."""

    connection: duckdb.DuckDBPyConnection
    dataset: Dataset
    dimension: Dimension
    language: str

    def read(self, asked: Any) -> Condition:
        return self._span(asked) if isinstance(asked, tuple) else self._listed(asked)

    @property
    def column(self) -> str:
        return f"({self.dimension.columns[self.language]})"

    def _span(self, asked: tuple[Any, ...]) -> Condition:
        if len(asked) != 2 or not self.dimension.is_time:
            raise self._refused("a pair is the first and the last day of a time")
        first, last = (self._day(one) for one in asked)
        if first > last:
            raise self._refused(f"{asked[0]} is after {asked[1]}: write the earlier day first")
        sql = f"{self.column} between ? and ?"
        if not self._has_rows(sql, first, last):
            raise self._refused(f"there is nothing from {asked[0]} to {asked[1]}. {self._there()}")
        return Condition(self.dimension, sql, (first, last))

    def _listed(self, asked: Any) -> Condition:
        values = asked if isinstance(asked, list) else [asked]
        if not values:
            raise self._refused("give at least one value")
        written = [one for one in values if one is not None]
        bound = [self._day(one) if self.dimension.is_time else one for one in written]
        for value, said in zip(bound, written, strict=True):
            if not self._has_rows(f"{self.column} in (?)", value):
                raise self._refused(f"there is no {said!r}. {self._there(said)}")
        listed = ", ".join("?" for _ in bound)
        parts = [f"{self.column} in ({listed})"] if bound else []
        parts += [f"{self.column} is null"] if None in values else []
        return Condition(self.dimension, f"({' or '.join(parts)})", tuple(bound))

    def _day(self, value: Any) -> date:
        """Return a day or a moment, from text in ISO 8601."""
        if isinstance(value, date):
            return value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self._refused(f"{value!r} is no day: write it as 2026-01-31") from None

    def _has_rows(self, condition: str, *values: Value) -> bool:
        """Tell whether a row meets a condition. A value of another kind meets none."""
        sql = f"select 1 from marts.{self.dataset.table} where {condition} limit 1"  # noqa: S608
        try:
            return self.connection.execute(sql, list(values)).fetchone() is not None
        except duckdb.Error:
            return False

    def _there(self, like: object = "") -> str:
        table = f"marts.{self.dataset.table}"
        if self.dimension.is_time:
            [(first, last)] = self.connection.execute(
                f"select min({self.column}), max({self.column}) from {table}"  # noqa: S608
            ).fetchall()
            return f"There are: {first} to {last}." if first else "There are none."
        rows = self.connection.execute(
            f"select distinct cast({self.column} as varchar) from {table}"  # noqa: S608
            f" where {self.column} is not null limit {VALUES_LOOKED_AT}"
        ).fetchall()
        return closest(like, [value for (value,) in rows])

    def _refused(self, said: str) -> ConditionInvalidError:
        return ConditionInvalidError(f"{self.dimension.name}: {said}")
