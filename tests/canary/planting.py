"""Secrets in every table of a site, each a token that appears nowhere else.

Tokens are written past the application, by SQL, so no rule of it decides where they stand. Whom a
token is open to follows from the stored permissions alone: role and level of the field. Rows that
belong to somebody, and types with rules of their own on rows, are open to nobody but who is named
here: a finding that turns out to be allowed is looked at, not the other way round.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.attack.running_platform import Platform

TOKEN = r"cn[0-9a-f]{22}"
TYPES = yaml.safe_load(Path(__file__).with_name("types.yml").read_text("utf-8"))

PLANT = """
import re, secrets
UNTOUCHED, OWN_ROWS, SEES_ALL = {untouched!r}, {own_rows!r}, {sees_all!r}
DATES, TABLES_OF = {dates!r}, {tables_of!r}
# Bait stays such that it could be saved; folders are everybody's.
OTHER_THAN_BAIT = {{
    "File": "where is_folder = 0 and file_name not like 'canary%%' and file_name not like 'own-%%'",
    "ToDo": "where name not like 'canary%%' and name not like 'own-%%'",
}}
planted = []

def token():
    return "cn" + secrets.token_hex(11)

def readers(doctype, level):
    rows = frappe.db.sql("select role, permlevel, `read`, if_owner from `tabCustom DocPerm` "
                         "where parent = %s", doctype, as_dict=True)
    rows = rows or frappe.db.sql("select role, permlevel, `read`, if_owner from `tabDocPerm` "
                                 "where parent = %s", doctype, as_dict=True)
    return sorted({{row.role for row in rows
                   if row.read and not row.if_owner and row.permlevel == level}})

def selectors(meta, field):
    # Who may choose a document sees its title and what it is searched by.
    if meta.name in OWN_ROWS or field.fieldname not in meta.get_search_fields():
        return []
    rows = [*meta.permissions] if meta.permissions else []
    return sorted({{row.role for row in rows if row.select and not row.permlevel}})

users = set(frappe.db.sql("select name from tabUser", pluck=True))

def people_of(doctype, name):
    row = frappe.db.sql(f"select * from `tab{{doctype}}` where name = %s", name, as_dict=True)
    named = set(map(str, row[0].values())) & users if row else set()
    return sorted(named - {{"Administrator", "Guest"}})

def is_own(doctype, field):  # hidden fields are hidden from their owner, too
    return doctype in OWN_ROWS and not field.permlevel and field.fieldtype != "Password"

def note(value, doctype, name, field, roles, people=(), within=""):
    planted.append(dict(token=value, doctype=doctype, name=name, field=field, roles=roles,
                        people=list(people), within=within))

def open_to(doctype, level):
    roles = readers(doctype, level)
    if doctype not in OWN_ROWS:
        return roles
    return [role for role in roles if role in SEES_ALL.get(doctype, ())]

def open_row(doctype, name, level):
    # A comment is read by whoever reads the document it stands under.
    about = name and doctype == "Comment" and frappe.db.get_value(
        doctype, name, "reference_doctype")
    return open_to(about or doctype, 0 if about else level)

columns = frappe.db.sql(
    "select table_name as t, column_name as c, character_maximum_length as n "
    "from information_schema.columns where table_schema = database() and table_name like 'tab%%' "
    "and data_type in ('varchar', 'text', 'mediumtext', 'longtext')", as_dict=True)
stored = {{}}
for row in columns:
    stored.setdefault(row.t[3:], {{}})[row.c] = row.n
