"""The one thing that a visitor may send to the hub: guard, parse, call, shape."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from erp_app.domain.purchasing.registration import FILE_BYTES_MAX, FILES_MAX, Upload
from erp_app.domain.reading.values import as_json
from erp_app.purchasing import self_registration
from erp_app.store.hub import is_hub_site

PER_HOUR = 20  # of one address on the network
FIELD = "file_"  # file_0 belongs to the first document


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=PER_HOUR, seconds=60 * 60)
def register(mail: str = "", token: str = "", language: str = "en", values: Any = None) -> dict:
    """Ask for a link (mail), or send the form with it (token, values, files).

    values: JSON of the form's fields, "documents" a list. Returns {"said": text}. The answer to an
    address is the same whether somebody knows it.

    Raises: frappe.PermissionError off the hub, or for a link that does not count.
    """
    if not is_hub_site():
        frappe.throw(_("Suppliers register at the hub only."), frappe.PermissionError)
    if token:
        sent = as_json(values) or {}
        return {"said": self_registration.send(token, sent, _read_files())}
    return {"said": self_registration.ask(mail, language)}


def _read_files() -> list[Upload]:
    """Return the files of the request, not more of each than one that is refused for its size."""
    found = []
    for name, file in list(frappe.request.files.items())[: FILES_MAX + 1]:
        row = name.removeprefix(FIELD)
        number = int(row) if row.isascii() and row.isdigit() and len(row) < 4 else -1
        found.append(Upload(number, file.stream.read(FILE_BYTES_MAX + 1)))
    return found
