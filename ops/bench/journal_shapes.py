"""The journals of the ledger's benchmark, and the bare document beside them.

Owns the shapes of docs/benchmarks.md: half the lines debit 12 expense accounts over
10 cost centres, half credit cash; officer inserts, manager approves, commit per step.
The bare document has the same fields in parent and rows, no controller, insert and submit.
"""

from __future__ import annotations

import os
import time

BARE, BARE_LINE = "Bench Journal", "Bench Journal Line"
ROLES = {
    "bench-officer@bench.example": "Finance Officer",
    "bench-manager@bench.example": "Finance Manager",
}
OFFICER, MANAGER = ROLES
EXPENSES = [f"521{n:02d}" for n in range(1, 10)] + ["52201", "52202", "52203"]
CENTRES = [f"B{n:02d}" for n in range(10)]


def site_name(code: str) -> str:
    """Return the site of an entity's code; a name with a dot is a site already."""
    if "." in code:
        return code
    from ops.installation.instance import Instance

    return Instance.current().site(code)


def connect(code: str) -> None:
    """Connect this process to an entity's site in the folder SITES_PATH."""
    os.chdir(os.environ["SITES_PATH"])
    import frappe

    frappe.init(site=site_name(code), sites_path=".", force=True)
    frappe.connect()


def prepare() -> None:
    """Make the users, cost centres, limit and the bare documents of the benchmark."""
    import frappe

    frappe.set_user("Administrator")
    for email, role in ROLES.items():
        if not frappe.db.exists("User", email):
            user = frappe.new_doc("User")
            user.update({"email": email, "first_name": role, "send_welcome_email": 0})
            user.append("roles", {"role": role})
            user.insert(ignore_permissions=True)
    for code in CENTRES:
        if not frappe.db.exists("Cost Centre", code):
            names = {"cost_centre_name": code, "cost_centre_name_ar": code}
            doc = frappe.new_doc("Cost Centre")
            doc.update({"cost_centre_code": code, **names}).insert()
    _make_bare_documents()
    frappe.db.commit()


def _make_bare_documents() -> None:
    import frappe

    if frappe.db.exists("DocType", BARE):
        return
    _copy_doctype("Journal Line", BARE_LINE, {})
    _copy_doctype("Journal", BARE, {"Journal Line": BARE_LINE, "Journal": BARE})


def _copy_doctype(source: str, name: str, options: dict[str, str]) -> None:
    import frappe

    meta = frappe.get_meta(source)
    keys = ("fieldname", "fieldtype", "label", "options", "reqd", "read_only", "no_copy", "default")
    fields = [{key: df.get(key) for key in keys} for df in meta.fields]
    for field in fields:
        field["options"] = options.get(field["options"], field["options"])
    doc = frappe.new_doc("DocType")
    doc.update(
        {
            "name": name,
            "module": "Finance",
            "custom": 1,
            "istable": meta.istable,
            "is_submittable": meta.is_submittable,
            "track_changes": 0,
            "autoname": "hash",
            "fields": fields,
            "permissions": []
            if meta.istable
            else [
                {"role": role, "read": 1, "write": 1, "create": 1, "submit": 1}
                for role in ROLES.values()
            ],
        }
    )
    doc.insert()


def fields_of(doctype: str, lines: int, turn: int) -> dict:
    """Return the fields of one balanced document in the benchmark's shape."""
    pairs = lines // 2
    rows = [
        {
            "account": EXPENSES[(turn + i) % len(EXPENSES)],
            "cost_centre": CENTRES[(turn + i) % len(CENTRES)],
            "fund": "GF",
            "function": "01.3",
            "debit": 100.0 + i % 7,
        }
        for i in range(pairs)
    ]
    rows += [{"account": "11102", "fund": "GF", "credit": row["debit"]} for row in rows]
    return {
        "doctype": doctype,
        "title": f"Bench {turn}",
        "posting_date": f"2026-{turn % 12 + 1:02d}-15",
        "workflow_state": "For Approval",
        "lines": rows,
    }


def cycle(doctype: str, lines: int, count: int) -> float:
    """Insert `count` documents as officer, then submit them as manager; seconds taken."""
    import frappe

    frappe.set_user(OFFICER)
    started = time.perf_counter()
    documents = []
    for turn in range(count):
        documents.append(frappe.get_doc(fields_of(doctype, lines, turn)).insert())
        frappe.db.commit()
    spent = time.perf_counter() - started
    frappe.set_user(MANAGER)
    frappe.get_roles(MANAGER)
    started = time.perf_counter()
    for document in documents:
        document.submit()
        frappe.db.commit()
    return spent + time.perf_counter() - started
