"""Reads one workbook in a process of its own and writes its rows as JSON lines.

A program, not a module: `python -I workbook_reader.py FILE`. A workbook can be made to claim
gigabytes with a few bytes (one cell in the last row and column is enough), and the reader allocates
them at once: so memory and processor are limited by the system, and what breaks is this process.

First line: {"sheets": [names of the visible sheets that hold something], "hidden_sheets": [names of
those that nobody sees, with the same headings], "total": rows}. Then a
list per row, or {"hidden": list} for one that the sheet hides, or something in it: null for an
empty cell, text, number, true or false, ["date", "2026-03-31"], ["error", "#N/A"],
["formula", "1+1"] for a formula whose value was never calculated. The library shows the last two
as empty and does not know hidden rows and columns: `SheetMarks` reads these from the sheet itself.
"""

import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice, repeat
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_BYTES_MAX = 1_500_000_000
PROCESSOR_SECONDS_MAX = 300
SHEETS_LOOKED_AT_MAX = 20
HEADINGS_ALIKE = 2
ROWS_PER_WRITE = 1_000
ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384
BYTES_PER_READ = 1_000_000
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
# Without any of these in its bytes a sheet has no errors, no formulas and nothing hidden.
HINTS = (b'"e"', b"'e'", b"<f", b":f", b"hidden", b"\0")
HINT_LENGTH_MAX = 6
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
encode = json.JSONEncoder(ensure_ascii=False).encode


class SheetMarks:
    """What a sheet says of its rows and cells beyond values. Rows and columns count from 0.

    cells: of a row number, what stands in which column; hidden: numbers of hidden rows;
    hidden_columns: first and last of columns hidden together.
    Hears only where elements begin, and texts only of errors and formulas: a sheet has millions.
    """

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, list[str]]] = {}
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.row = -1
        self.place = ""  # of the last cell that names its place, and how many came after it
        self.after = -1
        self.kind = ""
        self.texts: dict[str, str] = {}
        self.reads = ""
        self.parser = expat.ParserCreate()

    def read(self, file) -> None:
        """Read a sheet's XML. Raises: ExpatError, ValueError."""
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.ParseFile(file)
        self._finish_cell()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.reads:
            self.parser.CharacterDataHandler, self.reads = None, ""
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            if self.kind == "e" or self.texts:
                self._listen(name)
        elif name == "f":
            self._listen(name)
        elif name == "row":
            self._start_row(attributes)
        elif name == "col" and is_hidden(attributes):
            first, last = (int(attributes[place]) - 1 for place in ("min", "max"))
            self.hidden_columns.append((first, last))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._finish_cell()
        self.row = int(attributes.get("r", self.row + 2)) - 1
        self.place, self.after = "", -1
        if is_hidden(attributes):
            self.hidden.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self.kind or self.texts:
            self._finish_cell()
        if place := attributes.get("r"):
            self.place, self.after = place, 0
        else:
            self.after += 1
        self.kind = attributes.get("t", "")

    def _listen(self, name: str) -> None:
        self.reads = name
        self.texts[name] = ""
        self.parser.CharacterDataHandler = self._take

    def _take(self, text: str) -> None:
        self.texts[self.reads] += text

    def _finish_cell(self) -> None:
        if mark := self._mark():
            row, column = place_of(self.place) if self.place else (self.row, 0)
            column += self.after
            if not (0 <= row < ROWS_MAX and 0 <= column < COLUMNS_MAX):
                raise ValueError("A cell outside the sheet")
            self.cells.setdefault(row, {})[column] = mark
        self.kind, self.texts = "", {}

    def _mark(self) -> list[str] | None:
        """Return what stands for the cell that ends; None when its value does."""
        value = self.texts.get("v", "").strip()
        if self.kind == "e":
            return ["error", value or "#N/A"]
        if "f" not in self.texts or value or (self.kind == "str" and "v" in self.texts):
            return None
        return ["formula", f"={self.texts['f'].strip()}"]

    def end(self) -> int:
        """Return how many rows the marked cells reach down."""
        return max(self.cells, default=-1) + 1

    def apply(self, number: int, cells: list, first_column: int) -> object:
        """Return a row as it is written: with its marks, and hidden or not.

        cells: from the first column that holds a value on.
        """
        width = len(cells)
        for column, mark in self.cells.get(number, {}).items():
            # Outside all values there is no heading either: it is enough that something is there.
            if first_column <= column < first_column + width:
                cells[column - first_column] = mark
            else:
                cells.append(mark)
        return {"hidden": cells} if self._hides(number, cells, first_column) else cells

    def _hides(self, number: int, cells: list, first_column: int) -> bool:
        """Return whether the row, or something in it, is hidden."""
        if number in self.hidden:
            return True
        return any(
            cells[column - first_column] not in (None, "")
            for first, last in self.hidden_columns
            for column in range(max(first, first_column), min(last + 1, first_column + len(cells)))
        )


