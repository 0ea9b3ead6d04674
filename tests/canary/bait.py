"""What requests may reach for: things of somebody else, and things of the asker's own to use.

Somebody else's (the administrator's): private files with a secret in them, tasks, an import that
waits. One's own, for each role: a file, a task, and where the role writes journals a draft and a
template. All are named `canary...`; those of the administrator are nobody's to change (state.py).
"""

from __future__ import annotations

from tests.attack.running_platform import Platform
from tests.canary.planting import Secret, secret_of

OF_NOBODY = """
import secrets
planted = []

def put(doctype, name, owner, **values):
    # Past the application, as a row of the table: what it would say is not asked here.
    doc = frappe.get_doc(dict(doctype=doctype, **values))
    doc.flags.name_set = True
    doc.name = name
    doc.set_user_and_timestamp()
    frappe.db.delete(doctype, dict(name=name))  # of an earlier run
    doc.db_insert()
    for row in doc.get_all_children():
        row.name = frappe.generate_hash(length=10)
        row.parent, row.parenttype = doc.name, doctype
        row.db_insert()
    frappe.db.sql(f"update `tab{{doctype}}` set owner = %s, modified_by = %s where name = %s",
                  (owner, owner, doc.name))
    return doc

frappe.set_user("Administrator")
frappe.db.delete("File", dict(file_name=("like", "canary%")))
for number in range(3):
    token = "cn" + secrets.token_hex(11)
    file = frappe.get_doc(dict(doctype="File", file_name=f"canary-{{number}}.txt", is_private=1,
                               content=token)).insert(ignore_permissions=True)
    planted.append(dict(token=token, doctype="File", name=file.name, field="its content", roles=[]))
    task = "cn" + secrets.token_hex(11)
    planted.append(dict(token=task, doctype="ToDo", name=f"canary-{{number}}", field="description",
                        roles=[], people=[{taker!r}]))
    put("ToDo", f"canary-{{number}}", "Administrator", description=task, status="Open",
        allocated_to={taker!r}, assigned_by="Administrator")
    sent = frappe.get_doc(dict(doctype="File", file_name=f"own-sent-{{number}}.txt", is_private=1,
                               content=f"sent {{number}}")).insert(ignore_permissions=True)
    frappe.db.sql("update tabFile set owner = %s, attached_to_doctype = 'Import Batch', "
                  "attached_to_name = %s where name = %s",
                  ({importer!r}, f"canary-{{number}}", sent.name))
    put("Import Batch", f"canary-{{number}}", {importer!r}, kind="Journal", status="Draft",
        file=sent.file_url)
result = planted
"""

OF_A_ROLE = """
login, role = {login!r}, {role!r}
tag = frappe.scrub(role)
frappe.set_user("Administrator")
file = frappe.get_doc(dict(doctype="File", file_name=f"own-{{tag}}.txt", is_private=1,
                           content=f"of {{tag}}")).insert(ignore_permissions=True)
frappe.db.set_value("File", file.name, "owner", login)
name = f"own-{{tag}}"
task = frappe.get_doc(dict(doctype="ToDo", description="own", status="Open", allocated_to=login))
task.name, task.flags.name_set = name, True
task.set_user_and_timestamp()
task.owner = login
frappe.db.delete("ToDo", dict(name=name))
task.db_insert()
posted = frappe.db.get_value("Journal", dict(docstatus=1), "name")
lines = frappe.get_all("Journal Line", dict(parent=posted, parenttype="Journal"), ["*"])
for doctype, values in {{
    "Journal": dict(title="own draft", posting_date=frappe.utils.nowdate()),
    "Journal Template": dict(template_name=name, title="own", enabled=0, frequency="Yearly",
                             next_date="2030-01-01"),
}}.items():
    frappe.set_user(login)
    try:
        if not frappe.has_permission(doctype, "create") or frappe.db.exists(doctype, name):
            continue
        kept = [{{k: v for k, v in row.items() if k in ("account", "cost_centre", "debit", "credit",
                 "fund", "programme", "project", "function")}} for row in lines]
        frappe.get_doc(dict(doctype=doctype, lines=kept, **values)).insert()
    except Exception:  # a role without journals has none
        frappe.db.rollback()
    finally:
        frappe.set_user("Administrator")
    frappe.db.commit()
result = True
"""


def lay(platform: Platform, site: str, logins: dict[str, str]) -> list[Secret]:
    """Lay bait on a site; return the secrets in it. logins: by role."""
    for role, login in logins.items():
        platform.run_inside(OF_A_ROLE.format(login=login, role=role), site)
    taker, importer = logins["Auditor"], logins["Finance Officer"]
    code = OF_NOBODY.format(taker=taker, importer=importer)
    return [secret_of(site, row) for row in platform.run_inside(code, site)]