for doctype, names in sorted(stored.items()):
    if doctype in UNTOUCHED or not frappe.db.exists("DocType", doctype):
        continue
    meta = frappe.get_meta(doctype)
    if meta.istable or meta.issingle or doctype == "Ledger Line":
        continue
    free = [f for f in meta.fields
            if f.fieldname in names and (names[f.fieldname] or 999) >= 30
            and f.fieldtype in ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Code",
                                "Password")
            and f.fieldname != meta.title_field and f.options not in ("Phone", "URL")
            and f.fieldname not in ("hash", "file_url", "content_hash", "email", "username",
                                    "restrict_ip",  # would shut its people out
                                    "policy_value",  # a number, which every save reads
                                    "user_image", "workflow_state", "language", "time_zone",
                                    # counted in a chart, of nobody; names stand under what
                                    # their people write
                                    "nationality_group", "first_name", "middle_name", "last_name")
            and not f.unique]
    shown = OTHER_THAN_BAIT.get(doctype, "")
    names_of_rows = frappe.db.sql(
        f"select name from `tab{{doctype}}` {{shown}} order by creation desc limit 3", pluck=True)
    for field in free:
        for name in names_of_rows[:2]:
            value = token()
            written = value + ("@canary.example" if field.options == "Email" else "")
            try:
                frappe.db.sql(f"update `tab{{doctype}}` set `{{field.fieldname}}` = %s "
                              "where name = %s", (written, name))
            except Exception:
                continue
            note(value, doctype, name, field.fieldname,
                 open_row(doctype, name, field.permlevel or 0) + selectors(meta, field),
                 people_of(doctype, name) if is_own(doctype, field) else ())
    if not names_of_rows and free and doctype not in OTHER_THAN_BAIT:
        value, field = token(), free[0]
        try:
            frappe.db.sql(f"insert into `tab{{doctype}}` (name, owner, modified_by, creation, "
                          f"modified, docstatus, idx, `{{field.fieldname}}`) values "
                          "(%s, 'Administrator', 'Administrator', now(), now(), 0, 0, %s)",
                          (token(), value))
            note(value, doctype, "", field.fieldname, open_to(doctype, field.permlevel or 0))
        except Exception:
            pass

# Dates of people, in years in which nobody else was born.
for doctype, names in DATES.items():
    for fieldname in names:
        field = frappe.get_meta(doctype).get_field(fieldname)
        rows = field and frappe.db.sql(
            f"select name from `tab{{doctype}}` order by creation desc limit 12", pluck=True)
        for name in rows or ():
            value = (f"1{{6 + secrets.randbelow(3)}}{{secrets.randbelow(90) + 10}}-"
                     f"{{secrets.randbelow(12) + 1:02}}-{{secrets.randbelow(28) + 1:02}}")
            frappe.db.sql(f"update `tab{{doctype}}` set `{{fieldname}}` = %s where name = %s",
                          (value, name))
            note(value, doctype, name, fieldname, open_to(doctype, field.permlevel or 0),
                 people_of(doctype, name) if is_own(doctype, field) else ())

# Rows of tables: whoever reads the document at the table's level. A closed table gets a row more.
def free_column(child):
    for kind in (("Data", "Small Text", "Text", "Long Text"), ("Link",)):
        for field in frappe.get_meta(child).fields:
            long_enough = stored.get(child, {{}}).get(field.fieldname, 0) != 0
            if field.fieldtype in kind and long_enough and not field.unique:
                return field.fieldname

for doctype in sorted(stored):
    if doctype not in TABLES_OF or not frappe.db.exists("DocType", doctype):
        continue
    for table in frappe.get_meta(doctype).get_table_fields():
        child, column = table.options, free_column(table.options)
        if child in UNTOUCHED:
            continue
        if not column:
            continue
        roles = open_to(doctype, table.permlevel or 0)
        about = frappe.db.sql(f"select name from `tab{{doctype}}` where name not in "
                              "('Administrator', 'Guest') order by creation limit 1", pluck=True)
        is_text = frappe.get_meta(child).get_field(column).fieldtype != "Link"
        rows = is_text and frappe.db.sql(
            f"select name, parent from `tab{{child}}` where parenttype = %s and parentfield = %s "
            "order by creation desc limit 2", (doctype, table.fieldname))
        for row, parent in rows or ():
            value = token()
            frappe.db.sql(f"update `tab{{child}}` set `{{column}}` = %s where name = %s",
                          (value, row))
            note(value, child, row, column, roles, {{parent}} & users, doctype)
        if about and table.permlevel:
            value = token()
            frappe.db.sql(
                f"insert into `tab{{child}}` (name, parent, parenttype, parentfield, creation, "
                f"modified, owner, docstatus, idx, `{{column}}`) "
                "values (%s, %s, %s, %s, now(), now(), 'Administrator', 0, 99, %s)",
                (token(), about[0], doctype, table.fieldname, value))
            note(value, child, about[0], column, roles, set(about) & users, doctype)

