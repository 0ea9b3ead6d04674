"""Rows of a workbook, read by a limited process; and which of its sheets is meant.

Refuses what is no workbook, what would fill the memory, and a workbook with data on several
sheets: choosing one of them would drop the others without a word. Hidden sheets do not count, but
where they have the headings of the one that is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from erp_app.domain.findings import _
from erp_app.imports.cells import read_text
from erp_app.imports.errors import ImportFileError
from erp_app.imports.kept_rows import ReadRow

READER = Path(__file__).with_name("workbook_reader.py")
# Far more than any import has: a letter far below fills the sheet with a million empty rows.
ROWS_READ_MAX = 300_000
UNPACKED_BYTES_MAX = 500_000_000


def read_workbook(path: Path) -> Iterator[ReadRow]:
    """Yield each row of the one visible sheet with data. Raises: ImportFileError."""
    _require_bounded(path)
    process = subprocess.Popen(
        [sys.executable, "-I", str(READER), str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    with process:
        try:
            yield from _rows_of(process)
        finally:
            process.kill()
            process.stdout.close()


def _rows_of(process: subprocess.Popen) -> Iterator[ReadRow]:
    head = process.stdout.readline()
    if not head:
        raise ImportFileError(_("The file is not a readable XLSX file"))
    facts = json.loads(head)
    if len(facts["sheets"]) > 1:
        listed = ", ".join(facts["sheets"])
        text = _("There is data on several sheets ({0}): keep one, or save it as CSV")
        raise ImportFileError(text, listed)
    if facts["hidden_sheets"]:
        text = _("Hidden sheets hold rows as well ({0}): show them or delete them")
        raise ImportFileError(text, ", ".join(facts["hidden_sheets"]))
    if facts["total"] > ROWS_READ_MAX:
        text = _("The sheet reaches down to row {0}: delete what stands below row {1}")
        raise ImportFileError(text, facts["total"], ROWS_READ_MAX)
    done = 0
    for done, line in enumerate(process.stdout, 1):
        row = json.loads(line)
        is_hidden = isinstance(row, dict)
        cells = row["hidden"] if is_hidden else row
        if not line.isascii():
            cells = [read_text(cell) if isinstance(cell, str) else cell for cell in cells]
        yield ReadRow(cells, done / facts["total"], is_hidden)
    if done != facts["total"] or process.wait():
        raise ImportFileError(_("The file is too large: save it as CSV"))


def _require_bounded(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        raise ImportFileError(_("The file is not a readable XLSX file")) from None
    if unpacked > UNPACKED_BYTES_MAX:
        raise ImportFileError(_("The file is too large: save it as CSV"))
