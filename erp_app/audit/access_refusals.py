"""Refusals: every 401 and 403 is counted in Access Refusal Log, one row per hour and kind.

Owns the trail of what was refused. A refusal is noted during the request and written after it,
when the request's own transaction has been committed or rolled back, so no rollback loses it.
It refuses to store secrets: targets are shortened and masked.
"""

import hashlib

import frappe

from erp_app.audit.masking import mask_secrets
from erp_app.store import guards as store

REFUSED_STATUSES = frozenset({401, 403, 429})
ROWS_PER_HOUR_MAX = 2000
TARGET_LENGTH_MAX = 140
FILE_PATHS = ("/private/files/", "/backups")
OVERFLOW_TARGET = "(more than fit in one hour)"


def note_refusal(kind: str, target: str, reason: str) -> None:
    """Remembers one refusal until the request has ended."""
    noted = frappe.flags.diwan_refusals = frappe.flags.diwan_refusals or []
    noted.append((kind, target, reason))


def after_request(response=None, request=None) -> None:
    """Write what this request was refused, whoever refused it: the gate, a guard or the base."""
    noted = frappe.flags.diwan_refusals or _read_response(response, request)
    if not noted or frappe.flags.read_only:
        return
    with store.own_transaction():
        for kind, target, reason in noted:
            _write(kind, target, reason, request)
    frappe.flags.diwan_refusals = None


def _read_response(response, request) -> list[tuple[str, str, str]]:
    """Return the base's own refusals: known by the status, or by no response at all for a file."""
    if response is None:
        is_file = request is not None and request.path.startswith(FILE_PATHS)
        return [("File", request.path, "the file may not be read")] if is_file else []
    if response.status_code in REFUSED_STATUSES or _is_permission_message(response):
        target = frappe.local.form_dict.get("cmd") or request.path
        return [("Permission", str(target), _read_reason(response))]
    return []


def _is_permission_message(response) -> bool:
    """Return one base answers a missing permission with 417 and a message instead of 403."""
    if response.status_code != 417:
        return False
    stem = frappe._("No permission for {0}").split("{0}", 1)[0]
    return any(stem in str(message) for message in frappe.local.message_log)


def _read_reason(response) -> str:
    messages = frappe.local.message_log
    text = frappe.utils.strip_html(str(messages[-1]))[:TARGET_LENGTH_MAX] if messages else ""
    return text or f"status {response.status_code}"


def _write(kind: str, target: str, reason: str, request) -> None:
    now = frappe.utils.now_datetime()
    user = frappe.session.user or "Guest"
    address = frappe.local.request_ip or ""
    target = mask_secrets(target)[:TARGET_LENGTH_MAX]
    name = _row_name(now, user, kind, target, address)
    if not store.has_refusal(name) and _is_hour_full(now):
        target = OVERFLOW_TARGET
        name = _row_name(now, user, kind, target, address)
    values = {
        "user": user,
        "kind": kind,
        "target": target,
        "reason": mask_secrets(reason)[:TARGET_LENGTH_MAX],
        "http_method": request.method if request is not None else "",
        "ip_address": address,
        "first_refused_at": now,
        "last_refused_at": now,
    }
    store.add_refusals(name, values)
    frappe.logger("diwan.refusals", allow_site=True).warning(
        f"refused {kind} {target} user={user} address={address} reason={values['reason']}"
    )


def _row_name(now, *parts: str) -> str:
    text = "|".join([now.strftime("%Y-%m-%d %H"), *parts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _is_hour_full(now) -> bool:
    return store.count_refusal_rows(now.replace(minute=0, second=0, microsecond=0)) >= (
        ROWS_PER_HOUR_MAX
    )
