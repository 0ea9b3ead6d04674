"""The databases to read, as the platform describes them in an owner-only file."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path

ENTITY, HUB = "entity", "hub"


class SourcesInvalidError(Exception):
    """The description of the sources cannot be used; says what to do."""


@dataclass(frozen=True)
class Source:
    """One database. code: the entity's, or "hub"; scope: "entity" or "hub"; time_zone: the site's,
    "" for the government's."""

    code: str
    database: str
    scope: str
    time_zone: str = ""


@dataclass(frozen=True)
class Sources:
    """A database server with a reading user, and the databases of interest.

    pseudonym_key: the secret of the keyed hashes; without it pseudonyms cannot be recomputed.
    """

    host: str
    port: int
    user: str
    password: str
    pseudonym_key: str
    databases: tuple[Source, ...]

    def __repr__(self) -> str:
        """Return the description without the secrets: it may end in a log."""
        return f"Sources({self.host}:{self.port}, {len(self.databases)} databases)"


def load_sources(file: Path) -> Sources:
    """Read the description. Raises: SourcesInvalidError when others may read it or it is broken."""
    if not file.exists():
        raise SourcesInvalidError(f"{file} is missing: run ./diwan up")
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SourcesInvalidError(f"{file} can be read by other users: chmod 600 {file}")
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        databases = tuple(Source(**one) for one in facts.pop("databases"))
        return Sources(**facts, databases=databases)
    except (ValueError, TypeError, KeyError) as error:
        raise SourcesInvalidError(f"{file} is not a description of sources: {error}") from error
