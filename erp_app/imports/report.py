"""What is wrong with a file, row by row, and the marked-up copy that shows it.

Owns the bound on memory: beyond FINDINGS_MAX findings are counted, no longer kept.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from erp_app.imports.reader import read_cells

FINDINGS_MAX = 20_000
_RED = PatternFill("solid", fgColor="FFFFC7CE")


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One reason why a row cannot be imported; column is empty when the whole row is meant."""

    row: int
    column: str
    reason: str


@dataclass(slots=True)
class ImportFindings:
    """Findings of a file in the order they were made."""

    kept: list[RowFinding] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, reason: str) -> None:
        self.count += 1
        if len(self.kept) < FINDINGS_MAX:
            self.kept.append(RowFinding(row, column, reason))

    def by_row(self) -> dict[int, list[RowFinding]]:
        """Return the kept findings per row number."""
        found: dict[int, list[RowFinding]] = {}
        for finding in sorted(self.kept, key=lambda found: found.row):
            found.setdefault(finding.row, []).append(finding)
        return found


def write_marked_copy(source: Path, target: Path, findings: ImportFindings, title: str) -> None:
    """Write a copy of the file with a last column of findings; in XLSX bad cells are red.

    title: heading of the added column. The copy is of the source's own type.
    """
    marked = findings.by_row()
    if target.suffix.lower() == ".csv":
        _write_csv(source, target, marked, title)
    else:
        _write_xlsx(source, target, marked, title)


def _remarks(found: list[RowFinding]) -> str:
    return "; ".join(f"{one.column}: {one.reason}" if one.column else one.reason for one in found)


def _write_csv(source: Path, target: Path, marked: dict, title: str) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, row in zip(count(1), read_cells(source), strict=False):
            remark = title if number == 1 else _remarks(marked.get(number, []))
            writer.writerow([*row, remark])


def _write_xlsx(source: Path, target: Path, marked: dict, title: str) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    header: list[str] = []
    for number, row in zip(count(1), read_cells(source), strict=False):
        if number == 1:
            header = [name.strip().lower().replace(" ", "_") for name in row]
        found = marked.get(number, [])
        bad = {one.column for one in found}
        cells = [
            _cell(sheet, text, index < len(header) and header[index] in bad)
            for index, text in enumerate(row)
        ]
        remark = title if number == 1 else _remarks(found)
        sheet.append([*cells, _cell(sheet, remark, bool(found))])
    book.save(target)


def _cell(sheet, text: str, is_bad: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # never a formula
    if is_bad:
        cell.fill = _RED
    return cell
