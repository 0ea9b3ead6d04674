"""Policies and masters, remembered by every process until one of their rows changes.

Owns what is remembered, and for how long: small tables whole, larger ones by the rows that were
asked for. Whoever changes a row announces it after the commit;
every transaction asks once whether there was an announcement. Refuses to remember what a
transaction read that may have begun before the change: its view of the tables may be the old one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import frappe

# For a change whose process ended between its commit and its announcement.
POLICY_AGE_MAX_SECONDS = 5.0
ROWS_MAX = 50_000  # of one kind; then what is remembered of it is begun anew
ANNOUNCED = "diwan_policies"
CHANGING = "changing"


@dataclass(frozen=True, slots=True)
class _Remembered:
    version: str
    until: float
    rows: Any  # a list of them all, or those asked for by their keys


_policies: dict[tuple[str, str], _Remembered] = {}
_rows: dict[tuple[str, str], _Remembered] = {}
# (site, thread) -> the version that an earlier, ended transaction of the thread has seen.
_settled: dict[tuple[str, int], str] = {}


def remembered(kind: str, read: Callable[[], list]) -> list:
    """Return a small policy table as it stands."""
    key, version, now = (frappe.local.site, kind), _version(), time.monotonic()
    found = _policies.get(key)
    if found and found.version == version and found.until > now:
        return found.rows
    rows = read()
    if _settled.get(_here()) == version:
        _policies[key] = _Remembered(version, now + POLICY_AGE_MAX_SECONDS, rows)
    return rows


def remembered_rows(
    kind: str, keys: Collection[Any], read: Callable[[set[Any]], dict[Any, Any]]
) -> dict[Any, Any]:
    """Return {key: row} of the keys that there are. read: returns that of the keys it is given."""
    key, version, now = (frappe.local.site, kind), _version(), time.monotonic()
    found = _rows.get(key)
    if not found or found.version != version or found.until <= now or len(found.rows) > ROWS_MAX:
        found = _Remembered(version, now + POLICY_AGE_MAX_SECONDS, {})
    known = {name: found.rows[name] for name in keys if name in found.rows}
    if missing := set(keys) - known.keys():
        fresh = read(missing)
        fresh = {name: fresh.get(name) for name in missing}
        known |= fresh
        if _settled.get(_here()) == version:
            found.rows.update(fresh)
            _rows[key] = found
    return {name: row for name, row in known.items() if row is not None}


def forget_policies(*_event: object) -> None:
    """Read policies and masters anew: in this transaction from now on, elsewhere after its
    commit. An event of documents may call it."""
    if frappe.local.flags.policy_version == CHANGING:
        return
    frappe.local.flags.policy_version = CHANGING
    frappe.db.after_commit.add(_announce)
    frappe.db.after_rollback.add(_end)


def _version() -> str:
    """Return what was announced last, asked once in a transaction."""
    flags = frappe.local.flags
    version: str | None = flags.policy_version
    if version is None:
        version = _announced().decode()
        flags.policy_version = version
        frappe.db.after_commit.add(_end)
        frappe.db.after_rollback.add(_end)
    return version


def _announced() -> bytes:
    """Return what was announced last; a request was told at its begin, with what it asks anyway."""
    cache = frappe.cache()
    key = cache.make_key(ANNOUNCED)
    told = frappe.local.cache.pop(key, None)
    return told if told is not None else cache.get(key) or b""


def _announce() -> None:
    cache = frappe.cache()
    try:
        cache.set(cache.make_key(ANNOUNCED), frappe.generate_hash(length=16))
    finally:
        _end()


def _end() -> None:
    version = frappe.local.flags.pop("policy_version", None)
    if version is not None and version != CHANGING:
        _settled[_here()] = version


def _here() -> tuple[str, int]:
    return frappe.local.site, threading.get_ident()
