"""The form of dashboards/*.yml as types: datasets, their dimensions and metrics, tiles, dashboards.

Owns the grammar. Every mistake is named with its file and place; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bi.compiler.words import Words
from erp_app.domain.languages import ARABIC, ENGLISH

FOLDER = Path(__file__).parents[2] / "dashboards"
FORMATS = ("money", "millions", "count", "share", "decimal", "moment", "day", "text")
KINDS = ("number", "bars", "months", "lines", "share", "table", "rows")


class FormInvalidError(Exception):
    """A file of dashboards/ cannot be used; says where and why."""


@dataclass(frozen=True)
class Dimension:
    """What figures are split by.

    columns: language -> column of the mart, or SQL over it when is_computed; the same in both
    languages when the values are neither's (codes, days).
    """

    name: str
    columns: dict[str, str]
    label: Words
    is_time: bool = False
    is_computed: bool = False
    format: str = "text"

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
class Metric:
    """A governed figure. sql: over the mart's columns; unit: shown in titles, or None; owner: who
    answers for its meaning; is_stock: a level, which does not add up over months or periods."""

    name: str
    sql: str
    label: Words
    meaning: Words
    format: str
    unit: Words | None
    owner: Words
    is_stock: bool = False


@dataclass(frozen=True)
class Stock:
    """What levels do not add up over. over: a dimension; newest: SQL of its newest value's rows."""

    over: str
    newest: str


@dataclass(frozen=True)
class Dataset:
    """One mart as Superset shows it. time: the dimension that time filters apply to, or None;
    owner: who answers for its figures; stock: the dimension that levels do not add up over, and SQL
    of each entity's newest value of it, or None where all figures add up."""

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
    (largest first), a dimension (by its values) or "name"; is_latest: filters of months pass it by.
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
    limit: int = 1000
    order: str | None = None
    is_latest: bool = False
    has_totals: bool = False


@dataclass(frozen=True)
class Filter:
    """A native filter. dimension: of a dataset; is_newest: one value at a time, the last one first.

    A dimension that is a time is filtered by a range.
    """

    slug: str
    dataset: str
    dimension: str
    label: Words
    is_newest: bool = False


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


def load_form(folder: Path = FOLDER) -> Form:
    """Read the folder. Raises: FormInvalidError."""
    datasets = {f.stem: _dataset(f) for f in sorted((folder / "datasets").glob("*.yml"))}
    dashboards = {f.stem: _dashboard(f) for f in sorted(folder.glob("*.yml"))}
    slugs = [tile.slug for one in dashboards.values() for tile in one.tiles]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise FormInvalidError(f"dashboards: tile slugs used twice: {', '.join(twice)}")
    return Form(datasets, dashboards)


def _dataset(file: Path) -> Dataset:
    facts = _read(file, {"table", "title", "owner", "dimensions", "metrics"}, {"time", "stock"})
    place = f"datasets/{file.name}"
    owner = _words(facts["owner"], f"{place}: owner")
    return Dataset(
        slug=file.stem,
        table=facts["table"],
        title=_words(facts["title"], f"{place}: title"),
        owner=owner,
        time=facts.get("time"),
        dimensions={
            name: _dimension(name, one, f"{place}: dimension {name}")
            for name, one in facts["dimensions"].items()
        },
        metrics={
            name: _metric(name, one, f"{place}: metric {name}", owner)
            for name, one in facts["metrics"].items()
        },
        stock=_stock(facts, place),
    )


def _stock(facts: dict[str, Any], place: str) -> Stock | None:
    """Return what levels do not add up over; those that are levels need it."""
    levels = [name for name, one in facts["metrics"].items() if one.get("is_stock")]
    if "stock" not in facts:
        if levels:
            raise FormInvalidError(f"{place}: {levels[0]} is a level: say stock, over and newest")
        return None
    _check_keys(facts["stock"], {"over", "newest"}, set(), f"{place}: stock")
    if facts["stock"]["over"] not in facts["dimensions"]:
        raise FormInvalidError(f"{place}: stock: over is one of the dimensions")
    return Stock(**facts["stock"])


def _dimension(name: str, facts: dict[str, Any], place: str) -> Dimension:
    is_computed = "sql" in facts
    key = "sql" if is_computed else "column"
    _check_keys(facts, {key, "label"}, {"is_time", "format"}, place)
    given = facts[key]
    columns = given if isinstance(given, dict) else {ENGLISH: given, ARABIC: given}
    _check_keys(columns, {ENGLISH, ARABIC}, set(), f"{place}: {key}")
    label = _words(facts["label"], f"{place}: label")
    return Dimension(
        name, columns, label, facts.get("is_time", False), is_computed, _format(facts, place)
    )


