"""Edits made in the browser, taken into dashboards/*.yml where the form can say them.

Owns two kinds: a tile's width and height, a tile's title. Everything else is listed for a person
to write: a changed metric, filter or limit is a decision, not a setting. Lines are
changed in place, so that comments and order stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bi.compiler.compare import Difference
from bi.compiler.form import FOLDER

_PLACE = re.compile(r"^position\.CHART-(?P<slug>[\w-]+?)(?P<arabic>_ar)?\.(?P<what>width|height)$")
_CHART = re.compile(r"^charts/(?P<slug>[\w-]+?)(?P<arabic>_ar)?\.yaml$")


@dataclass(frozen=True)
class Edit:
    """One value of a tile. what: width, height, or title in a language ("title en")."""

    slug: str
    what: str
    value: Any


def adopt(differences: list[Difference], folder: Path = FOLDER) -> dict[str, list[str]]:
    """Take what can be taken; return {"taken": sentences, "left": sentences}."""
    taken, left = [], []
    for one in differences:
        edit = understand(one)
        done = edit is not None and any(
            apply_edit(file, edit) for file in sorted(folder.glob("*.yml"))
        )
        (taken if done else left).append(str(one))
    return {"taken": taken, "left": left}


def understand(one: Difference) -> Edit | None:
    """Return what a difference says of a tile, or None when the form cannot take it by itself."""
    if place := _PLACE.match(one.path):
        return Edit(place["slug"], place["what"], one.server)
    if not (chart := _CHART.match(one.asset)):
        return None
    if one.path == "slice_name":
        language = "ar" if chart["arabic"] else "en"
        return Edit(chart["slug"], f"title {language}", _without_unit(one.server, one.files))
    return None


def _without_unit(title: str, before: str) -> str:
    """Return a title without the unit that compiling adds."""
    unit = re.search(r" \([^()]*\)$", before)
    return title.removesuffix(unit[0]) if unit else title


def apply_edit(file: Path, edit: Edit) -> bool:
    """Change a tile's line in a file; False when the tile is not there or has no such value."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = find_tile(lines, edit.slug)
    if number is None:
        return False
    if edit.what == "height":
        number = _row_above(lines, number)
    changed, count = re.subn(*_replacement(edit), lines[number], count=1)
    if count:
        lines[number] = changed
        file.write_text("".join(lines), encoding="utf-8")
    return bool(count)


def find_tile(lines: list[str], slug: str) -> int | None:
    """Return the number (from 0) of a tile's line; None when it has none."""
    wanted = re.compile(rf"^\s*- \{{slug: {re.escape(slug)},")
    return next((number for number, line in enumerate(lines) if wanted.match(line)), None)


def _row_above(lines: list[str], number: int) -> int:
    """Return the line that says the height of the tile's row."""
    return max(n for n in range(number) if re.match(r"^\s*- height: ", lines[n]))


def _replacement(edit: Edit) -> tuple[str, str]:
    """Return a pattern and what takes its place."""
    if not edit.what.startswith("title "):
        return rf"\b{edit.what}: \d+", f"{edit.what}: {int(edit.value)}"
    language = edit.what.removeprefix("title ")
    value = str(edit.value).replace("\\", "").replace('"', "'")
    pattern = rf'(title: \{{[^{{}}]*?\b{language}: )("[^"]*"|[^,{{}}"]+)'
    return pattern, rf'\g<1>"{value}"'
