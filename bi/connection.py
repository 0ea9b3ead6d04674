"""Every DuckDB connection Superset opens: no files, no network, and only what the user may see.

Owns Superset's DB_CONNECTION_MUTATOR. Whatever the database record says, and whatever is asked
through (charts, SQL Lab, exports, samples), what opens is the request's build: the whole
government's file for those who see all of it, the entity's own for those who see one, a view of
their files for those who see several. The row filter is a second limit, not the first. Refuses a
user without a scope, and DuckDB anywhere else.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from typing import Any

from duckdb_engine import Dialect
from flask import g, has_app_context, has_request_context, request
from sqlalchemy.engine.url import URL

from bi.builds import Build, build_of_request
from bi.environment import warehouse_folder
from bi.errors import RefusedError
from bi.scope import EntityScope
from bi.scope_store import scope_of_user
from bi.several import attach_entities
from bi.turns import queries_at_once

MEMORY_SHARE = 4  # a quarter of the machine, over all of Superset's processes
MEMORY_MIB_MIN = 256
THREADS_MIN = 2  # of one file's queries: a reader alone has both cores of a small machine
KEPT_OPEN_MAX = 64  # the whole file, and those of the scopes whose users are at work

_kept: dict[str, tuple[str, Any]] = {}  # database -> (its build, an idle connection)
_kept_lock = threading.Lock()
WHOLE = EntityScope(None)
SERVING = "DIWAN_SUPERSET_SERVING"  # set for processes that answer people


class ConnectionRefusedError(RefusedError):
    """The user may not open this database; says why."""


def lock_down(
    uri: URL, parameters: dict[str, Any], _username: str | None, _manager: Any, _source: Any
) -> tuple[URL, dict[str, Any]]:
    """Return the address and connect arguments to use in place of those given.

    Raises: ConnectionRefusedError, WarehouseMissingError.
    """
    if not uri.drivername.startswith("duckdb"):
        return uri, parameters
    warehouse = warehouse_folder()
    if uri.database != str(warehouse / "current" / "warehouse.duckdb"):
        raise ConnectionRefusedError("DuckDB opens the warehouse's builds and nothing else.")
    build = build_of_request(warehouse)
    database, arguments = _open(build, _scope_of_caller())
    return URL.create("duckdb", database=database), {**parameters, "connect_args": arguments}


def note_scope() -> None:
    """Note the scope of a request of the API: a streamed answer is computed when it has gone."""
    if request.path.startswith("/api/"):
        g.diwan_scope = scope_of_user(getattr(g, "user", None))


def _scope_of_caller() -> EntityScope:
    """Return whose rows the connection may show. Raises: ConnectionRefusedError.

    Only a process that serves nobody (set-up, the command line) sees all without being somebody.
    """
    if has_request_context():
        scope = scope_of_user(getattr(g, "user", None))
    else:
        is_serving = SERVING in os.environ
        scope = (g.get("diwan_scope") if has_app_context() else None) if is_serving else WHOLE
    if scope is None:
        raise ConnectionRefusedError("You have no access to the government's data.")
    return scope


def _open(build: Build, scope: EntityScope) -> tuple[str, dict[str, Any]]:
    """Make sure that what a scope sees of a build is open; return its name and how to join it."""
    if scope.codes is None or scope.only_entity:
        database = str(build.file_of(scope.only_entity))
        arguments = {"read_only": True, "config": {**_limits(), **_restrictions()}}
        _keep_open(database, build, lambda: _connect(database, arguments))
        return database, arguments
    files = {code: build.file_of(code) for code in scope.codes}
    digest = hashlib.sha256(scope.key.encode()).hexdigest()[:16]
    database = f":memory:diwan-{build.build_id}-{digest}"
    arguments = {"config": _limits()}
    _keep_open(
        database,
        build,
        lambda: attach_entities(_connect(database, arguments), files, _restrictions()),
    )
    return database, arguments


def _limits() -> dict[str, Any]:
    """Return settings that are equal for all connections: one process shares a file's memory."""
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_persistent_secrets": False,
        "secret_directory": "/nonexistent",
        "memory_limit": f"{memory_mib()}MiB",
        "threads": max(THREADS_MIN, queries_at_once()),
    }


def _restrictions() -> dict[str, Any]:
    """Return settings that keep DuckDB from files and network; the last one locks them all."""
    return {
        "allow_community_extensions": False,
        "enable_external_access": False,
        "lock_configuration": True,
    }


def memory_mib() -> int:
    """Return DuckDB's limit in one of Superset's processes, MiB."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    processes = int(os.environ.get("DIWAN_SUPERSET_WORKERS", "1"))
    return max(MEMORY_MIB_MIN, machine // MEMORY_SHARE // processes)


def _connect(database: str, arguments: dict[str, Any]) -> Any:
    """Connect as Superset's engine will: DuckDB compares the settings of one database."""
    return Dialect().connect(database, **{**arguments, "config": dict(arguments["config"])})


def _keep_open(database: str, build: Build, connect: Callable[[], Any]) -> None:
    """Hold one idle connection, so that pages stay in memory between requests.

    Those of earlier builds are let go as soon as a newer one is asked for.
    """
    with _kept_lock:
        if database in _kept:
            return
        earlier = [name for name, (id_, _) in _kept.items() if id_ != build.build_id]
        for name in [*earlier, *list(_kept)[: max(0, len(_kept) - KEPT_OPEN_MAX + 1)]]:
            if name in _kept:
                _kept.pop(name)[1].close()
        _kept[database] = (build.build_id, connect())
