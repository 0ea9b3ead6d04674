"""The form of dashboards/*.yml, read: datasets, their dimensions and metrics, tiles, dashboards.

Owns the grammar. Every mistake is named with its file and place; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bi.compiler.links import LinkInvalidError, link_sql
from bi.compiler.parts import (
    FORMATS,
    KINDS,
    Dashboard,
    Dataset,
    Dimension,
    Filter,
    Form,
    Link,
    Metric,
    Stock,
    Tile,
)
from bi.compiler.sentences import SentenceInvalidError, Variant, sentence_sql
from bi.compiler.words import Words
from bi.palette import MEANINGS
from erp_app.domain.languages import ARABIC, ENGLISH, LANGUAGES

FOLDER = Path(__file__).parents[2] / "dashboards"


class FormInvalidError(Exception):
    """A file of dashboards/ cannot be used; says where and why."""


def load_form(folder: Path = FOLDER, texts: Mapping[str, str] | None = None) -> Form:
    """Read the folder. texts: subject -> text to read in place of its dashboard's file. Raises:
    FormInvalidError."""
    datasets = {f.stem: _dataset(f) for f in sorted((folder / "datasets").glob("*.yml"))}
    dashboards = {
        f.stem: load_dashboard(f, (texts or {}).get(f.stem)) for f in sorted(folder.glob("*.yml"))
    }
    slugs = [tile.slug for one in dashboards.values() for tile in one.tiles]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise FormInvalidError(f"dashboards: tile slugs used twice: {', '.join(twice)}")
    return Form(
        {slug: _with_links(one, dashboards, datasets) for slug, one in datasets.items()}, dashboards
    )


def _with_links(
    dataset: Dataset, dashboards: dict[str, Dashboard], datasets: dict[str, Dataset]
) -> Dataset:
    """Return a dataset whose links lead somewhere."""
    metrics = dict(dataset.metrics)
    for name, metric in metrics.items():
        if metric.link:
            try:
                sql = {
                    language: link_sql(metric.link, dataset, dashboards, datasets, language)
                    for language in LANGUAGES
                }
            except LinkInvalidError as error:
                place = f"datasets/{dataset.slug}.yml: metric {name}: link"
                raise FormInvalidError(f"{place}: {error}") from error
            metrics[name] = replace(metric, sql=sql)
    return replace(dataset, metrics=metrics)


def _dataset(file: Path) -> Dataset:
    facts = _read(file, {"table", "title", "owner", "dimensions", "metrics"}, {"time", "stock"})
    place = f"datasets/{file.name}"
    dimensions = {
        name: _dimension(name, one, f"{place}: dimension {name}")
        for name, one in facts["dimensions"].items()
    }
    owner = _words(facts["owner"], f"{place}: owner")
    metrics: dict[str, Metric] = {}
    for name, one in facts["metrics"].items():
        metrics[name] = _metric(
            name, {"owner": facts["owner"], **one}, metrics, f"{place}: metric {name}"
        )
    title = _words(facts["title"], f"{place}: title")
    time, stock = facts.get("time"), _stock(facts, place)
    return Dataset(file.stem, facts["table"], title, owner, time, dimensions, metrics, stock)


def _stock(facts: dict[str, Any], place: str) -> Stock | None:
    """Return what levels do not add up over; those that are levels need it."""
    levels = [name for name, one in facts["metrics"].items() if one.get("is_stock")]
    if "stock" not in facts:
        if levels:
            raise FormInvalidError(f"{place}: {levels[0]} is a level: say stock, and over what")
        return None
    stock = facts["stock"]
    _check_keys(stock, {"over"}, {"within", "known", "must_be_asked"}, f"{place}: stock")
    within = tuple(stock.get("within", ()))
    if strange := {stock["over"], *within} - facts["dimensions"].keys():
        raise FormInvalidError(f"{place}: stock: {min(strange)} is none of the dimensions")
    return Stock(**{**stock, "within": within})


def _dimension(name: str, facts: dict[str, Any], place: str) -> Dimension:
    is_computed = "sql" in facts
    key = "sql" if is_computed else "column"
    _check_keys(facts, {key, "label"}, {"is_time", "format", "meanings"}, place)
    meanings = {
        value: _meaning(meaning, place)
        for meaning, values in facts.get("meanings", {}).items()
        for value in _both(values, f"{place}: meanings").values()
    }
    return Dimension(
        name,
        _both(facts[key], f"{place}: {key}"),
        _words(facts["label"], f"{place}: label"),
        facts.get("is_time", False),
        is_computed,
        _format(facts, place),
        meanings,
    )


def _metric(name: str, facts: dict[str, Any], earlier: dict[str, Metric], place: str) -> Metric:
    """Return a metric. earlier: those above it, which a sentence may name.

    Links are made last, when the dashboards they lead to are known."""
    [way] = [key for key in ("sql", "sentence", "link") if key in facts] or ["sql"]
    _check_keys(
        facts, {way, "label", "meaning", "format", "owner"}, {"unit", "means", "is_stock"}, place
    )
    sql: dict[str, str] = {}
    said, link = None, None
    if way == "sql":
        sql = _both(facts["sql"], f"{place}: sql")
    elif way == "sentence":
        sql, said = _sentence(facts["sentence"], earlier, _format(facts, place), place)
    else:
        link = _link(facts["link"], f"{place}: link")
    unit = _words(facts["unit"], f"{place}: unit") if "unit" in facts else None
    label, meaning, owner = (
        _words(facts[key], f"{place}: {key}") for key in ("label", "meaning", "owner")
    )
    means = _meaning(facts["means"], place) if "means" in facts else None
    is_stock = facts.get("is_stock", False)
    return Metric(
        name, sql, label, meaning, _format(facts, place), unit, owner, means, said, link, is_stock
    )


def _sentence(
    facts: list[dict[str, Any]], metrics: dict[str, Metric], drawn: str, place: str
) -> tuple[dict[str, str], str]:
    """Return SQL by language, and the English words."""
    for one in facts:
        _check_keys(one, {ENGLISH, ARABIC}, {"when"}, f"{place}: sentence")
    variants = tuple(Variant(one.get("when"), one) for one in facts)
    try:
        sql = {
            language: sentence_sql(
                variants,
                {name: one.sql[language] for name, one in metrics.items()},
                language,
                drawn,
            )
            for language in LANGUAGES
        }
    except SentenceInvalidError as error:
        raise FormInvalidError(f"{place}: {error}") from error
    return sql, " / ".join(one[ENGLISH] for one in facts)


def _link(facts: dict[str, Any], place: str) -> Link:
    _check_keys(facts, {"dashboard", "filters", "text"}, set(), place)
    return Link(facts["dashboard"], facts["filters"], _words(facts["text"], place))


def _meaning(name: str, place: str) -> str:
    if name not in MEANINGS:
        raise FormInvalidError(f"{place}: a colour means one of {', '.join(MEANINGS)}")
    return name


def _format(facts: dict[str, Any], place: str) -> str:
    named = facts.get("format", "text")
    if named not in FORMATS:
        raise FormInvalidError(f"{place}: format is one of {', '.join(FORMATS)}")
    return named


def load_dashboard(file: Path, text: str | None = None) -> Dashboard:
    """Read one dashboard's file, or a text in its place. Raises: FormInvalidError."""
    facts = _read(file, {"title", "about", "filters", "rows"}, set(), text)
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
    optional = {"is_newest", "is_single", "order"}
    _check_keys(facts, {"slug", "dataset", "dimension", "label"}, optional, place)
    label = _words(facts["label"], f"{place}: label")
    rest = {key: facts[key] for key in optional if key in facts}
    return Filter(facts["slug"], facts["dataset"], facts["dimension"], label, **rest)


