"""The extraction contract as the documents declare it.

Owns the file's head and order. A field that nobody has classified is withheld as a secret, and is
a finding: it stays in the ERP, and nobody forgets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.contracts.doctypes import KINDS, KINDS_OF_THE_BASE, OF_THE_BASE, fields_with_column
from analytics.contracts.extraction import FILE, Kind
from erp_app.declarations.reading import Declaration

VERSION = 1
UNCLASSIFIED = "secret withheld"
_HEAD = """\
# The only seam between the ERP and the warehouse: every table and field of erp_app, and what of it
# may leave an entity. Written by ./diwan declare from the declaration beside each document
# (erp_app/*/doctype/*/*.yml): change it there; a test fails while the two differ.
#
# A column is "TYPE CLASS [TREATMENT]".
#   TYPE   text, integer, flag (0 or 1), money (exact, in the entity's currency), number, date,
#          moment (local time of the entity).
#   CLASS  open          may be published as it is
#          confidential  for people of the government with a reason; rows limited to their entity
#          sensitive     about a person: leaves only as a pseudonym, a year, or not at all
#          secret        harms somebody when known: never leaves, the reading user cannot see it
#   TREATMENT  key (what makes a row one), pseudonym (a keyed hash, the same in every table of the
#          entity), person (one that is the same in every entity), year (of a date), withheld (stays
#          in the ERP).
# mode: append (rows are only ever added, by ascending key), merge (rows change; watermark says
#   which), snapshot (the whole table each time), control (a snapshot for reconciliation alone).
# seal: a column that is read of the last row alone, to prove that the rows taken before are still
#   the ERP's rows (each line's hash covers all lines before it); it is not kept.
# deletion: never (the ERP refuses it), absent (a row that is no longer there is gone here too).
"""


def contract_files(declarations: dict[str, Declaration]) -> dict[Path, str]:
    """Return {the contract's file: its text}."""
    return {FILE: contract_text(declarations)}


def contract_text(declarations: dict[str, Declaration]) -> str:
    """Return the whole contract: what is taken first, by module, then what is not."""
    lines = [f"version: {VERSION}", "tables:"]
    taken = [one for one in declarations.values() if one.sheet.warehouse.mode]
    for module in dict.fromkeys(one.doctype["module"] for one in taken):
        lines.append(f"  # --- {module} ---")
        for one in taken:
            if one.doctype["module"] == module:
                lines += _table(one)
    lines.append("  # --- Not taken ---")
    for one in declarations.values():
        if not one.sheet.warehouse.mode:
            lines += _table(one)
    return _HEAD + "\n".join(lines) + "\n"


def _table(one: Declaration) -> Iterator[str]:
    warehouse = one.sheet.warehouse
    yield f"  {one.name}:"
    yield f"    table: {one.table}"
    for word in ("scope", "mode", "watermark", "seal", "deletion", "not_taken"):
        if value := getattr(warehouse, word):
            yield f"    {word}: {value}"
    yield "    columns:"
    for name, kind in column_kinds(one).items():
        use = one.sheet.fields.get(name)
        yield f"      {name}: {kind} {use.privacy if use else UNCLASSIFIED}"


def column_kinds(one: Declaration) -> dict[str, Kind]:
    """Return {column: type}: as declared, then the fields that the declaration does not know.

    A declared name that the document does not have is left out. A key that numbers itself is an
    integer.
    """
    types = {name: KINDS[kind] for name, kind in fields_with_column(one.doctype).items()}
    base = dict(KINDS_OF_THE_BASE)
    if one.doctype.get("autoname") == "autoincrement":
        base["name"] = Kind.INTEGER
    declared = [name for name in one.sheet.fields if name in types or name in base]
    return {name: (types.get(name) or base[name]) for name in dict.fromkeys([*declared, *types])}


def check_fields(declarations: dict[str, Declaration]) -> list[str]:
    """Return what is wrong with the declared fields, one sentence each."""
    findings = []
    for one in declarations.values():
        fields, declared = set(fields_with_column(one.doctype)), set(one.sheet.fields)
        findings += [
            f"{one.name}.{name} has no class: say in {one.file.name} what may leave of it"
            for name in sorted(fields - declared)
        ]
        findings += [
            f"{one.file.name} declares {name}, which {one.name} does not have"
            for name in sorted(declared - fields - OF_THE_BASE)
        ]
    return findings
