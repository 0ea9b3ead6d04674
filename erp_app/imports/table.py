"""A file of rows, read once: kept outside memory, with what its columns turned out to be.

Owns the order of an import's reading: every row passes once, is kept in a temporary file, and the
columns are judged as wholes (how they write numbers); then rows are given out, as often as asked,
with values of their columns' kinds. Memory holds a few rows at a time whatever the file's size.

Refuses to guess: an unknown or missing column is an error before any row is kept; what a file is,
its content says and not its name; rows that a person does not see are not taken without a word.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from erp_app.declarations.grammar import ImportColumn
from erp_app.domain.findings import _
from erp_app.domain.text import clean_code
from erp_app.imports.cells import (
    Cell,
    CellInvalidError,
    Value,
    cell_reader,
    cell_text,
    require_value,
    shown_text,
)
from erp_app.imports.delimited import read_delimited
from erp_app.imports.errors import ImportFileError
from erp_app.imports.findings import ImportFindings
from erp_app.imports.kept_rows import KeptRows
from erp_app.imports.number_styles import POINT, NumberStyle, SeenMarks, all_marks, styles_of
from erp_app.imports.workbooks import read_workbook

READERS = {".csv": read_delimited, ".xlsx": read_workbook}
ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
UTF16_BEGINS = (BOM_UTF16_LE, BOM_UTF16_BE)
LOOKED_AT_BYTES = 4_096
ROWS_PER_REPORT = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One data row. number: as a spreadsheet shows it.

    texts: what the cells show, without invisible marks; values: what they mean. Neither has a cell
    that is empty or holds an error; values none that is not readable.
    """

    number: int
    texts: Mapping[str, str]
    values: Mapping[str, Value]

    def text(self, column: str) -> str:
        """Return the cell's text without surrounding spaces; "" when empty or absent."""
        return self.texts.get(column, "")

    def value(self, column: str) -> Value:
        """Return the cell's value of its column's kind; None when empty, absent or unreadable."""
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column as it stands in a file: where, its name and how its cells are read."""

    index: int
    name: str
    kind: str
    read: Callable[[Cell, str], Value]


@dataclass(slots=True)
class Table:
    """A read file. suffix: of what it is, .csv or .xlsx, whatever its name.

    row_count: rows with something in them, below the header; hidden_count: those of them that the
    sheet hides, hidden_number: the first one.
    header: name of each column, "" for one without heading. amounts: place and name of the columns
    of amounts; marks: what each of them says of the way it writes them, unless it is chosen.
    without_name: places of the columns without heading; nameless: of each of them that holds
    something, the first row with it.
    """

    columns: Mapping[str, ImportColumn]
    kept: KeptRows
    suffix: str
    chosen: NumberStyle | None = None
    header: list[str] = field(default_factory=list)
    header_number: int = 0
    row_count: int = 0
    hidden_count: int = 0
    hidden_number: int = 0
    amounts: list[tuple[int, str]] = field(default_factory=list)
    marks: dict[str, SeenMarks] = field(default_factory=dict)
    without_name: list[int] = field(default_factory=list)
    nameless: dict[int, int] = field(default_factory=dict)

    def rows(self, findings: ImportFindings) -> Iterator[Row]:
        """Yield the rows in order; cells that are not of their column's kind become findings."""
        self._find_dropped(findings)
        self._find_mixed(findings)
        plan = self._plan(styles_of(self.marks, self.chosen))
        width = len(self.header)
        for number, cells in enumerate(self.kept, 1):
            if number > self.header_number and is_filled(cells):
                if len(cells) > width and is_filled(cells[width:]):
                    error = CellInvalidError(_("The row is longer than the header"))
                    findings.add_error(number, "", error)
                yield _build_row(number, cells, plan, findings)

    def _plan(self, styles: Mapping[str, NumberStyle | None]) -> list[PlannedColumn]:
        named = [(index, name) for index, name in enumerate(self.header) if name]
        kinds = {name: self.columns[name].kind for _index, name in named}
        return [
            PlannedColumn(
                index, name, kinds[name], cell_reader(kinds[name], styles.get(name, POINT))
            )
            for index, name in named
        ]

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row of the file as texts with its number, the header included."""
        for number, cells in enumerate(self.kept, 1):
            yield number, [cell_text(cell) for cell in cells]

    def keep(self, number: int, cells: list[Cell], is_hidden: bool = False) -> None:
        """Keep a row; one below the header is counted and its amounts are looked at."""
        self.kept.add(cells)
        if not is_filled(cells):
            return
        if not self.header_number:
            self.header, self.header_number = header_of(cells, self.columns), number
            self.amounts = [
                (index, name)
                for index, name in enumerate(self.header)
                if name and self.columns[name].kind == "money"
            ]
            self.marks = {name: SeenMarks() for _index, name in self.amounts}
            self.without_name = [index for index, name in enumerate(self.header) if not name]
            return
        self.row_count += 1
        if is_hidden:
            self.hidden_count += 1
            self.hidden_number = self.hidden_number or number
        self._look(number, cells)

    def _look(self, number: int, cells: Sequence[Cell]) -> None:
        for index, name in self.amounts:
            cell = cells[index] if index < len(cells) else None
            if isinstance(cell, str):
                self.marks[name].look(number, cell)
        for index in self.without_name:
            if index < len(cells) and cells[index] is not None:
                self.nameless.setdefault(index, number)

    def _find_dropped(self, findings: ImportFindings) -> None:
        """Find what would not be taken, or taken without being seen."""
        if self.hidden_count:
            text = _("Hidden rows or columns, from here on: {0} rows. Show them or delete them")
            error = CellInvalidError(text, self.hidden_count)
            findings.add_error(self.hidden_number, "", error)
        for index, number in self.nameless.items():
            error = CellInvalidError(_("Column {0} holds something and has no heading"), index + 1)
            findings.add_error(number, "", error)

    def _find_mixed(self, findings: ImportFindings) -> None:
        """Find columns of amounts that cannot be read in one way."""
        marks = all_marks(self.marks)
        for name, seen in self.marks.items():
            if not self.chosen and (found := seen.finding(marks)):
                findings.add_error(found[0], name, found[1])


def _build_row(
    number: int, cells: Sequence[Cell], plan: Sequence[PlannedColumn], findings: ImportFindings
) -> Row:
    texts: dict[str, str] = {}
    values: dict[str, Value] = {}
    for column in plan:
        cell = cells[column.index] if column.index < len(cells) else None
        if cell is None:
            continue
        text = shown_text(column.kind, cell)
        try:
            require_value(cell, text)
            texts[column.name] = text
            values[column.name] = column.read(cell, text)
        except CellInvalidError as error:
            findings.add_error(number, column.name, error)
    return Row(number, texts, values)


def is_filled(cells: Sequence[Cell]) -> bool:
    """Return whether a cell of the row holds something."""
    return any(cell is not None for cell in cells)


def read_table(
    path: Path,
    columns: Mapping[str, ImportColumn],
    report: Callable[[float, int], None],
    chosen: NumberStyle | None = None,
) -> Table:
    """Read a file once. report(share, rows): called now and then.

    chosen: how texts write amounts, where a person has said so.

    Header cells match column names whatever their case, with spaces for underscores, or the
    columns' Arabic headings. Close `kept` when done.

    Raises:
        ImportFileError: neither CSV nor XLSX, damaged, without rows, an unknown, doubled or
            missing column.
    """
    suffix = suffix_of_content(path)
    table = Table(columns, KeptRows(), suffix, chosen)
    try:
        for number, row in enumerate(READERS[suffix](path), 1):
            table.keep(number, row.cells, row.is_hidden)
            if number % ROWS_PER_REPORT == 0:
                report(min(row.share, 1.0), table.row_count)
        if not table.header_number:
            header_of([], columns)
        if not table.row_count:
            raise ImportFileError(_("The file has no rows below its header"))
    except BaseException:
        table.kept.close()
        raise
    table.kept.finish()
    return table


def suffix_of_content(path: Path) -> str:
    """Return .xlsx or .csv by what is in a file, for names are given by whoever sends it.

    Raises: ImportFileError.
    """
    with path.open("rb") as file:
        begin = file.read(LOOKED_AT_BYTES)
    if begin.startswith(ZIP_BEGINS):
        return ".xlsx"
    if b"\0" in begin and not begin.startswith(UTF16_BEGINS):
        raise ImportFileError(_("The file is neither a CSV nor an XLSX file"))
    return ".csv"


def header_of(cells: Sequence[Cell], columns: Mapping[str, ImportColumn]) -> list[str]:
    """Return the columns that a header row names, "" for an empty cell. Raises: ImportFileError."""
    known = {heading_key(name): name for name in columns}
    known |= {heading_key(column.arabic): name for name, column in columns.items()}
    header = []
    for text in map(cell_text, cells):
        name = known.get(heading_key(text), "")
        if text and not name:
            listed = ", ".join(columns)
            raise ImportFileError(_("Column {0} is unknown; known columns: {1}"), text, listed)
        if name and name in header:
            raise ImportFileError(_("Column {0} comes twice"), name)
        header.append(name)
    for name, column in columns.items():
        if column.required and name not in header:
            raise ImportFileError(_("Column {0} is missing"), name)
    return header


def heading_key(text: str) -> str:
    """Return what makes two headings the same: neither case, nor spaces for underscores."""
    return clean_code(text).lower().replace(" ", "_").replace("-", "_")
