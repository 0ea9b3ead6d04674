"""A proposal before it is sent: where the tile goes, its line, the file's difference, the checks.

Owns the questions that `./diwan dashboards validate` asks of a tile, asked with the same functions
of the build that the person who asks sees. Earlier links of the chain (fields, models, marts) were
proved when the files were pushed; a tile changes none of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb

from bi.compiler.additions import (
    COLUMNS,
    Addition,
    AdditionInvalidError,
    difference,
    insert,
    row_with_room,
    texts_with,
    write_line,
)
from bi.compiler.bound import check_condition
from bi.compiler.bundle import compile_form
from bi.compiler.cuts import check_tile_is_whole, count_groups
from bi.compiler.form import FOLDER, FormInvalidError, load_form
from bi.compiler.marts import load_marts
from bi.compiler.parts import Dashboard, Dataset, Form, Tile
from bi.compiler.tiles import check_dashboards
from bi.governed_names import seen_as
from bi.proposals.refusals import ProposalRefusedError, Refusal
from erp_app.domain.languages import ARABIC, ENGLISH, LANGUAGES

TITLE_MAX, SLUG_MAX = 120, 60
WIDTHS = (3, 4, 5, 6, 7, 8, 9, 12)
HEIGHTS = {"number": 18, "trend": 24}  # of a new row, in eight pixels
HEIGHT = 48
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_NOT_IN_TITLES = re.compile(r'[{}"\\]')


@dataclass(frozen=True)
class Wish:
    """What a person chose. beside: slug of a tile in the row, "" for a new one; width: columns of
    twelve."""

    subject: str
    beside: str
    width: int
    title_en: str
    title_ar: str


@dataclass(frozen=True)
class Draft:
    """A tile where it would stand. row: its number from 0; form: with it; difference: of the
    file."""

    addition: Addition
    tile: Tile
    row: int
    form: Form
    difference: str

    def digest(self, chart_digest: str, dataset_digest: str) -> str:
        """Return what stands for all that a person sees before deciding."""
        place = [self.addition.subject, self.row, self.tile.height]
        return digest_of([self.addition.line, place, chart_digest, dataset_digest])


def digest_of(facts: Any) -> str:
    """Return a digest of anything that can be written as JSON."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def dataset_digest(dataset: Dataset) -> str:
    """Return what changes when any definition of a dataset does."""
    return digest_of(repr(dataset))


def form_with(additions: Iterable[Addition]) -> Form:
    """Return the files with these tiles. Raises: FormInvalidError."""
    return _form_of(texts_with(additions))


def _form_of(texts: Mapping[str, str]) -> Form:
    """Return the files, some of them with these texts instead."""
    stamps = tuple(
        (str(file), file.stat().st_mtime_ns, file.stat().st_size)
        for file in sorted(FOLDER.rglob("*.yml"))
    )
    return _load(stamps, tuple(sorted(texts.items())))


@lru_cache(maxsize=8)
def _load(_stamps: tuple, texts: tuple[tuple[str, str], ...]) -> Form:
    return load_form(FOLDER, dict(texts))


def check_wish(wish: Wish, form: Form) -> list[Refusal]:
    """Return what is wrong with what a person chose; none when it can be tried."""
    found = check_titles(wish.title_en, wish.title_ar)
    dashboard = form.dashboards.get(wish.subject)
    if dashboard is None or wish.width not in WIDTHS:
        return [*found, Refusal("place_unknown")]
    found += check_titles_are_free(wish.title_en, wish.title_ar, dashboard.tiles)
    slugs = {tile.slug for tile in dashboard.tiles}
    if wish.beside and wish.beside not in slugs:
        return [*found, Refusal("place_unknown")]
    if wish.beside and row_with_room(dashboard, wish.beside, wish.width) is None:
        found.append(Refusal("no_room"))
    return found


def check_titles(english: str, arabic: str) -> list[Refusal]:
    """Return what is wrong with a tile's titles."""
    if not english.strip() or not arabic.strip():
        return [Refusal("title_missing")]
    for title in (english, arabic):
        if len(title) > TITLE_MAX or not title.isprintable() or _NOT_IN_TITLES.search(title):
            return [Refusal("title_letters")]
    return [] if _ARABIC.search(arabic) else [Refusal("title_not_arabic")]