def is_hidden(attributes: dict[str, str]) -> bool:
    """Return whether a row or a column is one that nobody sees."""
    return attributes.get("hidden") in ("1", "true")


def refuse_doctype(*_arguments: object) -> None:
    """Refuse XML that declares entities: no spreadsheet program writes them."""
    raise ValueError("A workbook declares no entities")


def place_of(text: str) -> tuple[int, int]:
    """Return row and column of a cell's name, from 0. Raises: ValueError."""
    match = PLACE.fullmatch(text)
    if not match:
        raise ValueError("A cell without a place")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def main(path: str) -> None:
    """Write the rows of the first visible sheet that holds something."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS_MAX, PROCESSOR_SECONDS_MAX))
    with open(path, "rb") as file:
        book = CalamineWorkbook.from_filelike(file)
    filled = filled_sheets(book, SheetVisibleEnum.Visible)
    names, first = [*filled], next(iter(filled.values()), None)
    hidden = [name for name, one in hidden_sheets(book).items() if first and is_like(one, first)]
    marks = read_marks(path, names[0]) if names else SheetMarks()
    total = max(first.end[0] + 1, marks.end()) if first else 0
    print(json.dumps({"sheets": names, "hidden_sheets": hidden, "total": total}))
    rows = rows_of(first, marks, total) if first else iter(())
    while chunk := list(islice(rows, ROWS_PER_WRITE)):
        sys.stdout.write("\n".join(map(encode, chunk)) + "\n")


def rows_of(sheet: CalamineSheet, marks: SheetMarks, total: int) -> Iterator[object]:
    """Yield each row as it is written."""
    below = repeat([""] * sheet.width, total - sheet.end[0] - 1)
    for number, row in enumerate(chain(sheet.iter_rows(), below)):
        yield marks.apply(number, [plain(cell) for cell in row], sheet.start[1])


def filled_sheets(book: CalamineWorkbook, *visible: SheetVisibleEnum) -> dict[str, CalamineSheet]:
    """Return the sheets with something in them, of those that a person sees or does not see."""
    names = [
        one.name
        for one in book.sheets_metadata
        if one.visible in visible and one.typ is SheetTypeEnum.WorkSheet
    ]
    sheets = {name: book.get_sheet_by_name(name) for name in names[:SHEETS_LOOKED_AT_MAX]}
    return {name: sheet for name, sheet in sheets.items() if sheet.end}


def hidden_sheets(book: CalamineWorkbook) -> dict[str, CalamineSheet]:
    """Return the sheets with something in them that a person does not see."""
    return filled_sheets(book, SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def is_like(sheet: CalamineSheet, shown: CalamineSheet) -> bool:
    """Return whether a sheet has the headings of the one that is read: rows of the same kind, and
    no list that a cell offers to choose from."""
    return len(headings(sheet) & headings(shown)) >= HEADINGS_ALIKE


def headings(sheet: CalamineSheet) -> set[str]:
    """Return the texts of a sheet's first row."""
    first = next(iter(sheet.iter_rows()), [])
    return {cell.strip().lower() for cell in first if isinstance(cell, str) and cell.strip()}


def read_marks(path: str, sheet: str) -> SheetMarks:
    """Return the marks of a sheet. Raises when the file is no XLSX workbook."""
    marks = SheetMarks()
    with zipfile.ZipFile(path) as archive:
        parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        part = parts[part_of(archive, parts, sheet).lower()]
        with archive.open(part) as file:
            has_hints = any(map(holds_hint, overlapping(file)))
        if has_hints:
            with archive.open(part) as file:
                marks.read(file)
    return marks


def part_of(archive: zipfile.ZipFile, parts: dict[str, str], sheet: str) -> str:
    """Return the name of the part that holds a sheet."""
    listed = ElementTree.fromstring(archive.read(parts[WORKBOOK]))  # noqa: S314 - limited process
    for one in listed.iter():
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            wanted = next(value for key, value in one.attrib.items() if key.endswith("}id"))
    related = ElementTree.fromstring(archive.read(parts[RELATIONS]))  # noqa: S314 - as above
    target = next(one.get("Target") for one in related if one.get("Id") == wanted)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def overlapping(file) -> Iterator[bytes]:
    """Yield a file in pieces that begin with the end of the piece before."""
    end = b""
    while piece := file.read(BYTES_PER_READ):
        yield end + piece
        end = piece[-HINT_LENGTH_MAX:]


def holds_hint(piece: bytes) -> bool:
    """Return whether a piece of a sheet can have something to mark."""
    return any(hint in piece for hint in HINTS)


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
