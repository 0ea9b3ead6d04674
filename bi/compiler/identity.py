"""Stable identity: the same slug is the same thing on every server, for ever."""

from __future__ import annotations

import uuid

KINDS = ("database", "dataset", "chart", "dashboard")
DATABASE = "warehouse"
DATABASE_NAME = "Diwan warehouse"
SCHEMA = "marts"


def asset_uuid(kind: str, slug: str) -> str:
    """Return the identifier of an asset. Raises: ValueError for an unknown kind.

    >>> asset_uuid("dashboard", "government")
    '4f0ca780-6c24-569d-bb7c-300e8b585f51'
    """
    if kind not in KINDS:
        raise ValueError(f"'{kind}' is none of {', '.join(KINDS)}")
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"diwan:{kind}:{slug}"))


def mark(kind: str, slug: str) -> str:
    """Return what an asset carries, so that one removed from the files is known as ours on the
    server."""
    return f"diwan:{kind}:{slug}"


def is_ours(identifier: str, marked: str | None) -> bool:
    """Return True when an asset's identifier follows from its mark: a copy of it has another."""
    return bool(marked) and identifier == str(uuid.uuid5(uuid.NAMESPACE_URL, str(marked)))
