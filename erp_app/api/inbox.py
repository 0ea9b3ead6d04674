"""The inbox of the session's user: guard, call, shape. Nobody's but the caller's own."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from erp_app.documents import inbox
from erp_app.store import currency, notices
from erp_app.store.users import full_names


@frappe.whitelist(methods=["GET"])
def get_inbox() -> dict:
    """Return what waits for the caller, longest waiting first.

    {"entries": [{"document_type", "document", "title", "state", "action", "kind" (decide or
    correct), "amount", "sent_by", "waiting_since", "age_minutes", "on_behalf_of"}], "unread": count
    of notices}.
    """
    entries = inbox.load_waiting(frappe.session.user)
    names = full_names(
        {entry.item.sent_by for entry in entries} | {entry.on_behalf_of for entry in entries}
    )
    return {
        "entries": [_shape(entry, names) for entry in entries],
        "unread": notices.count_unread(frappe.session.user),
    }


def _shape(entry, names: dict[str, str]) -> dict:
    item = entry.item
    since = get_datetime(item.waiting_since)
    return {
        "document_type": item.document_type,
        "document": item.document,
        "type_label": _(item.document_type),
        "title": entry.title(),
        "state": item.state,
        "action": _(entry.action),
        "kind": "decide" if item.audience == "Deciders" else "correct",
        "amount": currency.as_text(item.amount) if item.amount else "",
        "sent_by": names.get(item.sent_by, item.sent_by),
        "waiting_since": since.isoformat(sep=" ", timespec="seconds"),
        "age_minutes": max(0, int((now_datetime() - since).total_seconds() // 60)),
        "on_behalf_of": names.get(entry.on_behalf_of, entry.on_behalf_of),
    }
