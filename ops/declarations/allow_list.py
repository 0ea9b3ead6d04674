"""The allow-list's section of our own documents, from the permissions in their DocTypes."""

from __future__ import annotations

from pathlib import Path

from erp_app.declarations.reading import Declaration
from erp_app.guards.generate import ALLOW_LIST_PATH, with_own_documents


def allow_list_files(_declarations: dict[str, Declaration]) -> dict[Path, str]:
    """Return {the allow-list: its text with the section as the DocTypes have it}."""
    return {ALLOW_LIST_PATH: with_own_documents(ALLOW_LIST_PATH.read_text("utf-8"))}
