"""People's names and languages for documents, notices and mails."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import frappe


@dataclass(frozen=True, slots=True)
class Person:
    """A user as others name and address them. language: "en" or "ar"."""

    user: str
    full_name: str
    email: str
    language: str
    is_enabled: bool


def full_names(users: Collection[str]) -> dict[str, str]:
    """Return e-mail -> full name of the users that exist."""
    return {user: person.full_name for user, person in load_people(users).items()}


def names_with_address(users: Collection[str]) -> dict[str, str]:
    """Return e-mail -> "full name (e-mail)" of the users that exist.

    A person may change the own name, even to another's: what is evidence names both.
    """
    return {user: with_address(user, name) for user, name in full_names(users).items()}


def with_address(user: str, name: str) -> str:
    """Return a person's name as evidence shows it."""
    return f"{name} ({user})" if name and name != user else user


def load_people(users: Collection[str]) -> dict[str, Person]:
    """Return user -> person of the users that exist."""
    wanted = sorted({user for user in users if user})
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    rows = frappe.db.sql(
        "select name, coalesce(full_name, name), coalesce(email, name), coalesce(language, 'en'),"
        f" enabled from `tabUser` where name in ({marks})",
        tuple(wanted),
    )
    return {row[0]: Person(*row[:4], bool(row[4])) for row in rows}


def list_holders(roles: Collection[str]) -> set[str]:
    """Return the enabled users who hold any of these roles."""
    if not roles:
        return set()
    marks = ", ".join(["%s"] * len(roles))
    rows = frappe.db.sql(
        "select distinct h.parent from `tabHas Role` h join `tabUser` u on u.name = h.parent"
        f" where h.parenttype = 'User' and u.enabled = 1 and h.role in ({marks})",
        tuple(roles),
    )
    return {row[0] for row in rows}


def refuses_mail(user: str) -> bool:
    """Return True for a person who has switched mails off in the own notification settings."""
    found = frappe.db.get_value(
        "Notification Settings", user, ["enabled", "enable_email_notifications"], as_dict=True
    )
    return bool(found) and not (found.enabled and found.enable_email_notifications)
