"""The rows of a file, kept outside memory to be gone through more than once."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from erp_app.imports.cells import Cell

ROWS_PER_BLOCK = 500


class ReadRow(NamedTuple):
    """A row as a reader gives it. share: of the file that is read with it (0 to 1)."""

    cells: list[Cell]
    share: float
    is_hidden: bool = False


@dataclass(slots=True)
class KeptRows:
    """Rows in a temporary file without a name, written by this process and read by no other."""

    file: IO[bytes] = field(default_factory=TemporaryFile)
    block: list[list[Cell]] = field(default_factory=list)

    def add(self, cells: list[Cell]) -> None:
        """Keep one more row."""
        self.block.append(cells)
        if len(self.block) == ROWS_PER_BLOCK:
            self.finish()

    def finish(self) -> None:
        """Write what is still in memory; after the last row."""
        marshal.dump(self.block, self.file)
        self.block = []

    def __iter__(self) -> Iterator[list[Cell]]:
        """Yield all rows from the first on."""
        end = self.file.seek(0, 2)
        self.file.seek(0)
        while self.file.tell() < end:
            yield from marshal.load(self.file)  # noqa: S302 - what `add` wrote

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()
