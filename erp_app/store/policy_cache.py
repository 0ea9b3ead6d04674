"""Small policy tables, read whole and remembered by every process until one of their rows changes.

Owns what is remembered, and for how long. Whoever changes a row announces it after the commit;
every transaction asks once whether there was an announcement. Refuses to remember what a
transaction read that may have begun before the change: its view of the tables may be the old one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import frappe

# For a change whose process ended between its commit and its announcement.
POLICY_AGE_MAX_SECONDS = 5.0
ANNOUNCED = "diwan_policies"
CHANGING = "changing"


@dataclass(frozen=True, slots=True)
class _Remembered:
    version: str
    until: float
    rows: list


_policies: dict[tuple[str, str], _Remembered] = {}
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


def forget_policies() -> None:
    """Read policies anew: in this transaction from now on, everywhere else after its commit."""
    frappe.local.flags.policy_version = CHANGING
    frappe.db.after_commit.add(_announce)
    frappe.db.after_rollback.add(_end)


def _version() -> str:
    """Return what was announced last, asked once in a transaction."""
    version: str | None = frappe.local.flags.policy_version
    if version is None:
        cache = frappe.cache()
        version = (cache.get(cache.make_key(ANNOUNCED)) or b"").decode()
        frappe.local.flags.policy_version = version
        frappe.db.after_commit.add(_end)
        frappe.db.after_rollback.add(_end)
    return version


def _announce() -> None:
    cache = frappe.cache()
    cache.set(cache.make_key(ANNOUNCED), frappe.generate_hash(length=16))
    _end()


def _end() -> None:
    version = frappe.local.flags.pop("policy_version", None)
    if version is not None and version != CHANGING:
        _settled[_here()] = version


def _here() -> tuple[str, int]:
    return frappe.local.site, threading.get_ident()
