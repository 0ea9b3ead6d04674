"""Rows taken away as CSV: read rightly by Excel, and inert in it.

Owns two corrections of Superset. It says "utf-8-sig" and sends plain UTF-8, which Excel takes for
the machine's own letters: Arabic is not readable. And a long answer, which is sent piece by piece,
leaves texts that begin like a formula as they are.
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


class _Inert:
    """A writer of CSV whose texts are no formulas. escape: text -> text that a sheet leaves be."""

    def __init__(self, writer: Any, escape: Callable[[str], str]) -> None:
        self._writer, self._escape = writer, escape

    def writerow(self, row: Any) -> None:
        self._writer.writerow([self._escape(v) if isinstance(v, str) else v for v in row])
