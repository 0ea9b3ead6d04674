"""docs/documents.md: every document and field, what may leave of it, and where it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.contracts.doctypes import fields_with_column
from erp_app.declarations.reading import Declaration
from ops.installation.instance import REPO

FILE = REPO / "docs" / "documents.md"
_HEAD = """# Dictionary of documents

Written by `./diwan declare` from each DocType and the declaration beside it; a test fails when it
is not current. [dictionary.md](dictionary.md) has the warehouse's metrics and marts, and
[developing.md](developing.md) says how a document is added.

"What leaves" is the class of the field and what happens to it on its way out: `open` may be
published, `confidential` is for people of the government with a reason, `sensitive` is about a
person, `secret` never leaves; a `pseudonym` is a keyed hash of the entity, `person` one of all
entities, `withheld` stays in the ERP.
"""


def documents_page_files(declarations: dict[str, Declaration]) -> dict[Path, str]:
    """Return {the page: its text}."""
    lines = [_HEAD]
    for module in dict.fromkeys(one.doctype["module"] for one in declarations.values()):
        lines += [f"## {module}", ""]
        for one in declarations.values():
            if one.doctype["module"] == module:
                lines += _document(one, declarations)
    return {FILE: "\n".join(lines).rstrip() + "\n"}


def _document(one: Declaration, declarations: dict[str, Declaration]) -> Iterator[str]:
    warehouse, kind = one.sheet.warehouse, one.sheet.import_
    yield f"### {one.name}"
    yield ""
    if warehouse.mode:
        yield f"{warehouse.rows} Lake table `{warehouse.table or one.table}`, {warehouse.mode}."
    else:
        yield f"Not taken: {warehouse.not_taken}"
    if kind:
        columns = ", ".join(f"`{name}`" for name in kind.columns)
        yield f"Imported by `./diwan import {kind.kind}` with the columns {columns}."
    yield ""
    yield "| Field | Label | Type | What leaves | Column | Meaning |"
    yield "|---|---|---|---|---|---|"
    yield from _fields(one, declarations)
    yield ""


def _fields(one: Declaration, declarations: dict[str, Declaration]) -> Iterator[str]:
    said = {
        name: text
        for each in declarations.values()
        for name, text in each.sheet.descriptions.items()
    }
    labels = {field["fieldname"]: field.get("label", "") for field in one.doctype["fields"]}
    types = fields_with_column(one.doctype)
    for name, use in one.sheet.fields.items():
        column = f"`{use.column}`" if use.column else ""
        cells = (labels.get(name, ""), types.get(name, ""), use.privacy, column)
        meaning = said.get(use.column or "", "")
        yield f"| `{name}` | {' | '.join(cells)} | {meaning} |"
