"""Notices of people in the framework's own log, which the bell shows. Written as rows.

Owns the statement. The framework's way reads and writes four other documents for each notice.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.naming import is_autoincremented
from frappe.utils import now_datetime

from erp_app.store.rows import BASE_COLUMNS, base_values, insert_statements

COLUMNS = (
    *BASE_COLUMNS,
    "subject",
    "email_content",
    "for_user",
    "from_user",
    "type",
    "document_type",
    "document_name",
    "read",
)


def notice_statements(
    notices: Sequence[tuple[str, str, str, str, str]], from_user: str
) -> tuple[list[str], list[str]]:
    """Return the SQL that adds (person, subject, reason, document type, document), and the names.

    Subject and reason are markup: what people wrote is escaped in them.
    Open screens of the people are told after the commit.
    """
    at = now_datetime()
    rows = []
    for person, subject, reason, document_type, document in notices:
        rows.append(
            (
                *base_values(_next_name(), at, from_user),
                subject,
                reason or None,
                person,
                from_user,
                "Alert",
                document_type,
                document,
                0,
            )
        )
        frappe.publish_realtime("notification", after_commit=True, user=person)
    statements = insert_statements("tabNotification Log", COLUMNS, rows)
    return list(statements), [row[0] for row in rows]


def _next_name() -> str | int:
    """Return a name as the framework gives it: one of its versions numbers the log."""
    if is_autoincremented("Notification Log"):
        return frappe.db.get_next_sequence_val("Notification Log")
    return frappe.generate_hash(length=10)


def load_notices(names: Sequence[str]) -> list[dict]:
    """Return for_user, subject, reason and document of notices."""
    return frappe.get_all(
        "Notification Log",
        {"name": ("in", names)},
        [
            "for_user",
            "subject",
            "email_content as reason",
            "document_type",
            "document_name as document",
        ],
    )


def count_unread(user: str) -> int:
    """Return how many notices a person has not opened."""
    return frappe.db.count("Notification Log", {"for_user": user, "read": 0})
