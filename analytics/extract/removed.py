"""Entities that were removed leave the lake; those that only cannot be found stay."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from analytics.contracts.extraction import Contract
from analytics.extract.manifest import Manifest, all_manifests, load_manifest
from analytics.settings.places import Places
from analytics.settings.sources import HUB

REMOVED = "Removed"


def forget_removed(places: Places, contract: Contract, named: Collection[str]) -> list[str]:
    """Remove the files of entities that neither the platform names nor the registry keeps.

    named: codes of all databases the platform knows. An entity that the registry holds in another
    state than removed stays, whatever the platform says: it is stale, not gone. Returns the codes.
    """
    strangers = [one for one in all_manifests(places) if one.code not in named]
    if not strangers:
        return []
    statuses = _statuses(places, contract)
    if statuses is None:
        return []
    gone = [one for one in strangers if statuses.get(one.code, REMOVED) == REMOVED]
    for manifest in gone:
        _forget(places, manifest)
    return [manifest.code for manifest in gone]


def _statuses(places: Places, contract: Contract) -> dict[str, str] | None:
    """Return the registry's status by code; None when the registry cannot be read."""
    hub = load_manifest(places, HUB)
    table = contract.find("entity").table
    state = hub.tables.get(table) if hub else None
    if state is None or not all(file.is_intact(places.raw) for file in state.files):
        return None
    paths = [str(places.raw / file.path) for file in state.files]
    with duckdb.connect() as connection:
        rows = connection.execute("select name, status from read_parquet($1)", [paths])
        return dict(rows.fetchall())


def _forget(places: Places, manifest: Manifest) -> None:
    """Remove the manifest first: files that nobody names are nobody's data."""
    (places.manifests / f"{manifest.code}.json").unlink(missing_ok=True)
    for folder in places.raw.glob(f"*/entity={manifest.code}"):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
