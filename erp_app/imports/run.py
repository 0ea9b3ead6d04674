"""Imports one file: check all of it, then write all of it or nothing.

Owns the order of the steps, the permission and the transaction. The file is read once; its rows are
then checked and written from what was kept. Refuses a file with any finding and leaves a marked-up
copy beside the answer instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import frappe
from frappe import _

from erp_app.documents.refusals import translate
from erp_app.imports.findings import ImportFindings, RowFinding
from erp_app.imports.kinds import ImportContext, columns_of, doctype_of, load_adapter
from erp_app.imports.marked_copy import write_marked_copy
from erp_app.imports.table import ROWS_PER_REPORT, Row, Table, read_table

Progress = Callable[[float, str], None]
# How far the bar is when a file is read, and when it is checked.
READ_SHARE, CHECKED_SHARE = 0.2, 0.6


@dataclass(slots=True)
class ImportResult:
    """What came of a file. errors: the kept findings; error_count counts all of them.

    marked_copy: path of the copy with findings, "" when there were none.
    """

    kind: str
    row_count: int = 0
    made_count: int = 0
    skipped_count: int = 0
    error_count: int = 0
    errors: list[RowFinding] = field(default_factory=list)
    marked_copy: str = ""
    summary: str = ""

    @property
    def is_imported(self) -> bool:
        return not self.error_count


def import_file(
    kind: str,
    path: Path,
    user: str | None = None,
    report: Progress | None = None,
    batch: str = "",
    commit: bool = True,
    amounts: str = "",
) -> dict:
    """Import a file and return `ImportResult` as a dict.

    user: whose import it is, Administrator when None; needs the right to create the kind.
    report(share, sentence): called now and then. commit: end the transaction here.
    amounts: how the file's texts write amounts, "1,234.50" or "1.234,50"; "" to find it out.

    Raises:
        ImportFileError: the file cannot be read at all.
        frappe.PermissionError: the user may not create such records.
    """
    user = user or "Administrator"
    result = run_import(kind, path, ImportContext(user, batch, amounts), report or _silent)
    if commit:
        frappe.db.commit()
    return asdict(result)


def run_import(kind: str, path: Path, context: ImportContext, report: Progress) -> ImportResult:
    """Read, check and write a file in the caller's transaction.

    Raises:
        ImportFileError: the file cannot be read at all.
        frappe.PermissionError: the user may not create such records.
    """
    _require_create(kind, context.user)
    adapter = load_adapter(kind)

    def read(share: float, rows: int) -> None:
        report(share * READ_SHARE, _("Reading row {0}").format(rows))

    table = read_table(path, columns_of(kind), read, context.style)
    with closing(table.kept):
        result = ImportResult(kind, row_count=table.row_count)
        findings = ImportFindings(translate)
        text = _("Checking row {0} of {1}")
        shares = (READ_SHARE, CHECKED_SHARE)
        adapter.check(_reported(table, findings, shares, text, report), findings)
        if findings.count:
            return _refuse(result, path, table, findings)
        text = _("Writing row {0} of {1}")
        shares = (CHECKED_SHARE, 1.0)
        written = adapter.write(_reported(table, findings, shares, text, report), context)
    result.made_count, result.skipped_count = written.made_count, written.skipped_count
    text = _("{0} rows read: {1} documents made, {2} were there already")
    result.summary = text.format(table.row_count, written.made_count, written.skipped_count)
    return result


def _require_create(kind: str, user: str) -> None:
    doctype = doctype_of(kind)
    if not frappe.has_permission(doctype, "create", user=user):
        text = _("{0} may not create {1}").format(user, _(doctype))
        raise frappe.PermissionError(text)


def _refuse(
    result: ImportResult, path: Path, table: Table, findings: ImportFindings
) -> ImportResult:
    target = Path(mkdtemp(prefix="diwan-import-")) / f"{path.stem}-marked{table.suffix}"
    write_marked_copy(table, target, findings, _("Findings"))
    result.errors = sorted(findings.kept, key=lambda found: found.row)
    result.error_count = findings.count
    result.marked_copy = str(target)
    result.summary = _("Nothing was imported: {0} findings").format(findings.count)
    return result


def _reported(
    table: Table,
    findings: ImportFindings,
    shares: tuple[float, float],
    text: str,
    report: Progress,
) -> Iterator[Row]:
    """Yield the table's rows, telling how far they are between two shares of the bar."""
    begin, end = shares
    for done, row in enumerate(table.rows(findings), 1):
        if done % ROWS_PER_REPORT == 0:
            share = begin + (end - begin) * done / table.row_count
            report(share, text.format(done, table.row_count))
        yield row


def _silent(_share: float, _sentence: str) -> None:
    pass
