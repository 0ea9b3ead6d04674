"""Messages and positions of the exchange in the database.

Owns the numbers: given under a lock that is held until the commit, so that a smaller number never
appears after a larger one. Never commits.
"""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe.utils import now

from erp_app.store.people import reserve_series
from erp_app.store.rows import BASE_COLUMNS, base_values, insert_rows

MESSAGES, POSITIONS = "tabExchange Message", "tabExchange Position"
SERIES = "diwan-exchange-"
_FIELDS = "number, kind, subject, addressee, body, seal"


def take_number() -> tuple[int, str]:
    """Return the next number and the seal of the message before it; "" for the first one.

    Nobody else gets one until this transaction ends.
    """
    number = reserve_series(SERIES, 1)
    return number, seal_of(number - 1)


def seal_of(number: int) -> str:
    """Return the seal of a message as others have committed it by now; "" for none."""
    query = f"select seal from `{MESSAGES}` where number = %s lock in share mode"
    rows = frappe.db.sql(query, number)
    return rows[0][0] if rows else ""


def insert_message(values: dict[str, object]) -> None:
    """Write a message. values: number, kind, subject, addressee, body (text), seal."""
    columns = tuple(values)
    row = (*base_values(f"{values['number']:012d}", now(), frappe.session.user), *values.values())
    insert_rows(MESSAGES, (*BASE_COLUMNS, *columns), [row])


def load_head() -> int:
    """Return the number of the last message, 0 before the first."""
    return int(frappe.db.sql(f"select coalesce(max(number), 0) from `{MESSAGES}`")[0][0])


def load_messages(addressee: str, after: int, up_to: int, limit: int) -> list[frappe._dict]:
    """Return messages for everybody or for one entity, in order. after: exclusive; up_to: incl."""
    return frappe.db.sql(
        f"select {_FIELDS} from `{MESSAGES}` where number > %s and number <= %s"
        " and addressee in ('', %s) order by number limit %s",
        (after, up_to, addressee, limit),
        as_dict=True,
    )


def load_position(peer: str, for_update: bool = False) -> tuple[int, str]:
    """Return (number, seal) of the last message that was applied; (0, "") before the first."""
    lock = " for update" if for_update else ""
    query = f"select last_number, last_seal from `{POSITIONS}` where name = %s{lock}"
    rows = frappe.db.sql(query, peer)
    return (int(rows[0][0] or 0), rows[0][1] or "") if rows else (0, "")


def ensure_position(peer: str) -> None:
    """Make the row that is locked while messages are applied."""
    row = (*base_values(peer, now(), frappe.session.user), peer, 0, "")
    columns = (*BASE_COLUMNS, "peer", "last_number", "last_seal")
    insert_rows(POSITIONS, columns, [row], "modified = modified")


def save_position(peer: str, **values: object) -> None:
    """Write columns of a position: last_number, last_seal, applied_at, reached_at, problem."""
    named = ", ".join(f"`{column}` = %s" for column in values)
    frappe.db.sql(f"update `{POSITIONS}` set {named} where name = %s", (*values.values(), peer))


def load_positions() -> dict[str, frappe._dict]:
    """Return peer -> last_number, applied_at, reached_at (site's time), problem."""
    columns = "name, last_number, last_seal, applied_at, reached_at, problem"
    rows = frappe.db.sql(f"select {columns} from `{POSITIONS}` order by name", as_dict=True)
    return {row.name: row for row in rows}


def load_reached_at(peer: str) -> datetime | None:
    """Return when the other side was last reached, in the site's time; None for never."""
    rows = frappe.db.sql(f"select reached_at from `{POSITIONS}` where name = %s", peer)
    return rows[0][0] if rows else None