def _row(facts: dict[str, Any], place: str) -> tuple[Tile, ...]:
    _check_keys(facts, {"height", "tiles"}, set(), place)
    tiles = tuple(_tile(one, facts["height"], place) for one in facts["tiles"])
    if sum(tile.width for tile in tiles) > 12:
        raise FormInvalidError(f"{place}: its tiles are wider than twelve columns")
    return tiles


_SETTINGS = ("split", "where", "is_latest", "has_totals", "has_pages")
_LISTS = ("metrics", "by", "bars")
_TILE_OPTIONS = {"note", "empty", "order", *_LISTS, *_SETTINGS}


def _tile(facts: dict[str, Any], height: int, place: str) -> Tile:
    place = f"{place}: tile {facts.get('slug', '?')}"
    _check_keys(facts, {"slug", "kind", "dataset", "title", "width"}, _TILE_OPTIONS, place)
    if facts["kind"] not in KINDS:
        raise FormInvalidError(f"{place}: kind is one of {', '.join(KINDS)}")
    return Tile(
        slug=facts["slug"],
        kind=facts["kind"],
        dataset=facts["dataset"],
        title=_words(facts["title"], f"{place}: title"),
        width=facts["width"],
        height=height,
        note=_words(facts["note"], f"{place}: note") if "note" in facts else None,
        empty=_words(facts["empty"], f"{place}: empty") if "empty" in facts else None,
        order=_several(facts.get("order", ())),
        **{key: tuple(facts.get(key, ())) for key in _LISTS},
        **{key: facts[key] for key in _SETTINGS if key in facts},
    )


def _several(facts: Any) -> tuple[str, ...]:
    """Return one name, or several, as several."""
    return (facts,) if isinstance(facts, str) else tuple(facts)


def _read(
    file: Path, required: set[str], optional: set[str], text: str | None = None
) -> dict[str, Any]:
    try:
        facts = yaml.safe_load(file.read_text(encoding="utf-8") if text is None else text)
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


def _both(facts: Any, place: str) -> dict[str, Any]:
    """Return what is said once for both languages, or once for each, by language."""
    by_language = facts if isinstance(facts, dict) else {ENGLISH: facts, ARABIC: facts}
    _check_keys(by_language, {ENGLISH, ARABIC}, set(), place)
    return by_language


def _words(facts: Any, place: str) -> Words:
    _check_keys(facts, {"en", "ar"}, set(), place)
    if not all(isinstance(text, str) and text.strip() for text in facts.values()):
        raise FormInvalidError(f"{place}: write it in both languages")
    return Words(facts["en"], facts["ar"])
