"""Rows of a text file: its encoding by its first bytes, its delimiter by its header."""

from __future__ import annotations

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path

from erp_app.domain.findings import _
from erp_app.imports.cells import read_text
from erp_app.imports.errors import ImportFileError
from erp_app.imports.kept_rows import ReadRow

DELIMITERS = (",", ";", "\t", "|")


def read_delimited(path: Path) -> Iterator[ReadRow]:
    """Yield each row. Raises: ImportFileError."""
    size = max(path.stat().st_size, 1)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            for row in csv.reader(file, delimiter=delimiter):
                yield ReadRow([*map(read_text, row)], file.buffer.tell() / size)
    except UnicodeError:
        raise ImportFileError(_("The file is not UTF-8: save it as CSV UTF-8")) from None
    except csv.Error as error:
        raise ImportFileError(_("The file is not a readable CSV file: {0}"), error) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(2)
    return "utf-16" if begin in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"


def _delimiter(header: str) -> str:
    """Return the mark that the header has most of: texts further down may hold any of them."""
    return max(DELIMITERS, key=header.count)
