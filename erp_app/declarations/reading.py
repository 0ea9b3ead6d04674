"""Reads every document of the app: the DocType's own JSON and the declaration beside it.

Refuses a document without a declaration, and one that cannot be read; says which file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from erp_app.declarations.grammar import ImportKind, Sheet

APP = Path(__file__).parents[1]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DeclarationInvalidError(ValueError):
    """A declaration is missing or says what it cannot; names the file and the place in it."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One document: its DocType as Frappe's JSON has it, and what the file beside it declares."""

    file: Path
    doctype: Mapping[str, Any]
    sheet: Sheet

    @property
    def name(self) -> str:
        """The DocType's name."""
        return self.doctype["name"]

    @property
    def table(self) -> str:
        """The table's name in the lake."""
        return self.sheet.warehouse.table or self.file.stem


@cache
def load_declarations(app: Path = APP) -> dict[str, Declaration]:
    """Return every document of the app by its DocType's name, in order of the files.

    Raises: DeclarationInvalidError.
    """
    files = sorted(app.glob("*/doctype/*/*.json"))
    found = [_read(file) for file in files if file.stem == file.parent.name]
    return {declaration.name: declaration for declaration in found}


def _read(file: Path) -> Declaration:
    beside = file.with_suffix(".yml")
    if not beside.exists():
        raise DeclarationInvalidError(f"{file} has no declaration: write {beside.name} beside it")
    doctype = json.loads(file.read_text(encoding="utf-8"))
    try:
        content = yaml.load(beside.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
        return Declaration(beside, doctype, Sheet.model_validate(content))
    except (yaml.YAMLError, ValidationError) as error:
        raise DeclarationInvalidError(f"{beside}: {error}") from error


def import_kinds() -> dict[str, tuple[str, ImportKind]]:
    """Return {name on the command line: (DocType, how it is imported)}."""
    return {
        one.sheet.import_.kind: (name, one.sheet.import_)
        for name, one in load_declarations().items()
        if one.sheet.import_
    }


def arabic_title_fields(travelling: bool = False) -> dict[str, str]:
    """Return {DocType: field with its Arabic title}; travelling: only those sent to browsers."""
    return {
        name: one.sheet.arabic_title.field
        for name, one in load_declarations().items()
        if one.sheet.arabic_title and (one.sheet.arabic_title.travels or not travelling)
    }


def desk_links(workspace: str, group: str) -> list[str]:
    """Return the DocTypes that a workspace's group links to, in order."""
    found = [
        (link.order, name)
        for name, one in load_declarations().items()
        for link in one.sheet.desk.links
        if (link.workspace, link.group) == (workspace, group)
    ]
    return [name for _order, name in sorted(found)]


def list_column_counts() -> dict[str, int]:
    """Return {DocType: how many columns its list shows} where it is declared."""
    counts = {name: one.sheet.desk.list_columns for name, one in load_declarations().items()}
    return {name: count for name, count in counts.items() if count}
