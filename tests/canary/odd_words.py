"""What requests with an odd thing in them are made of: names that exist, pages, bodies."""

from __future__ import annotations

# What a report, a chart or a page is asked for by; other names are those of documents.
NAMED: dict[str, tuple[str, ...]] = {
    "report_name": ("Trial Balance", "General Ledger"),
    "report": ("Trial Balance", "General Ledger"),
    "file_type": ("xlsx", "pdf", "csv"),
    "language": ("en", "ar"),
    "lang": ("en", "ar"),
    "kind": ("accounts", "employees", "Promotion"),
    "action": ("Send for Approval", "Approve", "Submit"),
    "items": ('["Workspace"]',),
    "page": ('{"name": "Finance", "title": "Finance"}',),
    "stats": ('["owner"]',),
    "routes": ('[{"route": "List/Journal"}]',),
    "docs": ("[]",),
    "settings": ("{}",),
}
REPORTED = {
    "fiscal_year": "2026",
    "from_period": "2026-01",
    "to_period": "2026-03",
    "period": "2026-01",
    "from_date": "2026-01-01",
    "to_date": "2026-03-31",
    "account": "52101",
    "cost_centre": "1100",
}
PAGES = (
    "/app", "/app/journal", "/app/journal/{}", "/printview", "/login", "/update-password",
    "/message", "/second-factor", "/website_script.js", "/private/files/{}", "/files/{}", "/{}",
    "/api/{}", "/api/method/{}", "/api/resource/{}", "/api/resource/Journal/{}",
    "/api/v1/resource/{}",
)  # fmt: skip
ASKED_OF_PAGES = (
    "doctype", "name", "fields", "filters", "limit", "limit_start", "order_by", "format",
    "settings", "_lang", "key", "cmd", "sid", "redirect-to", "parent", "as_dict", "run_method",
    "data",
)  # fmt: skip
# Beside the fields of a type.
OF_EVERY_TYPE = (
    "name", "owner", "modified", "creation", "docstatus", "idx", "parent", "parentfield",
    "doctype", "__islocal", "__newname", "amended_from", "workflow_state", "_user_tags",
    "no_such_field",
)  # fmt: skip
JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
BODIES: tuple[tuple[str, bytes], ...] = (
    (JSON, b'{"doctype": "Journal"'),
    (JSON, b"["),
    (JSON, b"[]"),
    (JSON, b"null"),
    (JSON, b'"x"'),
    (JSON, b"5"),
    (JSON, b""),
    (JSON, b"\xff\xfe"),
    (JSON, b'{"doctype": "\\ud800"}'),
    (JSON, b"[" * 5000),
    (JSON, b'{"a": 1e999}'),
    (JSON, b'{"a": NaN}'),
    (JSON, b'[{"doctype": "Journal"}]'),
    (f"{JSON}; charset=nonsense", b"{}"),
    (FORM, b"doctype=%ff%fe&doc=%"),
    (FORM, b"doc[]=1&doc[a]=2&&&=="),
    (PARTS, b"x"),
    (f"{PARTS}; boundary=x", b"--y"),
    (f"{PARTS}; boundary=x", b'--x\r\nContent-Disposition: form-data; name="doc"\r\n\r\nabc'),
    ("text/plain", b"doctype=Journal"),
    ("application/xml", b"<a/>"),
    ("", b"{}"),
)
