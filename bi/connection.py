"""Every DuckDB connection Superset opens: read-only, without files or network, to the right file.

Owns Superset's DB_CONNECTION_MUTATOR. Whatever the database record says, the only file that opens
is one of the request's build: the whole government's for those who see all of it, the entity's own
for those who see one, whatever they ask through (charts, SQL Lab, exports, samples). Refuses a user
without a scope, free SQL of a user with several entities, and DuckDB anywhere else.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from duckdb_engine import Dialect
from flask import g, has_request_context
from sqlalchemy.engine.url import URL
from superset.utils.core import QuerySource

from bi.builds import build_of_request
from bi.environment import load_environment
from bi.scope import EntityScope
from bi.scope_store import scope_of_user

MEMORY_SHARE = 4  # a quarter of the machine, over all of Superset's processes
MEMORY_MIB_MIN = 256
KEPT_OPEN = 64  # files: a build's whole file, and those of the entities whose users are at work

_kept: dict[str, Any] = {}
_kept_lock = threading.Lock()


class ConnectionRefusedError(PermissionError):
    """The user may not open this database; says why."""


def lock_down(
    uri: URL, parameters: dict[str, Any], username: str | None, _manager: Any, source: Any
) -> tuple[URL, dict[str, Any]]:
    """The address and connect arguments to use in place of those given.

    Raises: ConnectionRefusedError, WarehouseMissingError.
    """
    if not uri.drivername.startswith("duckdb"):
        return uri, parameters
    environment = load_environment()
    if uri.database != str(environment.warehouse / "current" / "warehouse.duckdb"):
        raise ConnectionRefusedError("DuckDB opens the warehouse's builds and nothing else.")
    entity = _entity_of_caller(source)
    file = build_of_request(environment.warehouse).file_of(entity)
    arguments = {"read_only": True, "config": locked_config()}
    _keep_open(file, arguments)
    address = URL.create("duckdb", database=str(file))
    return address, {**parameters, "connect_args": arguments}


def locked_config() -> dict[str, Any]:
    """DuckDB settings of every connection; equal for all, as one process shares a file's memory."""
    return {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_unsigned_extensions": False,
        "memory_limit": f"{memory_mib()}MiB",
        "temp_directory": "",
        "threads": int(os.environ.get("DIWAN_DUCKDB_THREADS", "2")),
        "lock_configuration": True,
    }


def memory_mib() -> int:
    """DuckDB's limit in one of Superset's processes, MiB."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    processes = int(os.environ.get("DIWAN_SUPERSET_WORKERS", "1"))
    return max(MEMORY_MIB_MIN, machine // MEMORY_SHARE // processes)


def _entity_of_caller(source: Any) -> str | None:
    """The entity whose own file the caller gets, None for the whole government's."""
    if not has_request_context():
        return None  # set-up and the command line: no person asks
    user = getattr(g, "user", None)
    scope = scope_of_user(user)
    if scope is None:
        raise ConnectionRefusedError("You have no access to the government's data.")
    if scope.is_whole or scope.only_entity:
        return scope.only_entity
    return _several(scope, source)


def _several(scope: EntityScope, source: Any) -> None:
    """Charts of several entities read the whole file behind their row filter; free SQL may not."""
    if source == QuerySource.SQL_LAB:
        raise ConnectionRefusedError(
            f"Your own SQL runs on one entity's data, and you see {len(scope.codes or ())}. "
            "Use the charts."
        )


def _keep_open(file: Path, arguments: dict[str, Any]) -> None:
    """Hold one idle connection to a file, so that its pages stay in memory between requests.

    Files of earlier builds are let go as soon as a newer one is asked for.
    """
    name = str(file)
    with _kept_lock:
        if name in _kept:
            return
        build = file.parent.parent if file.parent.name == "by_entity" else file.parent
        for other in [path for path in _kept if not path.startswith(f"{build}{os.sep}")]:
            _kept.pop(other).close()
        while len(_kept) >= KEPT_OPEN:
            _kept.pop(next(iter(_kept))).close()
        copied = {**arguments, "config": dict(arguments["config"])}
        _kept[name] = Dialect().connect(name, **copied)
