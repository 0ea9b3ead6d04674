"""What a correction is, and how one is applied to a tree.

Owns the two types and the rule that an anchor is found exactly once. Refuses to apply anything to
a file that is not as expected: a correction that no longer fits must be looked at by a person.
"""

from dataclasses import dataclass
from pathlib import Path


class CorrectionMisfitError(Exception):
    """An edit's anchor is not in its file exactly once."""

    def __init__(self, name: str, path: str, found_count: int):
        super().__init__(
            f"Correction {name}: its anchor occurs {found_count} times in {path}, expected once. "
            "Read the file and correct the anchor in ops/runtime/corrections/."
        )


@dataclass(frozen=True)
class Edit:
    """Replace the text `find`, which occurs once in the file `path` (below frappe/)."""

    path: str
    find: str
    replace: str


@dataclass(frozen=True)
class Correction:
    """One fault of the restored Frappe and the smallest change that removes it.

    name: unique, words joined by hyphens.
    why: what a person could do, or what broke, without it.
    source: the trap's number in our list, the advisory, or "own finding".
    edits: in the order in which they are applied.
    """

    name: str
    why: str
    source: str
    edits: tuple[Edit, ...]


def apply_edit(tree: Path, correction: Correction, edit: Edit) -> None:
    """Apply one edit below `tree` (the folder of the package `frappe`).

    Raises: CorrectionMisfitError.
    """
    path = tree / edit.path
    with path.open(encoding="utf-8", newline="") as handle:
        text = handle.read()
    found_count = text.count(edit.find)
    if found_count != 1:
        raise CorrectionMisfitError(correction.name, edit.path, found_count)
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text.replace(edit.find, edit.replace))


def apply_corrections(tree: Path, series: tuple[Correction, ...]) -> None:
    """Apply every correction of `series` below `tree`, in order. Raises: CorrectionMisfitError."""
    for correction in series:
        for edit in correction.edits:
            apply_edit(tree, correction, edit)
