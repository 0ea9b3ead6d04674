"""What whoever asks may know of a site: its types, fields, names and documents, never its secrets.

A person sees all of this in lists, forms and the addresses of pages; what is hidden is left out, so
that nothing secret is ever part of what is asked, but for the guesses, which are drawn as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.attack.running_platform import Platform

TYPES = (
    "Employee", "Journal", "Journal Line", "Position", "Appointment", "User", "File", "Account",
    "Cost Centre", "Import Batch", "ToDo", "Comment", "Version", "Role", "DocType", "Report",
    "Notification Log", "Access Log", "Activity Log", "Approval Limit", "Step Role", "Delegation",
    "Document Step", "Ledger Line", "Opening Balances", "Org Unit", "Grade", "Has Role",
    "User Permission", "Error Log", "Sessions", "Access Refusal Log", "Journal Template",
    "Policy Value", "System Settings", "Print Format", "Dashboard Chart", "Number Card",
    "Workspace", "List Filter", "Note", "DocShare", "OAuth Client", "OAuth Bearer Token",
    "Notification Settings", "Inbox Item", "Role Grant",
)  # fmt: skip

LEARN = """
import re, frappe.permissions
logins = {logins!r}
readable, written = {{}}, {{}}
for role, login in logins.items():
    frappe.set_user(login)
    reads = frappe.permissions.get_doctypes_with_read()
    readable[role] = sorted(set(reads))
    written[role] = sorted(d for d in set(reads) if frappe.has_permission(d, "write")
                           or frappe.has_permission(d, "create"))
frappe.set_user("Administrator")
types = sorted({{*{types!r}, *(d for found in readable.values() for d in found)}})
documents, stored, fields, own = {{}}, {{}}, {{}}, {{}}
PLAIN = ("fieldname", "fieldtype", "options", "permlevel")
TOO_LONG, WHOLE = 20000, {{d for found in written.values() for d in found}}

def shown(document):
    hidden = {{f.fieldname for f in document.meta.fields
               if f.permlevel or f.fieldtype == "Password"}}
    rows = {{f.fieldname: [shown(row) for row in document.get(f.fieldname) or []]
             for f in document.meta.get_table_fields()}}
    values = document.as_dict(convert_dates_to_str=True)
    return {{k: v for k, v in {{**values, **rows}}.items() if k not in hidden and v is not None}}

def samples(doctype):
    picked = []
    for condition in ("docstatus = 0", "docstatus = 1", "docstatus = 2", "name like 'canary%%'",
                      "owner = 'Administrator'", *[f"owner = {{frappe.db.escape(login)}}"
                                                   for login in logins.values()]):
        picked += frappe.db.sql(f"select name from `tab{{doctype}}` where {{condition}} "
                                "order by modified desc limit 3", pluck=True)
    return list(dict.fromkeys(map(str, picked)))[:24]

for doctype in types:
    try:
        meta = frappe.get_meta(doctype)
        documents[doctype] = [str(n) for n in frappe.db.sql(
            f"select name from `tab{{doctype}}` order by modified desc limit 40", pluck=True)]
    except Exception:
        continue
    fields[doctype] = [{{k: f.get(k) for k in PLAIN}} for f in meta.fields
                       if f.fieldtype not in frappe.model.no_value_fields or f.fieldtype == "Table"]
    for child in meta.get_table_fields():
        fields[child.options] = [{{k: f.get(k) for k in PLAIN}}
                                 for f in frappe.get_meta(child.options).fields]
    if meta.istable or meta.issingle or doctype not in WHOLE:
        continue
    kept = []
    for name in samples(doctype):
        try:
            text = json.dumps(shown(frappe.get_doc(doctype, name)), default=str)
        except Exception:
            continue
        if len(text) < TOO_LONG:
            kept.append(json.loads(re.sub(r"cn[0-9a-f]{{22}}", "known", text)))
    stored[doctype] = kept
    for role, login in logins.items():
        own.setdefault(role, []).extend([doctype, d["name"]] for d in kept if d["owner"] == login)
result = dict(
    documents={{k: v for k, v in documents.items() if v}}, stored=stored, fields=fields, own=own,
    readable=readable, written=written,
    files=frappe.db.sql("select file_url from tabFile where file_url like '/private/%%' "
                        "order by modified desc limit 20", pluck=True)
    + frappe.db.sql("select file_url from tabFile where file_url like '/files/%%' limit 4",
                    pluck=True),
    people=frappe.db.sql("select name from tabUser where enabled = 1", pluck=True),
    reports=frappe.db.sql("select name from tabReport where disabled = 0", pluck=True)
    + frappe.db.sql("select name from `tabDashboard Chart`", pluck=True),
)
"""


@dataclass
class World:
    """What the generator may name.

    documents: DocType -> names; stored: DocType -> documents as a form has them, without what is
    hidden; fields: DocType -> what its form has; own, readable, written: by role, the documents
    that are its person's, the types it reads and those it writes; people: log-ins; files:
    addresses.
    """

    documents: dict[str, list[str]] = field(default_factory=dict)
    stored: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    fields: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    own: dict[str, list[list[str]]] = field(default_factory=dict)
    readable: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    def columns(self, doctype: str, hidden: bool | None = None) -> list[str]:
        """Return a type's columns; hidden: only those on a level of their own, or only others."""
        return [
            f["fieldname"]
            for f in self.fields.get(doctype, ())
            if f["fieldtype"] != "Table"
            and (hidden is None or hidden == bool(f["permlevel"] or f["fieldtype"] == "Password"))
        ]

    def links(self, doctype: str, kind: str = "Link") -> list[tuple[str, str]]:
        """Return a type's links, or its tables, with the type that each leads to."""
        return [
            (f["fieldname"], f["options"])
            for f in self.fields.get(doctype, ())
            if f["fieldtype"] == kind and f["options"]
        ]


def learn(platform: Platform, site: str, logins: dict[str, str]) -> World:
    """Return what a site's people may know of it as it stands. logins: by role."""
    return World(**platform.run_inside(LEARN.format(types=TYPES, logins=logins), site))
