"""Visitors who want to become suppliers, in the database.

Owns the one statement that takes a link: of two requests with one link, one goes on. Never commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import frappe
from frappe.utils import now

from erp_app.store.rows import BASE_COLUMNS, base_values, insert_rows

TABLE = "tabSupplier Registration"
ASKED, CONFIRMED, SENT = "Asked", "Confirmed", "Sent"


def insert_asked(mail: str, language: str, digest: str, asked: datetime, expires: datetime) -> str:
    """Write down that somebody asks for a link; return the row's name."""
    name = frappe.generate_hash(length=12)
    columns = ("mail", "language", "state", "token_digest", "asked_at", "expires_at")
    row = (
        *base_values(name, now(), "Administrator"),
        mail,
        language,
        ASKED,
        digest,
        asked,
        expires,
    )
    insert_rows(TABLE, (*BASE_COLUMNS, *columns), [row])
    return name


def count_open(mail: str, at: datetime) -> int:
    """Return how many links of an address have neither been used nor ended."""
    query = f"select count(*) from `{TABLE}` where mail = %s and state = %s and expires_at > %s"
    return int(frappe.db.sql(query, (mail, ASKED, at))[0][0])


def find_asked(mail: str, at: datetime) -> str:
    """Return the newest open request of an address, "" for none."""
    query = f"select name from `{TABLE}` where mail = %s and state = %s and expires_at > %s"
    rows = frappe.db.sql(f"{query} order by asked_at desc limit 1", (mail, ASKED, at))
    return rows[0][0] if rows else ""


def renew_link(name: str, digest: str, expires: datetime) -> None:
    """Let another link count in place of the one before."""
    query = f"update `{TABLE}` set token_digest = %s, expires_at = %s where name = %s"
    frappe.db.sql(query, (digest, expires, name))


def take_link(digest: str, at: datetime) -> frappe._dict | None:
    """Use a link up; return name, mail and language, None when it does not count (any more)."""
    query = f"update `{TABLE}` set state = %s where token_digest = %s and state = %s"
    frappe.db.sql(f"{query} and expires_at > %s", (CONFIRMED, digest, ASKED, at))
    if frappe.db._cursor.rowcount != 1:
        return None
    found = f"select name, mail, language from `{TABLE}` where token_digest = %s"
    return frappe.db.sql(found, digest, as_dict=True)[0]


def mark_sent(name: str, proposal: str, at: datetime) -> None:
    """Note what came of a request."""
    query = f"update `{TABLE}` set state = %s, proposal = %s, sent_at = %s where name = %s"
    frappe.db.sql(query, (SENT, proposal, at, name))


def save_files(addresses: Mapping[str, str]) -> None:
    """Write the address of the file of each row of a proposal, row -> address."""
    for row, address in addresses.items():
        query = "update `tabSupplier Document` set file = %s where name = %s"
        frappe.db.sql(query, (address, row))
