"""Reads one workbook in a process of its own and writes its rows as JSON lines.

A program, not a module: `python -I workbook_reader.py FILE`. A workbook can be made to claim
gigabytes with a few bytes (one cell in the last row and column is enough), and the reader allocates
them at once: so memory and processor are limited by the system, and what breaks is this process.

First line: {"sheets": [names of the visible sheets that hold something], "total": rows}. Then a
list per row: null for an empty cell, text, number, true or false, ["date", "2026-03-31"].
"""

import json
import resource
import sys
from datetime import date, datetime
from itertools import islice

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_BYTES_MAX = 1_500_000_000
PROCESSOR_SECONDS_MAX = 300
SHEETS_LOOKED_AT_MAX = 20
ROWS_PER_WRITE = 1_000
encode = json.JSONEncoder(ensure_ascii=False).encode


def main(path: str) -> None:
    """Write the rows of the first visible sheet that holds something."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS_MAX, PROCESSOR_SECONDS_MAX))
    book = CalamineWorkbook.from_path(path)
    names, first = [], None
    for name in visible_sheets(book)[:SHEETS_LOOKED_AT_MAX]:
        sheet = book.get_sheet_by_name(name)
        if sheet.end:
            names.append(name)
            first = first or sheet
    print(json.dumps({"sheets": names, "total": first.end[0] + 1 if first else 0}))
    rows = first.iter_rows() if first else iter(())
    while chunk := list(islice(rows, ROWS_PER_WRITE)):
        lines = (encode([plain(cell) for cell in row]) for row in chunk)
        sys.stdout.write("\n".join(lines) + "\n")


def visible_sheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that a person sees."""
    return [
        one.name
        for one in book.sheets_metadata
        if one.visible is SheetVisibleEnum.Visible and one.typ is SheetTypeEnum.WorkSheet
    ]


def plain(cell: object) -> object:
    """Return a cell as JSON keeps it, its kind included."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float):
        return cell
    if isinstance(cell, datetime):
        return ["date", cell.date().isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    return cell if isinstance(cell, bool | int) else str(cell)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(sys.argv[1])
