"""Second factors as stored: one row a person, its secret encrypted with the site's key.

Owns the row's lock, under which a code is compared and used up, so that of two requests with one
code one is told that it is wrong. Refuses to decide what is right. Nothing here is read by a
list, a form or a report: the DocType has no permissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.utils.password import decrypt, remove_encrypted_password
from frappe.utils.password import set_encrypted_password as keep_encrypted

from erp_app.domain.second_factor import Rule
from erp_app.store.amounts import amount_from_text
from erp_app.store.document_policy import WAS_CONFIRMED
from erp_app.store.policy_cache import forget_policies, remembered

DOCTYPE = "Second Factor"
SECRET, NEW_SECRET = "secret", "new_secret"  # the second one until its first code came


@dataclass(slots=True)
class Factor:
    """A person's row. salt: of the recovery codes; recovery_codes: those not used yet, hashed."""

    user: str
    confirmed_at: datetime | None
    last_step: int
    wrong_codes: int
    locked_until: datetime | None
    salt: str
    recovery_codes: list[str]


def load_enrolled() -> frozenset[str]:
    """Return the people who have a second factor, at most a few seconds old."""
    [people] = remembered("second factors", lambda: [frozenset(_read_enrolled())])
    return people


def is_enrolled(user: str) -> bool:
    """Return True when the database, not the memory, has a confirmed second factor."""
    return bool(_read_enrolled(user))


def load_rules() -> list[Rule]:
    """Return every rule row, at most a few seconds old."""
    return remembered("second factor rules", _read_rules)


def lock_factor(user: str) -> Factor | None:
    """Return a person's row, locked until the transaction ends; None when there is none."""
    rows = frappe.db.sql(
        "select name, confirmed_at, last_step, wrong_codes, locked_until, coalesce(salt, ''),"
        " coalesce(recovery_codes, '') from `tabSecond Factor` where name = %s for update",
        (user,),
    )
    if not rows:
        return None
    *values, codes = rows[0]
    return Factor(*values, codes.split())


def make_factor(user: str) -> None:
    """Insert an empty row for a person who has none; the row is locked either way."""
    frappe.db.sql(
        "insert into `tabSecond Factor` (name, owner, modified_by, creation, modified, docstatus,"
        " last_step, wrong_codes) values (%s, %s, %s, now(), now(), 0, 0, 0)"
        " on duplicate key update name = values(name)",
        (user, user, user),
    )


def save_factor(factor: Factor) -> None:
    """Write a locked row back."""
    frappe.db.sql(
        "update `tabSecond Factor` set confirmed_at = %s, last_step = %s, wrong_codes = %s,"
        " locked_until = %s, salt = %s, recovery_codes = %s, modified = now() where name = %s",
        (
            factor.confirmed_at,
            factor.last_step,
            factor.wrong_codes,
            factor.locked_until,
            factor.salt,
            "\n".join(factor.recovery_codes),
            factor.user,
        ),
    )


def load_secret(user: str, which: str = SECRET) -> str:
    """Return a secret in clear, "" when there is none.

    As it is stored now, not as this transaction first saw it: it may just have been replaced.
    """
    rows = frappe.db.sql(
        "select password from `__Auth` where doctype = %s and name = %s and fieldname = %s"
        " and encrypted = 1 for update",
        (DOCTYPE, user, which),
    )
    return decrypt(rows[0][0]) if rows else ""


def keep_new_secret(user: str, secret: str) -> None:
    """Store a secret that is not in force yet, encrypted."""
    keep_encrypted(DOCTYPE, user, secret, NEW_SECRET)


def put_new_secret_in_force(user: str) -> None:
    """Let the new secret take the old one's place; the codes of the old one are worth nothing."""
    keep_encrypted(DOCTYPE, user, load_secret(user, NEW_SECRET), SECRET)
    remove_encrypted_password(DOCTYPE, user, NEW_SECRET)
    forget_policies()


def remove_factor(user: str) -> bool:
    """Delete a person's row and secrets; return False when there was nothing."""
    was = lock_factor(user) is not None
    frappe.db.sql("delete from `tabSecond Factor` where name = %s", (user,))
    remove_encrypted_password(DOCTYPE, user, SECRET)
    remove_encrypted_password(DOCTYPE, user, NEW_SECRET)
    forget_policies()
    return was


def note_activity(user: str, subject: str) -> None:
    """Write into the Activity Log what happened to a person's second factor, and by whom."""
    frappe.get_doc(
        {
            "doctype": "Activity Log",
            "user": frappe.session.user,
            "subject": subject,
            "reference_doctype": "User",
            "reference_name": user,
        }
    ).insert(ignore_permissions=True, ignore_links=True)


def stored_user(user: str) -> str:
    """Return a user's name as it is stored: the database takes other cases for the same."""
    return frappe.db.get_value("User", user, "name") or user


def _read_enrolled(user: str | None = None) -> list[str]:
    rows = frappe.db.sql(
        "select name from `tabSecond Factor` where confirmed_at is not null"
        " and (%(user)s is null or name = %(user)s)",
        {"user": user},
    )
    return [name for (name,) in rows]


def _read_rules() -> list[Rule]:
    rows = frappe.db.sql(
        "select coalesce(role, ''), coalesce(document_type, ''), coalesce(action, ''),"
        " coalesce(field_name, ''), cast(coalesce(amount_from, 0) as char), coalesce(minutes, 0),"
        " valid_from, valid_to from `tabSecond Factor Rule`"
        f" where {WAS_CONFIRMED}"
    )
    return [Rule(*row[:4], amount_from_text(row[4]), *row[5:]) for row in rows]
