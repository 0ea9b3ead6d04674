"""Notices of people in the framework's own log, which the bell shows. Written as rows.

Owns the statement. The framework's way reads and writes four other documents for each notice.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.naming import is_autoincremented
from frappe.utils import now_datetime

from erp_app.store.rows import BASE_COLUMNS, Expression, base_values, insert_statements

DOCTYPE = "Notification Log"
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
    notices: Sequence[tuple[str, str, str, str, str]], from_user: str, names: Sequence[object]
) -> list[str]:
    """Return the SQL that adds (person, subject, reason, document type, document).

    names: one for each, of `new_names`. Subject and reason are markup: what people wrote is
    escaped in them.
    Open screens of the people are told after the commit.
    """
    at = now_datetime()
    rows = []
    for name, notice in zip(names, notices, strict=True):
        person, subject, reason, document_type, document = notice
        rows.append(
            (
                *base_values(name, at, from_user),
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
    return list(insert_statements(f"tab{DOCTYPE}", COLUMNS, rows))


def new_names(count: int, told: bool) -> list[object]:
    """Return names for notices as the framework gives them: one of its versions numbers the log.

    told: they must be known before the notices are written; else the server numbers them then.
    """
    if not is_autoincremented(DOCTYPE):
        return [frappe.generate_hash(length=10) for _turn in range(count)]
    if told:
        return [frappe.db.get_next_sequence_val(DOCTYPE) for _turn in range(count)]
    sequence = frappe.scrub(f"{DOCTYPE}_id_seq")
    return [Expression(f"NEXTVAL(`{sequence}`)") for _turn in range(count)]


def load_notices(names: Sequence[str]) -> list[dict]:
    """Return for_user, subject, reason and document of notices."""
    return frappe.get_all(
        DOCTYPE,
        {"name": ("in", names)},
        [
            "for_user",
            "subject",
            "email_content as reason",
            "document_type",
            "document_name as document",
        ],
    )


def write_notices(
    notices: Sequence[tuple[str, str, str, str, str]], from_user: str, names: Sequence[object]
) -> None:
    """Add notices, as `notice_statements` takes them, in the caller's transaction."""
    for statement in notice_statements(notices, from_user, names):
        frappe.db.sql(statement)


def unread_of(document_type: str, document: str) -> set[tuple[str, str]]:
    """Return (person, subject) of the notices about a document that are not read yet."""
    of_document = {"document_type": document_type, "document_name": document, "read": 0}
    found = frappe.get_all(DOCTYPE, of_document, ["for_user", "subject"])
    return {(notice.for_user, notice.subject) for notice in found}


def count_unread(user: str) -> int:
    """Return how many notices a person has not opened."""
    return frappe.db.count(DOCTYPE, {"for_user": user, "read": 0})
