"""Reads rows of a CSV or XLSX file as a stream of texts.

Owns encodings, header names and the guards against files that would fill the memory.
Refuses to guess: an unknown or missing column is an error before any row is read.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

from erp_app.domain.findings import RuleError, _

CELL_LENGTH_MAX = 2_000
UNPACKED_BYTES_MAX = 500_000_000
SUFFIXES = (".csv", ".xlsx")


class ImportFileError(RuleError):
    """The file as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column of a kind: its name in the file, and whether it must be there."""

    name: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One data row. number: as a spreadsheet shows it, the header being row 1."""

    number: int
    values: dict[str, str]

    def get(self, column: str) -> str:
        """Return the cell's text without surrounding spaces; "" when empty or absent."""
        return self.values.get(column, "")


def read_rows(path: Path, columns: Sequence[ImportColumn]) -> Iterator[Row]:
    """Yield the file's rows that are not empty.

    Header cells match column names whatever their case, with spaces for underscores.

    Raises:
        ImportFileError: not a CSV or XLSX, an unknown, doubled or missing column.
    """
    cells = read_cells(path)
    header = [_header_name(text) for text in next(cells, [])]
    _check_header(header, columns)
    for number, row in enumerate(cells, 2):
        values = {
            name: text[:CELL_LENGTH_MAX] for name, text in zip(header, row, strict=False) if name
        }
        if any(values.values()):
            yield Row(number, values)


def read_cells(path: Path) -> Iterator[list[str]]:
    """Yield every row of the file as texts, the header first.

    Raises:
        ImportFileError: the file is neither CSV nor XLSX, or damaged.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ImportFileError(_("{0} is neither a CSV nor an XLSX file"), path.name)
    yield from (_read_csv if suffix == ".csv" else _read_xlsx)(path)


def _read_csv(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sample = file.read(8_192)
            file.seek(0)
            delimiter = ";" if sample.count(";") > sample.count(",") else ","
            for row in csv.reader(file, delimiter=delimiter):
                yield [cell.strip() for cell in row]
    except UnicodeDecodeError:
        raise ImportFileError(_("{0} is not UTF-8: save it as CSV UTF-8"), path.name) from None
    except csv.Error as error:
        raise ImportFileError(_("{0} is not a readable CSV file: {1}"), path.name, error) from None


def _read_xlsx(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise ImportFileError(_("{0} is not a readable XLSX file"), path.name) from None
    if unpacked > UNPACKED_BYTES_MAX:
        raise ImportFileError(_("{0} is too large: save it as CSV"), path.name)
    with closing(load_workbook(path, read_only=True, data_only=True)) as book:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell_text(value) for value in row]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _header_name(text: str) -> str:
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def _check_header(header: Sequence[str], columns: Sequence[ImportColumn]) -> None:
    known = {column.name for column in columns}
    listed = ", ".join(column.name for column in columns)
    for name in header:
        if name and name not in known:
            raise ImportFileError(_("Column {0} is unknown; known columns: {1}"), name, listed)
        if name and header.count(name) > 1:
            raise ImportFileError(_("Column {0} comes twice"), name)
    for column in columns:
        if column.is_required and column.name not in header:
            raise ImportFileError(_("Column {0} is missing"), column.name)