def _metric(name: str, facts: dict[str, Any], place: str, owner: Words) -> Metric:
    _check_keys(facts, {"sql", "label", "meaning", "format"}, {"unit", "owner", "is_stock"}, place)
    if "owner" in facts:
        owner = _words(facts["owner"], f"{place}: owner")
    unit = _words(facts["unit"], f"{place}: unit") if "unit" in facts else None
    label, meaning = (_words(facts[key], f"{place}: {key}") for key in ("label", "meaning"))
    return Metric(
        name,
        facts["sql"],
        label,
        meaning,
        _format(facts, place),
        unit,
        owner,
        facts.get("is_stock", False),
    )


def _format(facts: dict[str, Any], place: str) -> str:
    named = facts.get("format", "text")
    if named not in FORMATS:
        raise FormInvalidError(f"{place}: format is one of {', '.join(FORMATS)}")
    return named


def _dashboard(file: Path) -> Dashboard:
    facts = _read(file, {"title", "about", "filters", "rows"}, set())
    return Dashboard(
        slug=file.stem,
        title=_words(facts["title"], f"{file.name}: title"),
        about=_words(facts["about"], f"{file.name}: about"),
        filters=tuple(_filter(one, file.name) for one in facts["filters"]),
        rows=tuple(
            _row(row, f"{file.name}: row {number}") for number, row in enumerate(facts["rows"], 1)
        ),
    )


def _filter(facts: dict[str, Any], place: str) -> Filter:
    place = f"{place}: filter {facts.get('slug', '?')}"
    _check_keys(facts, {"slug", "dataset", "dimension", "label"}, {"is_newest"}, place)
    label = _words(facts["label"], f"{place}: label")
    return Filter(
        facts["slug"], facts["dataset"], facts["dimension"], label, facts.get("is_newest", False)
    )


def _row(facts: dict[str, Any], place: str) -> tuple[Tile, ...]:
    _check_keys(facts, {"height", "tiles"}, set(), place)
    tiles = tuple(_tile(one, facts["height"], place) for one in facts["tiles"])
    if sum(tile.width for tile in tiles) > 12:
        raise FormInvalidError(f"{place}: its tiles are wider than twelve columns")
    return tiles


_SETTINGS = ("split", "where", "limit", "order", "is_latest", "has_totals")
_TILE_OPTIONS = {"note", "metrics", "by", *_SETTINGS}


def _tile(facts: dict[str, Any], height: int, place: str) -> Tile:
    place = f"{place}: tile {facts.get('slug', '?')}"
    _check_keys(facts, {"slug", "kind", "dataset", "title", "width"}, _TILE_OPTIONS, place)
    if facts["kind"] not in KINDS:
        raise FormInvalidError(f"{place}: kind is one of {', '.join(KINDS)}")
    rest = {key: facts[key] for key in _SETTINGS if key in facts}
    return Tile(
        slug=facts["slug"],
        kind=facts["kind"],
        dataset=facts["dataset"],
        title=_words(facts["title"], f"{place}: title"),
        width=facts["width"],
        height=height,
        note=_words(facts["note"], f"{place}: note") if "note" in facts else None,
        metrics=tuple(facts.get("metrics", ())),
        by=tuple(facts.get("by", ())),
        **rest,
    )


def _read(file: Path, required: set[str], optional: set[str]) -> dict[str, Any]:
    try:
        facts = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise FormInvalidError(f"{file.name}: not YAML: {error}") from error
    _check_keys(facts, required, optional, file.name)
    return facts


def _check_keys(facts: Any, required: set[str], optional: set[str], place: str) -> None:
    if not isinstance(facts, dict):
        raise FormInvalidError(f"{place}: expected keys and values, found {facts!r}")
    if missing := sorted(required - set(facts)):
        raise FormInvalidError(f"{place}: missing {', '.join(missing)}")
    if unknown := sorted(set(facts) - required - optional):
        raise FormInvalidError(f"{place}: unknown {', '.join(unknown)}")


def _words(facts: Any, place: str) -> Words:
    _check_keys(facts, {"en", "ar"}, set(), place)
    if not all(isinstance(text, str) and text.strip() for text in facts.values()):
        raise FormInvalidError(f"{place}: write it in both languages")
    return Words(facts["en"], facts["ar"])