def check_titles_are_free(english: str, arabic: str, tiles: Iterable[Tile]) -> list[Refusal]:
    """Return which title a tile of the dashboard has already, or one that looks the same."""
    given = {ENGLISH: english, ARABIC: arabic}
    taken = {
        (language, seen_as(tile.title.of(language))): tile.title.of(language)
        for tile in tiles
        for language in LANGUAGES
    }
    found = [taken.get((language, seen_as(title))) for language, title in given.items()]
    return [Refusal("title_taken", (one,)) for one in dict.fromkeys(found) if one]


def slug_for(subject: str, title: str, taken: Iterable[str]) -> str:
    """Return a name for a tile that no other has.

    >>> slug_for("workforce", "Heads, by grade!", ["workforce-heads-by-grade"])
    'workforce-heads-by-grade-2'
    """
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:SLUG_MAX].strip("-") or "tile"
    slug, number, known = f"{subject}-{words}", 2, set(taken)
    while slug in known:
        slug, number = f"{subject}-{words}-{number}", number + 1
    return slug


def make_addition(wish: Wish, facts: Mapping[str, Any], taken: Iterable[str]) -> Addition:
    """Return the line of a chart's facts at the wished place."""
    line = write_line(
        {
            **facts,
            "slug": slug_for(wish.subject, wish.title_en, taken),
            "width": wish.width,
            "title": {"en": wish.title_en.strip(), "ar": wish.title_ar.strip()},
        }
    )
    return Addition(wish.subject, line, wish.beside, HEIGHTS.get(facts["kind"], HEIGHT))


def place(addition: Addition, before: Iterable[Addition], connection: Any) -> Draft:
    """Put a tile into the files as they are with those before it, and check it.

    connection: to the marts that the person sees, as DuckDB's. Raises: ProposalRefusedError.
    """
    try:
        texts = texts_with(before)
        file = FOLDER / f"{addition.subject}.yml"
        old = texts.get(addition.subject) or file.read_text(encoding="utf-8")
        new = insert(old, addition)
        form = _form_of({**texts, addition.subject: new})
    except (AdditionInvalidError, FormInvalidError) as error:
        raise ProposalRefusedError(Refusal("check", (str(error),))) from error
    tile, row = _find(form.dashboards[addition.subject], addition.slug)
    others = [one for one in form.dashboards[addition.subject].tiles if one is not tile]
    title = tile.title
    if taken := check_titles_are_free(title.of(ENGLISH), title.of(ARABIC), others):
        raise ProposalRefusedError(*taken)
    findings = _check(form, tile, addition.subject, connection)
    if findings:
        raise ProposalRefusedError(*(Refusal("check", (str(one),)) for one in findings))
    return Draft(addition, tile, row, form, difference(addition.subject, old, new))


def _find(dashboard: Dashboard, slug: str) -> tuple[Tile, int]:
    return next(
        (tile, number)
        for number, row in enumerate(dashboard.rows)
        for tile in row
        if tile.slug == slug
    )


def _check(form: Form, tile: Tile, subject: str, connection: Any) -> list[Any]:
    """Return what `validate` would find: names, SQL, groups; then that it compiles."""
    file = f"dashboards/{subject}.yml"
    findings = check_dashboards(form) or check_condition(form, tile, connection, file)
    findings = findings or check_tile_is_whole(connection, form.datasets[tile.dataset], tile, file)
    if not findings:
        compile_form(form, load_marts())
    return findings


def check_row_limit(limit: Any, tile: Tile, form: Form, connection: Any) -> list[Refusal]:
    """Return whether the chart leaves groups out that the tile would show. limit: the chart's row
    limit, as Superset keeps it."""
    if tile.has_pages or tile.kind in ("number", "trend") or not str(limit or "").isdigit():
        return []
    dataset = form.datasets[tile.dataset]
    try:
        groups = max(count_groups(connection, dataset, tile, one) for one in LANGUAGES)
    except duckdb.CatalogException:
        return []  # the mart is newer than the build
    if not int(limit) or groups <= int(limit):
        return []
    return [Refusal("row_limit", (f"{int(limit):,}", f"{groups:,}"))]


def rows_with_room(dashboard: Dashboard) -> list[tuple[int, Tile, int]]:
    """Return rows that have room for another tile: number from 1, a tile in it, free columns."""
    found = []
    for number, row in enumerate(dashboard.rows, 1):
        free = COLUMNS - sum(tile.width for tile in row)
        if row and free >= WIDTHS[0]:
            found.append((number, row[-1], free))
    return found
