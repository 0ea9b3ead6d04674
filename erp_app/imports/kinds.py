"""The kinds of records that can be imported, and what an adapter of one must do.

An adapter reads the file twice: `check` adds every finding, `write` runs only when there
was none, in one transaction. A new kind is one line in KINDS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from erp_app.imports.reader import ImportColumn, Row
from erp_app.imports.report import ImportFindings

# Name on the command line -> (DocType, module and class of the adapter).
KINDS = {
    "journals": ("Journal", "erp_app.imports.journals.JournalImport"),
    "accounts": ("Account", "erp_app.imports.masters.AccountImport"),
    "cost-centres": ("Cost Centre", "erp_app.imports.masters.CostCentreImport"),
    "employees": ("Employee", "erp_app.people.importing.EmployeeImport"),
}


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Who imports, and the Import Batch that records it ("" from the command line)."""

    user: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """How many documents were made, and how many were there already."""

    made_count: int
    skipped_count: int = 0


class ImportAdapter(Protocol):
    """One kind of record. A new object is made for every file."""

    columns: tuple[ImportColumn, ...]

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Read all rows once and add everything that is wrong. Writes nothing."""

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Read all rows again and write them. Never commits. Skips what is already there."""


def load_adapter(kind: str) -> ImportAdapter:
    """Return a new adapter of a kind; KeyError when it is none of KINDS."""
    module, name = KINDS[kind][1].rsplit(".", 1)
    return getattr(import_module(module), name)()


def kind_of(doctype: str) -> str:
    """Return the kind that imports a DocType; KeyError when none does."""
    return {found: kind for kind, (found, _adapter) in KINDS.items()}[doctype]
