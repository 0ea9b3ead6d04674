"""A tile that was released in the browser, as a line of dashboards/<subject>.yml. Pure.

Owns how such a line is written and where it goes: beside a tile it was proposed for, when that row
still has room, otherwise as a row of its own at the end. Comments and order of the file stay. The
result is read again by the form's own reader: a line that it would not take is never written.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml

from bi.compiler.adopt import find_tile
from bi.compiler.form import FOLDER, FormInvalidError, load_dashboard
from bi.compiler.parts import Dashboard
from ground.atomic_files import write_atomic

COLUMNS = 12  # of a row
_ORDER = (
    *("slug", "kind", "dataset", "metrics", "by", "split", "where", "order"),
    *("is_latest", "has_totals", "has_pages", "width", "title"),
)
_TEXTS = ("where", "title")  # always in quotes: they hold what people wrote


class AdditionInvalidError(FormInvalidError):
    """A released tile does not fit the files; says which one and what to do."""


@dataclass(frozen=True)
class Addition:
    """One tile to add. subject: a dashboard's file; line: the tile in the form, on one line;
    beside: slug of a tile in the row it was proposed for, "" for a new row; height: of a new
    row."""

    subject: str
    line: str
    beside: str
    height: int

    @classmethod
    def of(cls, row: Any) -> Addition:
        """Return what a row of the proposals (bi/proposal_store.py) adds."""
        return cls(row.subject, row.line, row.beside, row.height)

    @property
    def facts(self) -> dict[str, Any]:
        return yaml.safe_load(self.line)

    @property
    def slug(self) -> str:
        return self.facts["slug"]


def write_line(facts: Mapping[str, Any]) -> str:
    """Return a tile's facts as one line of the form. facts: keys as the form names them.

    >>> write_line({"slug": "a-b", "kind": "number", "metrics": ["heads"], "width": 4})
    '{slug: a-b, kind: number, metrics: [heads], width: 4}'
    """
    parts = [f"{key}: {_written(key, facts[key])}" for key in _ORDER if key in facts]
    return "{" + ", ".join(parts) + "}"


def _written(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_written(key, one)}" for k, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False) if key in _TEXTS else str(value)


def row_with_room(dashboard: Dashboard, beside: str, width: int) -> int | None:
    """Return the number (from 0) of the row a tile goes into; None for a new one at the end."""
    for number, row in enumerate(dashboard.rows):
        if beside in (tile.slug for tile in row):
            return number if sum(tile.width for tile in row) + width <= COLUMNS else None
    return None


def missing(additions: Iterable[Addition], folder: Path = FOLDER) -> list[Addition]:
    """Return those that the files do not have yet."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.yml")}
    return [
        one
        for one in additions
        if find_tile(texts.get(one.subject, "").splitlines(keepends=True), one.slug) is None
    ]


def texts_with(additions: Iterable[Addition], folder: Path = FOLDER) -> dict[str, str]:
    """Return subject -> the file's text with its additions, one after the other.

    Raises: AdditionInvalidError for a subject there is not, or a file it cannot be written into.
    """
    texts: dict[str, str] = {}
    for one in additions:
        file = folder / f"{one.subject}.yml"
        if not file.is_file():
            raise AdditionInvalidError(f"released tile {one.slug}: no file dashboards/{file.name}")
        before = texts.get(one.subject) or file.read_text(encoding="utf-8")
        texts[one.subject] = insert(before, one, folder)
    return texts


def write_into(additions: Iterable[Addition], folder: Path = FOLDER) -> list[Addition]:
    """Write what the files do not have yet into them, each file whole or not at all; return it.

    Raises: AdditionInvalidError before anything is written.
    """
    lacking = missing(additions, folder)
    for subject, text in texts_with(lacking, folder).items():
        file = folder / f"{subject}.yml"
        write_atomic(file, text, stat.S_IMODE(file.stat().st_mode))
    return lacking


def insert(text: str, addition: Addition, folder: Path = FOLDER) -> str:
    """Return a file's text with one more tile. Raises: AdditionInvalidError."""
    file = folder / f"{addition.subject}.yml"
    dashboard = load_dashboard(file, text)
    row = row_with_room(dashboard, addition.beside, addition.facts["width"])
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    if row is None:
        lines += [f"  - height: {addition.height}\n", "    tiles:\n", f"      - {addition.line}\n"]
    else:
        number = find_tile(lines, dashboard.rows[row][-1].slug)
        if number is None:
            raise _by_hand(addition)
        indent = lines[number][: lines[number].index("-")]
        lines.insert(number + 1, f"{indent}- {addition.line}\n")
    after = "".join(lines)
    _require_added(dashboard, file, after, addition)
    return after


def _require_added(before: Dashboard, file: Path, after: str, addition: Addition) -> None:
    """Refuse a text in which anything but the one tile differs. Raises: AdditionInvalidError."""
    if addition.slug in (tile.slug for tile in before.tiles):
        raise AdditionInvalidError(f"released tile {addition.slug}: its slug is used twice")
    try:
        dashboard = load_dashboard(file, after)
    except FormInvalidError as error:
        raise AdditionInvalidError(f"released tile {addition.slug}: {error}") from error
    others = [tile for tile in dashboard.tiles if tile.slug != addition.slug]
    if others != list(before.tiles) or len(dashboard.tiles) != len(others) + 1:
        raise _by_hand(addition)


def _by_hand(addition: Addition) -> AdditionInvalidError:
    return AdditionInvalidError(
        f"released tile {addition.slug}: dashboards/{addition.subject}.yml does not end with its"
        f" rows, one tile on a line. Write it there by hand: - {addition.line}"
    )


def difference(subject: str, before: str, after: str) -> str:
    """Return what changes in a file, as git shows it."""
    name = f"dashboards/{subject}.yml"
    lines = unified_diff(before.splitlines(), after.splitlines(), name, name, n=2, lineterm="")
    return "\n".join(lines)
