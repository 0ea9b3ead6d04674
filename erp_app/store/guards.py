"""The guards' queries: refusal counts, open grants of the base, shares, settings.

Owns set-based statements on permission tables; refuses to decide who may do what.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import frappe

from erp_app.domain.workflow import SYSTEM_USERS

GRANT_FIELDS = (
    "select", "read", "write", "create", "delete", "submit", "cancel", "amend",
    "report", "export", "import", "share", "print", "email",
)  # fmt: skip


@contextmanager
def own_transaction() -> Iterator[None]:
    """Undoes what the ended request left open, then commits the body by itself."""
    frappe.db.rollback()
    yield
    frappe.db.commit()


def escape_value(value: str) -> str:
    """Return the value quoted for a permission query condition."""
    return frappe.db.escape(value)


def has_document(doctype: str, name: str) -> bool:
    return bool(frappe.db.exists(doctype, name))


def is_enabled_user(user: str) -> bool:
    return bool(frappe.db.get_value("User", user, "enabled"))


def find_person(user: str) -> str | None:
    """Return the stored name of an enabled person, in whatever spelling; None for the machine's
    own accounts and where there is nobody."""
    name: str | None = frappe.db.get_value("User", {"name": user, "enabled": 1}, "name")
    return None if name in SYSTEM_USERS else name


def load_client_secret(client: str) -> str | None:
    return frappe.db.get_value("OAuth Client", client, "client_secret")


def load_redirect(client: str) -> str | None:
    """Return the address to which a client is led back; None when there is no such client."""
    return frappe.db.get_value("OAuth Client", client, "default_redirect_uri")


def is_bearer_token(token: str) -> bool:
    """Tell whether this is an access token of the OAuth provider, valid or not."""
    return bool(frappe.db.exists("OAuth Bearer Token", {"access_token": token}))


def save_seen(user: str, is_seen: bool) -> None:
    frappe.db.set_value("Notification Settings", user, "seen", int(is_seen), update_modified=False)


def add_refusals(name: str, values: dict, count: int = 1) -> None:
    """Add `count` refusals to the row `name`, which is made when it is the first of its hour."""
    columns = ["name", *values, "refusal_count", "docstatus", "owner", "modified_by"]
    row = [name, *values.values(), count, 0, "Administrator", "Administrator"]
    frappe.db.sql(
        f"""insert into `tabAccess Refusal Log`
            ({", ".join(f"`{column}`" for column in columns)}, creation, modified)
        values ({", ".join(["%s"] * len(row))}, %s, %s)
        on duplicate key update refusal_count = refusal_count + values(refusal_count),
            last_refused_at = values(last_refused_at), modified = values(modified)""",
        (*row, values["last_refused_at"], values["last_refused_at"]),
    )


def has_refusal(name: str) -> bool:
    return bool(frappe.db.sql("select 1 from `tabAccess Refusal Log` where name = %s", name))


def count_refusal_rows(since) -> int:
    """Return how many refusal rows began at or after `since`."""
    return frappe.db.sql(
        "select count(*) from `tabAccess Refusal Log` where first_refused_at >= %s", since
    )[0][0]


def load_openly_granted_doctypes(open_roles: Iterable[str], modules: Iterable[str]) -> list[str]:
    """Return DocTypes, outside our own modules, that grant something to one of `open_roles`."""
    rows = frappe.db.sql(
        """select p.parent from `tabDocPerm` p join `tabDocType` d on d.name = p.parent
        where p.role in %(roles)s and d.module not in %(modules)s
        union select p.parent from `tabCustom DocPerm` p where p.role in %(roles)s""",
        {"roles": tuple(open_roles), "modules": tuple(modules)},
    )
    return sorted(row[0] for row in rows)


def copy_standard_grants(doctypes: list[str], open_roles: Iterable[str]) -> None:
    """Copy standard grants, open ones left out, for DocTypes that have no custom grants yet."""
    fields = ", ".join(f"p.`{field}`" for field in GRANT_FIELDS)
    targets = ", ".join(f"`{field}`" for field in GRANT_FIELDS)
    frappe.db.sql(
        f"""insert into `tabCustom DocPerm`
            (name, creation, modified, owner, modified_by, docstatus, idx,
             parent, role, permlevel, if_owner, {targets})
        select left(md5(concat('copy', p.name)), 10), now(), now(), 'Administrator',
            'Administrator', 0, p.idx, p.parent, p.role, p.permlevel, p.if_owner, {fields}
        from `tabDocPerm` p
        where p.parent in %(doctypes)s and p.role not in %(roles)s
            and not exists (select 1 from `tabCustom DocPerm` c where c.parent = p.parent)""",
        {"doctypes": tuple(doctypes), "roles": tuple(open_roles)},
    )


def delete_open_grants(open_roles: Iterable[str]) -> None:
    frappe.db.sql(
        "delete from `tabCustom DocPerm` where role in %(roles)s", {"roles": tuple(open_roles)}
    )


def replace_grants(grants: list[tuple[str, str, str, int]], touched: list[str]) -> None:
    """Write one custom grant per (DocType, role, "read write ...", level), replacing ours.

    Only DocTypes that exist and roles that exist get a row. A touched DocType that would be left
    without any custom grant gets one reading row, else its open standard grants would count again.
    """
    known = {row[0] for row in frappe.db.sql("select name from `tabDocType`")}
    roles = {row[0] for row in frappe.db.sql("select name from `tabRole`")}
    frappe.db.sql("delete from `tabCustom DocPerm` where name like 'diwan-%%'")
    kept = [grant for grant in grants if grant[0] in known and grant[1] in roles]
    rows = [_grant_row(*grant) for grant in kept]
    rows += [
        _grant_row(doctype, "System Manager", "read", 0)
        for doctype in _load_ungranted(touched) - {grant[0] for grant in kept}
    ]
    if rows:
        fields = ["name", "creation", "modified", "owner", "modified_by", "parent", "role"]
        fields += ["permlevel", "if_owner", *GRANT_FIELDS]
        frappe.db.bulk_insert("Custom DocPerm", fields, rows)


def _load_ungranted(doctypes: list[str]) -> set[str]:
    granted = frappe.db.sql("select distinct parent from `tabCustom DocPerm`")
    return set(doctypes) - {row[0] for row in granted}


def _grant_row(doctype: str, role: str, words: str, level: int) -> tuple:
    now, granted = frappe.utils.now(), set(words.split())
    key = frappe.scrub(f"{doctype} {role} {level}").replace("_", "-")
    rights = (int(field in granted) for field in GRANT_FIELDS)
    who = "Administrator"
    return (f"diwan-{key}", now, now, who, who, doctype, role, level, 0, *rights)


def delete_shares_outside(doctypes: Iterable[str]) -> None:
    """Remove every share of a DocType that may not be shared; a user's own profile stays."""
    frappe.db.sql(
        """delete from `tabDocShare` where everyone = 1 or (share_doctype not in %(doctypes)s
            and not (share_doctype = 'User' and user <=> share_name))""",
        {"doctypes": tuple(doctypes) or ("",)},
    )


def save_single_values(doctype: str, values: dict) -> None:
    """Set the values of a single DocType, skipping fields this Frappe does not have."""
    meta = frappe.get_meta(doctype)
    for field, value in values.items():
        if meta.has_field(field):
            frappe.db.set_single_value(doctype, field, value)


def has_property_setter(doctype: str, field: str, prop: str, value: str) -> bool:
    filters = {"doc_type": doctype, "field_name": field, "property": prop, "value": value}
    return bool(frappe.db.exists("Property Setter", filters))


def load_role_names(user: str) -> set[str]:
    """Return the roles stored on a user, before the change that is being checked."""
    filters = {"parenttype": "User", "parent": user}
    return set(frappe.get_all("Has Role", filters, pluck="role"))
