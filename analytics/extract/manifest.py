"""What makes an entity's last good extraction: its files, their checksums, watermarks and totals.

The manifest is replaced last and at once, so that the lake is always at one moment for an entity:
a killed extraction leaves files that nobody names, and the next one removes them.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analytics.settings.days import day_in
from analytics.settings.places import Places
from ground.atomic_files import write_json


@dataclass(frozen=True)
class LakeFile:
    """One Parquet file. path: relative to the lake's raw folder."""

    path: str
    rows: int
    size_bytes: int
    sha256: str

    def is_intact(self, raw: Path) -> bool:
        """Return True when the file is what was written."""
        file = raw / self.path
        try:
            return file.stat().st_size == self.size_bytes and checksum(file) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class TableState:
    """A table of an entity in the lake. watermark: the greatest value taken, as text.

    columns: name -> type in the lake, of the newest file. lineage: the run that took a table of
    added rows whole; as long as it stays, every row taken since stands as it was. fingerprint: of
    the source when this was taken, as `fingerprints`; "" when nobody asked.
    """

    files: tuple[LakeFile, ...] = ()
    rows: int = 0
    watermark: str = ""
    seal: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    lineage: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Manifest:
    """An entity's extraction. extracted_at: UTC, ISO 8601; totals: control totals of the ERP at
    that moment, amounts as decimal text; as_of_day: the entity's own day then, ISO 8601."""

    code: str
    scope: str
    contract: str
    extracted_at: str
    tables: dict[str, TableState]
    totals: dict[str, str]
    drift: tuple[str, ...] = ()
    as_of_day: str = ""

    @property
    def day(self) -> date:
        """The entity's day when it was read; extractions before it was kept have the
        government's."""
        return date.fromisoformat(self.as_of_day) if self.as_of_day else day_in(self.extracted_at)


def checksum(file: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits."""
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def describe_file(raw: Path, file: Path, rows: int) -> LakeFile:
    """Describe a written file, after making sure that it is on the disk."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    size = file.stat().st_size
    return LakeFile(file.relative_to(raw).as_posix(), rows, size, checksum(file))


def load_manifest(places: Places, code: str) -> Manifest | None:
    """Return the last good extraction of an entity; None when there is none or it cannot be
    read."""
    file = places.manifests / f"{code}.json"
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        tables = {name: _table(facts) for name, facts in stored.pop("tables").items()}
        drift = tuple(stored.pop("drift", ()))
        return Manifest(**stored, tables=tables, drift=drift)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _table(facts: dict[str, Any]) -> TableState:
    files = tuple(LakeFile(**one) for one in facts.pop("files"))
    return TableState(files=files, **facts)


def save_manifest(places: Places, manifest: Manifest) -> None:
    """Make an extraction the entity's good one, then remove files that it does not name."""
    write_json(places.manifests / f"{manifest.code}.json", asdict(manifest))
    sweep(places, manifest)


def sweep(places: Places, manifest: Manifest) -> int:
    """Remove the entity's files that its manifest does not name; return how many."""
    named = {file.path for state in manifest.tables.values() for file in state.files}
    removed = 0
    for file in places.raw.glob(f"*/entity={manifest.code}/*"):
        if file.relative_to(places.raw).as_posix() not in named:
            file.unlink()
            removed += 1
    return removed


def all_manifests(places: Places) -> list[Manifest]:
    """Return every entity's last good extraction, by code."""
    codes = sorted(file.stem for file in places.manifests.glob("*.json"))
    return [found for code in codes if (found := load_manifest(places, code))]
