"""Mutants: places in the code, each with a mistake to make there, and the tests that must notice.

Owns the list (mutants.yml) and changing one file of a tree for as long as a block lasts. Refuses a
mutant whose old text is not in its file exactly once: the code has moved on, so must the list.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from ops.testing.suites import SUITES, Suite

FILE = Path(__file__).with_name("mutants.yml")


class MutantMisfitError(Exception):
    """A mutant does not fit the code."""

    def __init__(self, name: str, file: str, found: int) -> None:
        super().__init__(
            f"Mutant {name}: its old text is {found} times in {file}, not once. "
            f"Bring {FILE.name} up to the code."
        )


@dataclass(frozen=True)
class Mutant:
    """One mistake. kind: what sort of mistake, in a few words; area: the part of the product.

    old, new: text of `file`, old exactly once. tests: what pytest is given; at least one of these
    must fail. fresh_sites: True when the mistake is in what a site is made of, so that the template
    and the test sites must be made anew; restart: supervised servers that must take the code.
    """

    name: str
    area: str
    kind: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    fresh_sites: bool = False
    restart: tuple[str, ...] = ()

    @property
    def suite(self) -> Suite:
        """The suite whose environment its tests need. Raises: StopIteration for tests of none."""
        return next(
            suite
            for suite in SUITES
            if all(test.startswith(tuple(f"{f}/" for f in suite.folders)) for test in self.tests)
        )

    def spoil(self, tree: Path) -> str:
        """Return the text of its file with the mistake in it. Raises: MutantMisfitError."""
        text = (tree / self.file).read_text(encoding="utf-8")
        if (found := text.count(self.old)) != 1:
            raise MutantMisfitError(self.name, self.file, found)
        return text.replace(self.old, self.new)

    @contextmanager
    def in_place(self, tree: Path) -> Iterator[None]:
        """Make the mistake in a tree for the length of the block. Raises: MutantMisfitError."""
        file = tree / self.file
        sound = file.read_text(encoding="utf-8")
        file.write_text(self.spoil(tree), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(sound, encoding="utf-8")


def load_mutants(file: Path = FILE) -> list[Mutant]:
    """Return every mutant, in the file's order."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [
        Mutant(**{**row, "tests": tuple(row["tests"]), "restart": tuple(row.get("restart", ()))})
        for row in rows
    ]
