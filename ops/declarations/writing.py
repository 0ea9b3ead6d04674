"""Everything that follows from the declarations: what it should be, what differs, the writing.

Owns the list of writers. A file that a writer no longer names is removed when the project shows
by its head that it was written here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from erp_app.declarations.reading import Declaration, load_declarations
from ops.declarations.allow_list import allow_list_files
from ops.declarations.contract import check_fields, contract_files
from ops.declarations.documents_page import documents_page_files
from ops.declarations.import_batch import import_batch_files
from ops.declarations.staging import FOLDER, WRITTEN_BY, check_columns, staging_files
from ops.installation.instance import REPO

Writer = Callable[[dict[str, Declaration]], dict[Path, str]]
WRITERS: tuple[Writer, ...] = (
    contract_files,
    staging_files,
    allow_list_files,
    import_batch_files,
    documents_page_files,
)


def declared_files() -> dict[Path, str]:
    """Return {file: the text it should have} of all that is written."""
    declarations = load_declarations()
    return {file: text for write in WRITERS for file, text in write(declarations).items()}


def find_differences() -> list[str]:
    """Return what is wrong with the declarations, then each file that is not as they say."""
    declarations = load_declarations()
    findings = check_fields(declarations) + check_columns(declarations)
    files = declared_files()
    findings += [
        f"{file.relative_to(REPO)} is not as the documents declare"
        for file, text in files.items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]
    return findings + [f"{file.relative_to(REPO)} has no document" for file in _left_over(files)]


def write_declared() -> list[Path]:
    """Write what differs and remove what has no document; return the files touched."""
    files = declared_files()
    touched = _left_over(files)
    for file in touched:
        file.unlink()
    for file, text in files.items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            touched.append(file)
    return touched


def _left_over(files: dict[Path, str]) -> list[Path]:
    """Return models of documents that are gone: their YAML says that it was written here."""
    models = [
        file
        for file in sorted(FOLDER.glob("stg_erp__*.yml"))
        if file not in files and WRITTEN_BY in file.read_text(encoding="utf-8")
    ]
    return [each for file in models for each in (file, file.with_suffix(".sql"))]