# What no table of documents holds.
value = token()
frappe.db.sql("replace into __Auth (doctype, name, fieldname, password, encrypted) "
              "values ('User', 'Administrator', 'canary', %s, 0)", value)
note(value, "__Auth", "Administrator", "password", [])
value = token()
frappe.db.sql("insert into tabSessions (user, sid, sessiondata, lastupdate, status) "
              "values ('Administrator', %s, '{{}}', now(), 'Active')", value)
note(value, "Sessions", value, "sid", [])
value = token()
frappe.db.sql("replace into `__UserSettings` (user, doctype, data) values "
              "('Administrator', 'Journal', %s)", json.dumps(dict(canary=value)))
note(value, "__UserSettings", "Administrator", "data", [])
result = planted
"""

# Real values that are as good as tokens: they stand where the application put them.
REAL = """
found = []
for sid, user in frappe.db.sql("select sid, user from tabSessions where user != 'Guest'"):
    found.append(dict(token=sid, doctype="Sessions", name=user, field="sid", roles=[]))
for name, password in frappe.db.sql("select name, password from __Auth where doctype = 'User' "
                                    "and fieldname = 'password'"):
    found.append(dict(token=password, doctype="__Auth", name=name, field="password", roles=[]))
for key in ("db_password", "encryption_key", "rq_password", "redis_queue", "redis_cache"):
    if frappe.conf.get(key) and len(str(frappe.conf[key])) > 12:
        found.append(dict(token=str(frappe.conf[key]), doctype="site_config", name="", field=key,
                          roles=[]))
result = found
"""


@dataclass(frozen=True)
class Secret:
    """A token, where it stands, and the roles whose permissions open it. people: whom its row is
    about, where rows are somebody's own; within: the type in whose table the row stands."""

    token: str
    site: str
    doctype: str
    name: str
    field: str
    roles: frozenset[str]
    people: frozenset[str] = frozenset()
    within: str = ""

    def is_closed_to(self, roles: frozenset[str], own: frozenset[str]) -> bool:
        """Tell whether somebody with these roles may not see it. own: log-in and session."""
        return not (self.roles & roles or self.people & own or self.token in own)

    @property
    def place(self) -> str:
        return f"{self.site}: {self.doctype}.{self.field} of {self.name or 'a row'}"


def plant(platform: Platform, site: str) -> list[Secret]:
    """Plant tokens all over a site; return them with the real secrets that stand there."""
    code = PLANT.format(**TYPES)
    found = platform.run_inside(code, site) + platform.run_inside(REAL, site)
    return [secret_of(site, row) for row in found]


def secret_of(site: str, row: dict[str, Any]) -> Secret:
    """Return a secret from what was noted of it."""
    named = (row["token"], site, row["doctype"], row["name"], row["field"])
    roles, people = frozenset(row["roles"]), frozenset(row.get("people", ()))
    return Secret(*named, roles, people, row.get("within", ""))


def save(secrets: list[Secret], file: Path) -> None:
    """Write what was planted, for whoever looks at a finding."""
    rows: list[dict[str, Any]] = [
        {**vars(secret), "roles": sorted(secret.roles), "people": sorted(secret.people)}
        for secret in secrets
    ]
    file.write_text(json.dumps(rows, indent=1))
