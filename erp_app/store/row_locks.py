"""Locks on rows, taken in one order by everyone, so that waiting never becomes a circle.

And locks of a process, by which others see that it lives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

import frappe


def lock_rows(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lock rows, given as (DocType, name), until the transaction ends.

    In order of DocType, then name. Returns the rows that exist, in the order locked.
    """
    locked: list[tuple[str, str]] = []
    for doctype, members in groupby(sorted(set(rows)), key=itemgetter(0)):
        for _doctype, name in members:
            found = frappe.db.sql(
                f"select name from `tab{doctype}` where name = %s for update", (name,)
            )
            locked += [(doctype, row[0]) for row in found]
    return locked


@contextmanager
def own_lock(name: str) -> Iterator[bool]:
    """Hold a lock of this connection inside the block; yield False when somebody else holds it.

    It outlives commits and ends with the connection: a process that was killed holds none.
    """
    [[got]] = frappe.db.sql("select get_lock(%s, 0)", (_of_site(name),))
    try:
        yield got == 1
    finally:
        if got == 1:
            frappe.db.sql("select release_lock(%s)", (_of_site(name),))


def is_held(name: str) -> bool:
    """Return True while a connection holds the lock."""
    [[holder]] = frappe.db.sql("select is_used_lock(%s)", (_of_site(name),))
    return holder is not None


def _of_site(name: str) -> str:
    """Return the lock's name on the database's server, which other sites use as well."""
    return f"{frappe.conf.db_name}.{name}"
