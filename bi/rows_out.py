"""What of a tile goes into a file: its rows alone, plain values, under the tile's name.

Owns four corrections of Superset, which wrote a tile with totals as two files in one archive, an
amount as the machine holds it (1.1827473400000001, 3e-07), a link as the HTML that draws it, and
named every file by the second. Leaves a column of ways to other dashboards out: they are pressed,
not read. Refuses nothing: who may take rows away was asked before.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

PLACES = 8  # of a figure without a format of its own: a million's fils
_DECLARED = re.compile(r"[.](\d+)f$")  # d3's way to say how many places
_OF_OURS = re.compile(r"^<(a href|div class=\"diwan-)")
_WAY = re.compile(r"^<a href=\"/superset/dashboard/")
_NOT_IN_A_NAME = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
TABLE_LIKE = ("csv", "xlsx")


def plain_text(value: Any) -> Any:
    """Return what a cell of ours says without its HTML; every other value as it is.

    >>> plain_text('<a href="/diwan/books/roads/Journal/JV-1" target="_blank">JV-1</a>')
    'JV-1'
    >>> plain_text("a < b")
    'a < b'
    """
    if not isinstance(value, str) or not _OF_OURS.match(value):
        return value
    lines = value.replace("</div><div>", "\n")
    return html.unescape(re.sub(r"<[^>]*>", "", lines))


def plain_number(value: Any, places: int) -> Any:
    """Return a figure as its digits, rounded to places; None and what is no figure as it is.

    >>> plain_number(1.1827473400000001, 8), plain_number(3e-07, 8), plain_number(0.1 + 0.2, 2)
    (Decimal('1.18274734'), Decimal('0.0000003'), Decimal('0.30'))
    """
    if isinstance(value, bool) or not isinstance(value, float | Decimal):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return None
    rounded = round(Decimal(str(value)), places)
    return rounded if places < PLACES else _shortest(rounded)


def _shortest(value: Decimal) -> Decimal:
    """Return a figure without noughts at its end, never as a power of ten."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".")) if "." in text else value


def plain_frame(frame: Any, formats: dict[str, str | None], as_text: bool) -> Any:
    """Return a tile's rows as a file has them.

    formats: column -> d3's format of the figure, where it has one. as_text: digits as text, which
    CSV writes as they are; a sheet wants numbers.
    """
    frame = frame.copy()
    for name in list(frame.columns):
        column = frame[name]
        if _is_way(column):
            frame = frame.drop(columns=[name])
            continue
        if column.dtype.kind not in "fO":
            continue
        found = _DECLARED.search(formats.get(name) or "")
        places = int(found[1]) if found else PLACES
        values = [plain_number(plain_text(value), places) for value in column]
        if any(isinstance(value, Decimal) for value in values):
            values = [_written(value, as_text) for value in values]
        frame[name] = values
    return frame


def _is_way(column: Any) -> bool:
    texts = [value for value in column if isinstance(value, str)]
    return bool(texts) and all(_WAY.match(text) for text in texts)


def _written(value: Any, as_text: bool) -> Any:
    if not isinstance(value, Decimal):
        return value
    return f"{value:f}" if as_text else float(value)


def file_name(title: str, chosen: list[str], day: str) -> str:
    """Return the name of a tile's file, without its ending. chosen: the entities it is filtered to.

    >>> file_name("Every account / spend", ["Courts of Justice"], "2026-11-30")
    'Every account spend, Courts of Justice, 2026-11-30'
    """
    parts = [title, *chosen[:1], day] if len(chosen) == 1 else [title, day]
    return ", ".join(re.sub(r"\s+", " ", _NOT_IN_A_NAME.sub(" ", part)).strip() for part in parts)


def as_header(name: str, ending: str) -> str:
    """Return the header by which a browser names the file, whatever letters it has."""
    plain = f"{name}.{ending}".encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{name}.{ending}')}"


def write_plain_values() -> None:
    """Let Superset write files of plain values."""
    from superset.common.query_context_processor import QueryContextProcessor

    original = QueryContextProcessor.get_data
    if original.__module__ == __name__:
        return

    def get_data(self: Any, df: Any, coltypes: Any) -> Any:
        ending = str(getattr(self._query_context.result_format, "value", ""))
        if ending not in TABLE_LIKE:
            return original(self, df, coltypes)
        metrics = getattr(self._qc_datasource, "metrics", ())
        formats = {one.metric_name: one.d3format for one in metrics}
        plain = plain_frame(df, formats, as_text=ending == "csv")
        kept = [kind for name, kind in zip(df.columns, coltypes, strict=False) if name in plain]
        return original(self, plain, kept)

    QueryContextProcessor.get_data = get_data


def write_one_named_file() -> None:
    """Let Superset send a tile's rows as one file, named after the tile.

    Never piece by piece: by then the rows have been read, and the pieces are read again without
    labels, formats and a limit.
    """
    from superset.charts.data.api import ChartDataRestApi

    original = ChartDataRestApi._send_chart_response
    if original.__module__ == __name__:
        return

    def _send_chart_response(
        self: Any, result: dict[Any, Any], form_data: Any = None, *more: Any, **facts: Any
    ) -> Any:
        asked = result["query_context"]
        ending = str(getattr(asked.result_format, "value", asked.result_format))
        if ending not in TABLE_LIKE:
            return original(self, result, form_data, *more, **facts)
        if all(not one.columns for one in asked.queries[1:]):  # sums and counts of the first
            result = {**result, "queries": result["queries"][:1]}
        answer = original(self, result, form_data, *more, **facts)
        if answer.status_code == 200 and answer.mimetype != "application/zip":
            name = file_name(_title(asked), _chosen(asked), datetime.now(UTC).date().isoformat())
            answer.headers["Content-Disposition"] = as_header(name, ending)
        return answer

    ChartDataRestApi._send_chart_response = _send_chart_response
    ChartDataRestApi._should_use_streaming = lambda *_asked: False


def _title(asked: Any) -> str:
    """Return the tile's name, or that of its dataset where nothing was kept as a tile that the
    reader may see."""
    kept = asked.slice_  # looked up by the number that was sent, as a reader's list of charts is
    return kept.slice_name if kept else str(asked.datasource.name).rpartition(".")[2]


def _chosen(asked: Any) -> list[str]:
    """Return the entities that the rows are filtered to, by name."""
    for one in asked.queries[0].filter or ():
        if str(one.get("col", "")).startswith("entity_name") and isinstance(one.get("val"), list):
            return [str(value) for value in one["val"]]
    return []
