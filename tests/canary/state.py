"""What nobody among the roles may change, as one figure per kind: asked before and after."""

from __future__ import annotations

from typing import Any

# Each gives one number for the rows that no role of an entity may change by itself.
GUARDED = {
    "ledger": "select sum(crc32(concat_ws('|', name, account, debit, credit, hash))) "
    "from `tabLedger Line`",
    "lines of posted journals": "select sum(crc32(concat_ws('|', l.name, l.parent, l.account, "
    "l.debit, l.credit))) from `tabJournal Line` l join tabJournal j on j.name = l.parent "
    "where j.docstatus > 0",
    "posted journals": "select sum(crc32(concat_ws('|', name, owner, docstatus, workflow_state, "
    "total_debit, title))) from tabJournal where docstatus > 0",
    "planted files": "select sum(crc32(concat_ws('|', name, owner, attached_to_doctype, "
    "attached_to_name, file_url, is_private, content_hash))) from tabFile "
    "where owner = 'Administrator' and file_name like 'canary%'",
    "addresses of planted files": "select count(*) from tabFile where file_name not like 'canary%' "
    "and file_url like '%/canary-_%'",
    # A secret that waits for its first code is its person's own, and counts for nothing yet.
    "passwords and keys": "select sum(crc32(concat_ws('|', doctype, name, fieldname, password))) "
    "from __Auth where fieldname != 'new_secret'",
    "second factors": "select sum(crc32(concat_ws('|', name, confirmed_at, last_step, salt, "
    "recovery_codes))) from `tabSecond Factor` where confirmed_at is not null",
    # The key of a forgotten password is made anew for whoever asks, and told to its person alone.
    "keys of users": "select sum(crc32(concat_ws('|', name, api_key, user_type))) from tabUser",
    # Whose it is and what it is of; those who may import journals start it, and so change the rest.
    "planted batches": "select sum(crc32(concat_ws('|', name, kind, owner))) "
    "from `tabImport Batch` where name like 'canary%'",
    "hands on planted batches": "select count(*) from `tabImport Batch` where name like 'canary%' "
    "and modified_by in (select parent from `tabHas Role` where role like 'HR%')",
    "planted tasks": "select sum(crc32(concat_ws('|', name, owner, allocated_to, reference_type, "
    "reference_name))) from tabToDo where name like 'canary%'",
    "permissions": "select sum(crc32(concat_ws('|', parent, role, permlevel, `read`, `write`, "
    "`create`, `delete`, submit, cancel))) from `tabCustom DocPerm`",
    "code": "select (select count(*) from `tabServer Script`) + (select count(*) from "
    "`tabClient Script`) + (select count(*) from `tabProperty Setter`) + (select count(*) from "
    "`tabCustom Field`) + (select count(*) from tabWebhook) + (select count(*) from tabDocShare "
    "where share_doctype != 'User')",
    # What they say, not when they were last saved: an administrator may save one as it is.
    "policy": "select sum(crc32(concat_ws('|', name, docstatus, document_type, action, role, "
    "valid_from))) from `tabStep Role` where docstatus > 0",
    "power": "select (select count(*) from `tabRole Grant` where docstatus > 0) + (select "
    "sum(crc32(concat_ws('|', name, docstatus, amount_max))) from `tabApproval Limit` "
    "where docstatus > 0)",
    "rules of second factors": "select sum(crc32(concat_ws('|', name, docstatus, role, "
    "document_type, action, field_name, amount_from, minutes, valid_from))) "
    "from `tabSecond Factor Rule` where docstatus > 0",
}
# Rights that no role may take for itself; an administrator's are tried by tests of their own.
RIGHTS = (
    "select sum(crc32(concat_ws('|', parent, role))) from `tabHas Role` where parenttype = 'User'"
)
CODE = """
guarded = {guarded!r}
result = {{}}
for name, query in guarded.items():
    try:
        result[name] = str(frappe.db.sql(query)[0][0])
    except Exception as error:
        result[name] = type(error).__name__
"""


def figures(run_inside: Any, site: str, is_administrator: bool = False) -> dict[str, str]:
    """Return the figures of a site as they stand."""
    guarded = GUARDED if is_administrator else {**GUARDED, "roles of people": RIGHTS}
    return run_inside(CODE.format(guarded=guarded), site)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the kinds of rows that are not what they were."""
    return sorted(name for name, figure in before.items() if after.get(name) != figure)
