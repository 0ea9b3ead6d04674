"""A lake of its own for both engines: the same files by other names, as they stand at one moment.

A night that runs meanwhile may take files out of the lake; what was borrowed stays. Nothing is
copied: a file has two names until the borrowed one is removed.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from analytics.extract.manifest import Manifest, all_manifests
from analytics.settings.places import Places
from analytics.transform.raw import SCHEMA, sound_manifests
from ground.atomic_files import exclusive


class LakeNotReadyError(Exception):
    """There is nothing sound to compare, or a night is writing it; says what to do."""


def borrow_lake(places: Places, folder: Path) -> tuple[Places, list[Manifest]]:
    """Return a lake in this folder with what is sound in the other one, and its manifests.

    Raises: LakeNotReadyError.
    """
    borrowed = Places(folder)
    borrowed.make()
    try:
        with exclusive(places.night_lock, wait=False):
            manifests, _damage = sound_manifests(places, all_manifests(places))
            for manifest in manifests:
                _borrow(places, borrowed, manifest)
    except BlockingIOError as error:
        raise LakeNotReadyError("A night is running: its lake is not still. Try later.") from error
    if not manifests:
        raise LakeNotReadyError(f"There is nothing in {places.lake}: run ./diwan nightly")
    return borrowed, manifests


def _borrow(places: Places, borrowed: Places, manifest: Manifest) -> None:
    for state in manifest.tables.values():
        for file in state.files:
            target = borrowed.raw / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(places.raw / file.path, target)


def write_laid_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """Write what a build lays beside the lake (calendar, control totals, the night's own tables) as
    Parquet, one folder a table; return the names."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ? order by 1", [SCHEMA]
    ).fetchall()
    for (name,) in rows:
        (folder / name).mkdir(parents=True)
        file = folder / name / "rows.parquet"
        connection.execute(f"copy {SCHEMA}.{name} to '{file}' (format parquet)")
    return [name for (name,) in rows]
