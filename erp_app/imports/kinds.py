"""The kinds of records that can be imported, and what an adapter of one must do.

Kinds and their columns are declared by the documents (erp_app/declarations). An adapter gets the
rows twice, from the table that was read once: `check` adds every finding, `write` runs only when
there was none, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from erp_app.declarations.grammar import ImportColumn
from erp_app.declarations.reading import import_kinds
from erp_app.domain.findings import RuleError, _
from erp_app.imports.findings import ImportFindings
from erp_app.imports.number_styles import WRITTEN_LIKE, NumberStyle
from erp_app.imports.table import Row


class KindUnknownError(RuleError):
    """No document of this type can be imported."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Who imports, and the Import Batch that records it ("" from the command line).

    amounts: how the file writes amounts, as WRITTEN_LIKE names it; "" when that is to be found.
    """

    user: str
    batch: str = ""
    amounts: str = ""

    @property
    def style(self) -> NumberStyle | None:
        return WRITTEN_LIKE.get(self.amounts)


@dataclass(frozen=True, slots=True)
class Written:
    """How many documents were made, and how many were there already."""

    made_count: int
    skipped_count: int = 0


class ImportAdapter(Protocol):
    """One kind of record. A new object is made for every file."""

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Take all rows once and add everything that is wrong. Writes nothing."""

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Take all rows again and write them. Never commits. Skips what is already there."""


def load_adapter(kind: str) -> ImportAdapter:
    """Return a new adapter of a kind; KeyError when no document declares it."""
    doctype, declared = import_kinds()[kind]
    if not declared.adapter:
        return import_module("erp_app.imports.documents").DocumentImport(doctype)
    module, name = declared.adapter.rsplit(".", 1)
    return getattr(import_module(module), name)()


def columns_of(kind: str) -> Mapping[str, ImportColumn]:
    """Return the columns of a kind; KeyError when no document declares it."""
    return import_kinds()[kind][1].columns


def doctype_of(kind: str) -> str:
    """Return the DocType that a kind makes; KeyError when no document declares it."""
    return import_kinds()[kind][0]


def kind_of(doctype: str) -> str:
    """Return the kind that imports a DocType.

    Raises:
        KindUnknownError: none does.
    """
    for kind, (found, _declared) in import_kinds().items():
        if found == doctype:
            return kind
    raise KindUnknownError(_("{0} cannot be imported"), str(doctype)[:140])


def imported_doctypes() -> list[str]:
    """Return every DocType that can be imported."""
    return [doctype for doctype, _declared in import_kinds().values()]
