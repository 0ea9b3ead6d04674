"""Small policy tables, read whole and remembered for a few seconds by every process.

Owns the age of what is remembered. The process that changes a row forgets at once; another one
sees the change after POLICY_AGE_MAX_SECONDS.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import frappe

POLICY_AGE_MAX_SECONDS = 5.0
_policies: dict[tuple[str, str], tuple[float, list]] = {}


def remembered(kind: str, read: Callable[[], list]) -> list:
    """Return a small policy table, read anew every few seconds."""
    key = (frappe.local.site, kind)
    now = time.monotonic()
    until, found = _policies.get(key, (0.0, []))
    if until < now:
        found = read()
        _policies[key] = (now + POLICY_AGE_MAX_SECONDS, found)
    return found


def forget_policies() -> None:
    """Drop what this process remembers, now and when the transaction has ended."""
    _policies.clear()
    frappe.db.after_commit.add(_policies.clear)
    frappe.db.after_rollback.add(_policies.clear)
