"""Corrections of a package's compiled front end, made once when its environment is.

Each names the text as it was published, and why it is another one here. A text that does not stand
exactly once in the compiled files stops the installation: a newer version has mended it, or wants
a look. Files keep their names, which carry a hash of what was published. An installer may give
several environments one file and keep it for the next: a corrected file is written anew beside it,
and one that was corrected in place by an earlier version is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ground.atomic_files import write_atomic
from ground.errors import OpsError


class Correction(NamedTuple):
    """why: what went wrong; published: the text; corrected: in its place."""

    why: str
    published: str
    corrected: str


_BAR = "a bar that lies was told by its figure: pressing it filtered the others by that"
CORRECTIONS: dict[str, tuple[Correction, ...]] = {
    "superset": (
        Correction(
            f"{_BAR} (click)",
            "K&&(null==(l=e.data)?void 0:l[0])!=null&&B(e.data[0])",
            "K&&null!=e.name&&B(e.name)",
        ),
        Correction(
            f"{_BAR} (menu)",
            "K&&(null==n?void 0:n[0])!=null&&(r=M(n[0]))",
            "K&&null!=l.name&&(r=M(l.name))",
        ),
        Correction(
            "a line along months named every month but the first",
            'tI&&{showMaxLabel:!0,alignMaxLabel:"right"}',
            'tI&&{showMinLabel:!0,alignMinLabel:"left",showMaxLabel:!0,alignMaxLabel:"right"}',
        ),
        Correction(
            "months along an axis got as many names as a wide screen has room for, side by side",
            "minorTick:{show:ee},minInterval:e1===tv.Gw.Time&&em&&!eg?iT.iP[em]:0",
            "...e1===tv.Gw.Time?{splitNumber:Math.max(2,Math.floor(d/130))}:{},"
            "minorTick:{show:ee},minInterval:e1===tv.Gw.Time&&em&&!eg?iT.iP[em]:0",
        ),
        Correction(
            "bars that lie have their figures along the width, and got as many as fit the height",
            "tB?1:Math.max(3,Math.floor(p/iT.TM.yAxisPixelsPerTick))",
            "tB?1:eq?Math.max(2,Math.min(6,Math.floor(d/130))):"
            "Math.max(3,Math.floor(p/iT.TM.yAxisPixelsPerTick))",
        ),
    )
}


def correct_front_end(name: str, folder: Path) -> None:
    """Correct the compiled files of environment `name` in a folder. Raises: OpsError."""
    texts = {file: file.read_text("utf-8") for file in sorted(folder.glob("*.js"))}
    changed = set()
    for one in CORRECTIONS.get(name, ()):
        if file := _holding(name, one, texts):
            texts[file] = texts[file].replace(one.published, one.corrected)
            changed.add(file)
    for file in changed:
        write_atomic(file, texts[file], file.stat().st_mode & 0o777)


def _holding(name: str, one: Correction, texts: Mapping[Path, str]) -> Path | None:
    """Return the file that a correction fits; None when it was made already. Raises: OpsError."""
    holding = [file for file, text in texts.items() if one.published in text]
    if len(holding) == 1 and texts[holding[0]].count(one.published) == 1:
        return holding[0]
    if not holding and sum(text.count(one.corrected) for text in texts.values()) == 1:
        return None
    raise OpsError(
        f"A correction of {name} fits {len(holding)} files instead of one: {one.why}.",
        "See ops/environments/front_end.py: is it still needed?",
    )
