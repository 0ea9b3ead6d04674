"""Locks on rows, taken in one order by everyone, so that waiting never becomes a circle."""

from __future__ import annotations

from collections.abc import Iterable
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
