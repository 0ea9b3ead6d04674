"""Where Superset keeps what it need not compute again, and what makes an answer the same answer.

Owns the caches' settings and the key of cached rows: the build they were computed from and the
scope of who asked are part of it, so that no answer outlives its build or reaches another scope.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g

from bi.builds import build_of_request
from bi.environment import Environment, warehouse_folder
from bi.scope_store import scope_of_user

FILES_MAX = 20_000  # of one cache kept in files; the oldest go first


def cache(environment: Environment, name: str, lifetime: timedelta) -> dict[str, Any]:
    """Return settings of one cache: in Redis when there is one, else in a folder of its own."""
    common = {
        "CACHE_DEFAULT_TIMEOUT": int(lifetime.total_seconds()),
        "CACHE_KEY_PREFIX": f"diwan_{name}_",
    }
    if environment.redis_url:
        return {**common, "CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": environment.redis_url}
    folder = environment.home / "cache" / name
    return {
        **common,
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": str(folder),
        "CACHE_THRESHOLD": FILES_MAX,
        "CACHE_OPTIONS": {"mode": 0o600},
    }


def keys_of_request() -> list[str]:
    """Return what tells this request's rows from those of another build or another scope."""
    build = build_of_request(warehouse_folder())
    scope = scope_of_user(getattr(g, "user", None))
    return [f"build {build.build_id}", f"scope {scope.key if scope else 'none'}"]


def put_build_and_scope_into_keys() -> None:
    """Make datasets and SQL Lab's results say them when a key is computed."""
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.sql_lab import Query

    for kind in (SqlaTable, Query):
        kind.get_extra_cache_keys = _with_our_keys(kind.get_extra_cache_keys)


def _with_our_keys(original: Any) -> Any:
    if getattr(original, "says_build", False):
        return original

    def get_extra_cache_keys(self: Any, query_obj: Any) -> list[Any]:
        return [*original(self, query_obj), *keys_of_request()]

    get_extra_cache_keys.says_build = True
    return get_extra_cache_keys
