"""Our assets on a server: read, brought in, pruned. Runs inside Superset's environment.

Owns the marks by which our assets are known (identity.mark) and touches nothing without one: what
people drew themselves stays theirs. Everything goes through Superset's own import, in one process,
because each start of Superset costs seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import yaml

from bi.compiler.bundle import as_files
from bi.compiler.compare import Assets, Difference, compare
from bi.compiler.identity import DATABASE, asset_uuid, is_ours
from bi.compiler.owned import owned, owned_assets

ADMINISTRATOR = "admin"
Say = Callable[[float, str], None]


class ServerNotReadyError(Exception):
    """The server has no warehouse or no administrator yet; says what to do."""


def differences(wanted: Assets) -> list[Difference]:
    """Return files against the server. wanted: a compiled form."""
    return compare(owned_assets(wanted), _server_assets())


def push(wanted: Assets, say: Say) -> dict[str, Any]:
    """Bring the server to the files; a second time changes nothing.

    Returns {"changed": differences before, "removed": names, "roles": what bi.roles.sync counts}.
    """
    say(0.3, "Comparing")
    found = differences(wanted)
    if found:
        say(0.5, f"Bringing in {len(wanted)} assets")
        _import(wanted)
    say(0.8, "Removing what the files no longer have")
    removed = _prune(wanted)
    say(0.9, "Roles and row filter")
    return {"changed": len(found), "removed": removed, "roles": _sync_roles()}


def _import(wanted: Assets) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    with override_user(administrator()):
        ImportAssetsCommand(as_files(wanted, _database_record())).run()


def administrator() -> Any:
    """Return the local administrator, who owns what is governed. Raises: ServerNotReadyError."""
    from superset import security_manager

    user = security_manager.find_user(ADMINISTRATOR)
    if user is None:
        raise ServerNotReadyError("Superset has no local administrator: run ./diwan up")
    return user


def _database_record() -> dict[str, Any]:
    """Return the warehouse's record as it is: an import needs it and must not change it."""
    from superset import db
    from superset.commands.database.export import ExportDatabasesCommand
    from superset.models.core import Database

    identifier = asset_uuid("database", DATABASE)
    record = db.session.query(Database).filter_by(uuid=identifier).one_or_none()
    if record is None:
        raise ServerNotReadyError("Superset does not know the warehouse: run ./diwan up")
    return yaml.safe_load(ExportDatabasesCommand._file_content(record))


def _ours() -> dict[str, list[Any]]:
    """Return every record on the server that carries our mark, by kind."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    kinds = {"dashboards": Dashboard, "charts": Slice, "datasets": SqlaTable}
    return {
        kind: [
            one for one in db.session.query(model).all() if is_ours(str(one.uuid), one.external_url)
        ]
        for kind, model in kinds.items()
    }


def _server_assets() -> Assets:
    """Return what the server has of ours, by the same paths as a bundle."""
    readers = {"datasets": _read_dataset, "charts": _read_chart, "dashboards": _read_dashboard}
    return {
        asset_path(kind, record): owned(kind, readers[kind](record))
        for kind, records in _ours().items()
        for record in records
    }


def asset_path(kind: str, record: Any) -> str:
    """Return a record's path in a bundle, from its mark."""
    slug = record.external_url.rsplit(":", 1)[1]
    return f"{kind}/warehouse/{slug}.yaml" if kind == "datasets" else f"{kind}/{slug}.yaml"


def _read_dataset(record: Any) -> dict[str, Any]:
    return record.export_to_dict(recursive=True, include_defaults=True, export_uuids=True)


def _read_chart(record: Any) -> dict[str, Any]:
    return {
        "slice_name": record.slice_name,
        "description": record.description,
        "viz_type": record.viz_type,
        "dataset_uuid": str(record.table.uuid) if record.table else None,
        "params": json.loads(record.params or "{}"),
    }


def _read_dashboard(record: Any) -> dict[str, Any]:
    metadata = json.loads(record.json_metadata or "{}")
    identifiers = _dataset_identifiers()
    for one in metadata.get("native_filter_configuration", []):
        for target in one.get("targets", []):
            if "datasetId" in target:
                target["datasetUuid"] = identifiers.get(target.pop("datasetId"))
    return {
        "dashboard_title": record.dashboard_title,
        "description": record.description,
        "slug": record.slug,
        "css": record.css,
        "published": record.published,
        "metadata": metadata,
        "position": json.loads(record.position_json or "{}"),
    }


def _dataset_identifiers() -> dict[int, str]:
    from superset import db
    from superset.connectors.sqla.models import SqlaTable

    return {table.id: str(table.uuid) for table in db.session.query(SqlaTable).all()}


def _prune(wanted: Assets) -> list[str]:
    """Remove our assets that the files no longer have; dashboards first, then what they used."""
    from superset import db

    removed = []
    for kind, records in _ours().items():
        for record in records:
            if (path := asset_path(kind, record)) not in wanted:
                db.session.delete(record)
                removed.append(path)
        db.session.flush()
    db.session.commit()
    return sorted(removed)


def _sync_roles() -> dict[str, int]:
    """Bring grants and the row filter to the datasets that are there now."""
    from bi import roles

    return roles.sync()
