"""Corrections of a package's compiled front end, made once when its environment is.

Each names the text as it was published, and why it is another one here. A text that does not stand
exactly once in the compiled files stops the installation: a newer version has mended it, or wants
a look. Files keep their names, which carry a hash of what was published.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

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
    )
}


def correct_front_end(name: str, folder: Path) -> None:
    """Correct the compiled files of environment `name` in a folder. Raises: OpsError."""
    texts = {file: file.read_text("utf-8") for file in sorted(folder.glob("*.js"))}
    for one in CORRECTIONS.get(name, ()):
        holding = [file for file, text in texts.items() if one.published in text]
        if len(holding) != 1 or texts[holding[0]].count(one.published) != 1:
            raise OpsError(
                f"A correction of {name} fits {len(holding)} files instead of one: {one.why}.",
                "See ops/environments/front_end.py: is it still needed?",
            )
        file = holding[0]
        texts[file] = texts[file].replace(one.published, one.corrected)
        file.write_text(texts[file], "utf-8")
