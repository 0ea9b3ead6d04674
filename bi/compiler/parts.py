"""What dashboards are made of, as values: dimensions, metrics, datasets, tiles, filters, and all.

Owns the types alone; `form` reads the files into them and names every mistake in these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bi.compiler.words import Words
from erp_app.domain.languages import ARABIC, ENGLISH

FORMATS = (
    *("money", "millions", "count", "share", "change", "decimal", "moment", "day", "text"),
    *("lead", "card", "link"),
)
# Formats whose values are HTML of ours: drawn as such, where other texts are shown as written.
OF_HTML = ("lead", "card", "link")
KINDS = ("lead", "card", "trend", "number", "bars", "months", "lines", "table", "rows")
ROWS_MAX = 10_000  # of a tile; `cuts` proves that none has more
# Of one with pages: superset_config.py lets no table have more, and the dashboard says so.
PAGED_ROWS_MAX = 500_000


@dataclass(frozen=True)
class Dimension:
    """What figures are split by.

    columns: language -> column of the mart, or SQL over it when is_computed; the same in both
    languages when the values are neither's (codes, days). meanings: value -> what its colour means,
    in both languages' values.
    """

    name: str
    columns: dict[str, str]
    label: Words
    is_time: bool = False
    is_computed: bool = False
    format: str = "text"
    meanings: Mapping[str, str] = field(default_factory=dict)

    def column(self, language: str) -> str:
        """Return the dataset's column that holds it in a language.

        Superset gives a column one label, so what both languages read alike has a second, computed
        column for Arabic.
        """
        if self.is_computed:
            return f"{self.name}_{language}"
        if language == ARABIC and self.columns[ARABIC] == self.columns[ENGLISH]:
            return f"{self.name}_ar"
        return self.columns[language]

    def expression(self, language: str) -> str | None:
        """Return SQL of the dataset's column, or None where it is the mart's own."""
        sql = self.columns[language]
        return sql if self.column(language) != sql else None


@dataclass(frozen=True)
class Link:
    """A way to a dashboard. dashboard: a subject; filters: slug of a filter there -> dimension here
    that has its values; text: what is pressed."""

    dashboard: str
    filters: Mapping[str, str]
    text: Words


@dataclass(frozen=True)
class Metric:
    """A governed figure, or a sentence with figures in it. is_stock: a level, which does not add up
    over months or periods.

    sql: over the mart's columns, by language; unit: shown in titles, or None. owner: who
    answers for its meaning. means: what its colour means (bi.palette); said: the words of a
    sentence; link: where it leads; or None each.
    """

    name: str
    sql: Mapping[str, str]
    label: Words
    meaning: Words
    format: str
    unit: Words | None
    owner: Words
    means: str | None = None
    said: str | None = None
    link: Link | None = None
    is_stock: bool = False


@dataclass(frozen=True)
class Stock:
    """What levels do not add up over. over: a dimension; within: others that say a part of when (a
    year); known: SQL of the rows among which the newest is looked for; must_be_asked: there is no
    newest that people mean without saying so (a projection)."""

    over: str
    within: tuple[str, ...] = ()
    known: str = "true"
    must_be_asked: bool = False


@dataclass(frozen=True)
class Dataset:
    """One mart as Superset shows it. time: the dimension that time filters apply to, or None;
    owner: who answers for its figures; stock: what levels do not add up over, or None where all
    figures add up."""

    slug: str
    table: str
    title: Words
    owner: Words
    time: str | None
    dimensions: dict[str, Dimension]
    metrics: dict[str, Metric]
    stock: Stock | None = None


@dataclass(frozen=True)
class Tile:
    """One chart.

    by: dimensions; split: dimension of colours; where: SQL on the mart's columns; order: a metric
    (largest first), a dimension (by its values) or "name", of rows also several dimensions (the
    last values first); is_latest: filters of months pass it by.
    empty: what is said where it has no rows, when that is good news. bars: the metrics of a table
    that are drawn as bars too. has_pages: rows are fetched page by
    page, however many there are.
    """

    slug: str
    kind: str
    dataset: str
    title: Words
    width: int
    height: int
    note: Words | None = None
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    split: str | None = None
    where: str | None = None
    order: tuple[str, ...] = ()
    is_latest: bool = False
    has_totals: bool = False
    bars: tuple[str, ...] = ()
    has_pages: bool = False
    empty: Words | None = None


@dataclass(frozen=True)
class Filter:
    """A native filter. dimension: of a dataset; is_newest: one value at a time, the last one first;
    is_single: one value at a time, the first one first. order: a metric of the dataset that lists
    the values, so that the first is the same in both languages; None lists them by themselves.

    A dimension that is a time is filtered by a range.
    """

    slug: str
    dataset: str
    dimension: str
    label: Words
    is_newest: bool = False
    is_single: bool = False
    order: str | None = None


@dataclass(frozen=True)
class Dashboard:
    """One subject. rows: tiles from top to bottom; each language becomes a dashboard of its own."""

    slug: str
    title: Words
    about: Words
    filters: tuple[Filter, ...]
    rows: tuple[tuple[Tile, ...], ...]

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return tuple(tile for row in self.rows for tile in row)


@dataclass(frozen=True)
class Form:
    """Everything that dashboards/ holds, by slug."""

    datasets: dict[str, Dataset] = field(default_factory=dict)
    dashboards: dict[str, Dashboard] = field(default_factory=dict)
