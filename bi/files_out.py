"""What people take away: read rightly by Excel, inert in it, and about the rows alone.

Owns five corrections of Superset; what the rows are is bi/rows_out.py's. It says "utf-8-sig" and
sends plain UTF-8, which Excel takes for the machine's own letters: Arabic is not readable. A long
answer, which is sent piece by piece, leaves texts that begin like a formula as they are. It writes
a backslash twice. Two columns with one title were written over each other, or broke the file. And
what describes a chart named the warehouse's folder.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import Any

_MARK = codecs.BOM_UTF8


def mark_as_unicode() -> None:
    """Begin every CSV with the mark by which Excel knows UTF-8, once."""
    from superset.commands.streaming_export.base import BaseStreamingCSVExportCommand as Streamed
    from superset.views.base import CsvResponse

    answer, stream = CsvResponse.__init__, Streamed.run
    if answer.__module__ == __name__:
        return

    def __init__(self: Any, response: Any = None, *arguments: Any, **facts: Any) -> None:
        answer(self, marked(response), *arguments, **facts)

    def run(self: Any) -> Callable[[], Iterator[str]]:
        pieces = stream(self)

        def marked_pieces() -> Iterator[str]:
            yield _MARK.decode()
            yield from pieces()

        return marked_pieces

    CsvResponse.__init__, Streamed.run = __init__, run


def marked(text: Any) -> Any:
    """Return a text as bytes that begin with the mark; what is no text as it is.

    >>> marked("a,b") == marked(marked("a,b")) == b"\\xef\\xbb\\xbfa,b"
    True
    """
    content = text.encode() if isinstance(text, str) else text
    if not isinstance(content, bytes) or content.startswith(_MARK):
        return content
    return _MARK + content


def leave_backslashes() -> None:
    """Write a backslash as one; a quotation mark is doubled, as in every CSV."""
    from superset.utils import csv

    def escape(value: Any) -> Any:
        return csv.escape_value(value) if isinstance(value, str) else value

    def df_to_escaped_csv(df: Any, **settings: Any) -> Any:
        inert = df.rename(columns=escape)
        for number, kind in enumerate(inert.dtypes):
            if kind.kind == "O":
                inert.isetitem(number, inert.iloc[:, number].map(escape))
        return inert.to_csv(**settings)

    csv.df_to_escaped_csv = df_to_escaped_csv


def let_no_text_be_a_formula() -> None:
    """Write the texts of a streamed CSV as Superset writes those of a short one."""
    from superset.commands.streaming_export.base import BaseStreamingCSVExportCommand as Streamed
    from superset.utils.csv import escape_value

    process = Streamed._process_rows
    if process.__module__ == __name__:
        return

    def _process_rows(self: Any, rows: Any, writer: Any, *more: Any) -> Any:
        return process(self, rows, _Inert(writer, escape_value), *more)

    Streamed._process_rows = _process_rows


def name_columns_apart() -> None:
    """Give each column of a file a title of its own."""
    from superset.utils import csv, excel

    if excel.apply_column_types.__module__ == __name__:
        return
    csv.df_to_escaped_csv = _with_own_titles(csv.df_to_escaped_csv)
    excel.apply_column_types = _with_own_titles(excel.apply_column_types)


def _with_own_titles(write: Callable[..., Any]) -> Callable[..., Any]:
    def with_own_titles(rows: Any, *arguments: Any, **facts: Any) -> Any:
        if not rows.columns.is_unique:
            rows.columns = own_titles(list(rows.columns))
        return write(rows, *arguments, **facts)

    return with_own_titles


def name_no_folder() -> None:
    """Leave out of what a reader takes away of charts where the warehouse lies."""
    from flask import has_request_context
    from superset.models.core import Database

    tell = Database.export_to_dict
    if tell.__module__ == __name__:
        return

    def export_to_dict(self: Any, *arguments: Any, **facts: Any) -> dict[str, Any]:
        told = tell(self, *arguments, **facts)
        if has_request_context() and "sqlalchemy_uri" in told:
            told["sqlalchemy_uri"] = f"{self.backend}://"
        return told

    Database.export_to_dict = export_to_dict


def own_titles(titles: list[Any]) -> list[Any]:
    """Return the titles of columns, those that stood before with a number.

    >>> own_titles(["Account", "Screen", "Account", "Account"])
    ['Account', 'Screen', 'Account (2)', 'Account (3)']
    """
    found: list[Any] = []
    for title in titles:
        named, number = title, 1
        while named in found:
            number += 1
            named = f"{title} ({number})"
        found.append(named)
    return found


class _Inert:
    """A writer of CSV whose texts are no formulas. escape: text -> text that a sheet leaves be."""

    def __init__(self, writer: Any, escape: Callable[[str], str]) -> None:
        self._writer, self._escape = writer, escape

    def writerow(self, row: Any) -> None:
        self._writer.writerow([self._escape(v) if isinstance(v, str) else v for v in row])
