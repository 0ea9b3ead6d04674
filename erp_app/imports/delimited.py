"""Rows of a text file: its encoding by its first bytes, its delimiter by its header."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from erp_app.domain.findings import _
from erp_app.imports.cells import read_text
from erp_app.imports.errors import ImportFileError
from erp_app.imports.kept_rows import ReadRow

DELIMITERS = (",", ";", "\t", "|")
# A first line that spreadsheet programs write and understand: it names the delimiter.
_NAMED = re.compile(r'"?sep=(.)"?\s*')


def read_delimited(path: Path) -> Iterator[ReadRow]:
    """Yield each row. Raises: ImportFileError."""
    size = max(path.stat().st_size, 1)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            first = file.readline()
            named = _NAMED.fullmatch(first)
            if named:
                yield ReadRow([], 0.0)
            else:
                file.seek(0)
            delimiter = named[1] if named else _delimiter(first)
            for row in _rows(file, delimiter, begin=2 if named else 1):
                yield ReadRow([*map(read_text, row)], file.buffer.tell() / size)
    except UnicodeError:
        raise ImportFileError(_("The file is not UTF-8: save it as CSV UTF-8")) from None


def _rows(file: TextIO, delimiter: str, begin: int) -> Iterator[list[str]]:
    """Yield each row's texts. begin: the number of the first line."""
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    done = 0
    try:
        while (row := next(rows, None)) is not None:
            yield row
            done = rows.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            text = _(
                "From line {0} on, a cell has more than {1} letters: look for a quotation mark "
                "that is left open"
            )
            raise ImportFileError(text, begin + done, csv.field_size_limit()) from None
        text = _(
            "Line {0} cannot be read: look from there on for a quotation mark that is left open or "
            "not doubled"
        )
        raise ImportFileError(text, begin + done) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(2)
    return "utf-16" if begin in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"


def _delimiter(header: str) -> str:
    """Return the mark that the header has most of: texts further down may hold any of them."""
    return max(DELIMITERS, key=header.count)
