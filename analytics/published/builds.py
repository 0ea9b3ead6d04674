"""The folder of builds and the one name readers follow.

Owns the ids, the symlink `current`, how many builds are kept and going back. A build is a folder
that appears whole (by a rename) and is never written again; `current` is replaced, never edited:
a reader that resolves it first sees one build for as long as it reads.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from analytics.settings.places import Places

BUILDS_KEPT = 5
BUILD_ID = re.compile(r"\d{8}T\d{6}")
FILE_NAME = "warehouse.duckdb"  # its stem names the catalogue: it is the same in every build


class BuildMissingError(Exception):
    """There is no such build, or none to go back to; says which there are."""


def new_id(places: Places) -> str:
    """Return the id of a run and of the build it makes: UTC "YYYYMMDDTHHMMSS", later ones sort
    later."""
    while True:
        found = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        if not (places.builds / found).exists() and not (places.runs / f"{found}.json").exists():
            return found
        time.sleep(0.1)


def build_ids(places: Places) -> list[str]:
    """Return ids of the builds that stand, oldest first."""
    folders = places.builds.iterdir() if places.builds.exists() else ()
    return sorted(folder.name for folder in folders if BUILD_ID.fullmatch(folder.name))


def current_id(places: Places) -> str | None:
    """Return the id of the build that readers see; None before the first."""
    if not places.current.is_symlink():
        return None
    return Path(os.readlink(places.current)).name


def current_file(places: Places) -> Path | None:
    """Return the real path of the warehouse that readers see; None before the first."""
    found = current_id(places)
    file = places.builds / found / FILE_NAME if found else None
    return file if file and file.exists() else None


def last_good_file(places: Places) -> Path | None:
    """Return the newest warehouse that opens, the current one first; None when there is none."""
    current = current_id(places)
    others = [one for one in reversed(build_ids(places)) if one != current]
    for found in ([current] if current else []) + others:
        file = places.builds / found / FILE_NAME
        if _opens(file):
            return file
    return None


def _opens(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()")
    except duckdb.Error:
        return False
    return True


def adopt(places: Places, build_id: str) -> Path:
    """Make the finished folder `building` the build of this id, on the disk; return its folder."""
    for path in sorted(places.building.rglob("*"), reverse=True):
        sync(path)
    sync(places.building)
    folder = places.builds / build_id
    places.building.rename(folder)
    sync(places.builds)
    return folder


def forget_unseen(places: Places, build_ids: Iterable[str]) -> None:
    """Remove builds of nights that were killed before readers were sent to them: going back leads
    to what somebody has seen."""
    for build_id in build_ids:
        if build_id != current_id(places):
            shutil.rmtree(places.builds / build_id, ignore_errors=True)


def point_to(places: Places, build_id: str) -> None:
    """Let readers see this build from now on, at once for all of them.

    Raises: BuildMissingError.
    """
    if not (places.builds / build_id / FILE_NAME).exists():
        raise BuildMissingError(f"There is no build {build_id}. {_which_there_are(places)}")
    fresh = places.root / ".current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(places.builds.name) / build_id)
    os.replace(fresh, places.current)
    sync(places.root)


def before_current(places: Places) -> str:
    """Return the newest build older than the current one. Raises: BuildMissingError."""
    current = current_id(places)
    older = [found for found in build_ids(places) if current and found < current]
    if not older:
        raise BuildMissingError(f"There is no earlier build. {_which_there_are(places)}")
    return older[-1]


def prune_builds(places: Places, keep: int = BUILDS_KEPT) -> list[str]:
    """Remove all but the newest builds; the current one always stays. Returns the removed."""
    removed = [one for one in build_ids(places)[:-keep] if one != current_id(places)]
    for found in removed:
        away = places.builds / f".removed-{found}"
        (places.builds / found).rename(away)
    for folder in places.builds.glob(".removed-*"):
        shutil.rmtree(folder, ignore_errors=True)
    return removed


def _which_there_are(places: Places) -> str:
    found = build_ids(places)
    return f"There are: {', '.join(found)}." if found else "There is none yet: run ./diwan nightly"


def sync(path: Path) -> None:
    """Make sure that a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
