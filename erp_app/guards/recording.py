"""Recording mode: what our screens ask for, one JSON line per request, to review the allow-list.

Site configuration `diwan_guard_record`: 1 records and still refuses; "permissive" also lets
through, and works in developer mode only. Refuses to store argument values: names only.
"""

import json

import frappe

from erp_app.guards.acts import Act, doctype_of


def is_recording() -> bool:
    return bool(frappe.conf.get("diwan_guard_record"))


def is_permissive() -> bool:
    return frappe.conf.get("diwan_guard_record") == "permissive" and bool(
        frappe.conf.get("developer_mode")
    )


def record_act(act: Act, form, refusal: str) -> None:
    """Append one line to <site>/logs/guard_record.jsonl."""
    doctype = form.get("doctype") or form.get("reference_doctype") or doctype_of(form.get("doc"))
    line = {
        "kind": act.kind.value,
        "target": act.target,
        "verb": act.verb,
        "right": act.right,
        "doctype": doctype if isinstance(doctype, str) else None,
        "roles": sorted(frappe.get_roles()),
        "refusal": refusal,
    }
    path = frappe.get_site_path("logs", "guard_record.jsonl")
    with open(path, "a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
