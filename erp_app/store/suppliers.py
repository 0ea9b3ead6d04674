"""The register of suppliers in the database: rows written by approved documents, and found alike.

Owns the statements, among them those that lock what a decision depends on. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import frappe
from frappe.utils import now

from erp_app.domain.purchasing.suppliers import CompulsoryKind, ConfirmedAccount, HeldDocument
from erp_app.store.document_policy import WAS_CONFIRMED
from erp_app.store.people import reserve_series
from erp_app.store.rows import BASE_COLUMNS, base_values, insert_rows

SUPPLIER, DOCUMENT = "Supplier", "Supplier Document"
PREFIX = "SUP-"
DOCUMENT_FIELDS = ("document_kind", "document_number", "expiry_date", "file")
ROWS_PER_ROUND = 200


def new_name() -> str:
    """Return the next number of a supplier, "SUP-000001"; others wait for it until the commit."""
    return f"{PREFIX}{reserve_series(PREFIX, 1):06d}"


def lock_supplier(name: str) -> frappe._dict | None:
    """Return a supplier's row as others have committed it, locked; None when there is none."""
    query = "select * from `tabSupplier` where name = %s for update"
    rows = frappe.db.sql(query, name, as_dict=True)
    return rows[0] if rows else None


def write_supplier(name: str, values: Mapping[str, object]) -> None:
    """Make a supplier, or write these columns of one that is there."""
    at, user = now(), frappe.session.user
    columns = tuple(values)
    replaced = [f"`{column}` = values(`{column}`)" for column in ("modified", "modified_by")]
    replaced += [f"`{column}` = values(`{column}`)" for column in columns]
    row = (*base_values(name, at, user), *values.values())
    insert_rows("tabSupplier", (*BASE_COLUMNS, *columns), [row], ", ".join(replaced))


def replace_documents(name: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write the documents that a supplier holds in place of those before."""
    where = {"parent": name, "parenttype": SUPPLIER, "parentfield": "documents"}
    frappe.db.delete(DOCUMENT, where)
    at, user = now(), frappe.session.user
    written = []
    for index, row in enumerate(rows, 1):
        base = (frappe.generate_hash(length=10), at, at, user, user, 0, index)
        fields = (row.get(field) or None for field in DOCUMENT_FIELDS)
        written.append((*base, *where.values(), *fields))
    if written:
        insert_rows(f"tab{DOCUMENT}", (*BASE_COLUMNS, *where, *DOCUMENT_FIELDS), written)


# --- what the standing follows from -----------------------------------------------------


def load_compulsory() -> list[CompulsoryKind]:
    """Return every confirmed rule on kinds of documents, whatever its days."""
    query = "select document_kind, coalesce(legal_form, ''), valid_from, valid_to"
    rows = frappe.db.sql(f"{query} from `tabSupplier Document Rule` where {WAS_CONFIRMED}")
    return [CompulsoryKind(*row) for row in rows]


def load_held(name: str) -> list[HeldDocument]:
    """Return the documents that a registered supplier holds."""
    query = "select document_kind, expiry_date from `tabSupplier Document` where parent = %s"
    rows = frappe.db.sql(f"{query} and parenttype = %s", (name, SUPPLIER))
    return [HeldDocument(*row) for row in rows]


def load_block_reason(name: str) -> str:
    """Return why a supplier is blocked now; "" when it is not."""
    query = "select block_reason from `tabSupplier Block` where supplier = %s and docstatus = 1"
    rows = frappe.db.sql(f"{query} order by approved_at desc limit 1 lock in share mode", name)
    return rows[0][0] if rows else ""


def find_other_block(name: str, but: str) -> str:
    """Return another block in force of a supplier, "" for none; the rows are locked."""
    query = "select name from `tabSupplier Block` where supplier = %s and docstatus = 1"
    rows = frappe.db.sql(f"{query} and name != %s for update", (name, but))
    return rows[0][0] if rows else ""


def load_confirmed_accounts(name: str) -> list[ConfirmedAccount]:
    """Return the accounts of a supplier that were confirmed and not ended."""
    query = "select name, counts_from from `tabSupplier Bank Account` where supplier = %s"
    rows = frappe.db.sql(f"{query} and docstatus = 1 lock in share mode", name)
    return [ConfirmedAccount(*row) for row in rows]


def load_account(name: str) -> frappe._dict:
    """Return iban, bank_code, bank_name, currency and counts_from of an account."""
    fields = ["iban", "bank_code", "bank_name", "currency", "counts_from"]
    return frappe.db.get_value("Supplier Bank Account", name, fields, as_dict=True)


def load_contact(name: str) -> frappe._dict:
    """Return supplier_name and contact_mail of a supplier."""
    fields = ["supplier_name", "contact_mail"]
    return frappe.db.get_value("Supplier", name, fields, as_dict=True)


def list_due(day: date) -> list[str]:
    """Return suppliers whose standing was not looked at on this day yet, some at a time."""
    query = "select name from `tabSupplier` where coalesce(checked_on, '2000-01-01') < %s"
    return frappe.db.sql_list(f"{query} order by name limit {ROWS_PER_ROUND}", day)


def forget_checks() -> None:
    """Let every supplier be looked at again: a rule about all of them has changed."""
    frappe.db.sql("update `tabSupplier` set checked_on = null")


# --- what is alike ----------------------------------------------------------------------


def load_comparable(but: str, proposal: str) -> list[frappe._dict]:
    """Return names and numbers of every supplier, and of proposals of new ones that wait, without
    one supplier and one proposal."""
    fields = "name, supplier_name, supplier_name_ar, tax_number, trade_licence_number"
    return frappe.db.sql(
        f"select {fields}, '' as proposal from `tabSupplier` where name != %s union all"
        f" select {fields}, 'yes' from `tabSupplier Proposal` where name != %s"
        " and coalesce(supplier, '') = '' and docstatus = 0 and workflow_state = 'For Approval'",
        (but, proposal),
        as_dict=True,
    )


def find_holders(iban: str, but: str) -> list[str]:
    """Return other suppliers with which an account stands, in force or waiting, by number;
    the rows are locked."""
    query = "select supplier from `tabSupplier Bank Account` where iban = %s and supplier != %s"
    waits = "(docstatus = 1 or workflow_state = 'For Confirmation')"
    return sorted(set(frappe.db.sql_list(f"{query} and {waits} for update", (iban, but))))


# --- what a hub starts with -------------------------------------------------------------


def load_kind_codes() -> set[str]:
    """Return the codes of the kinds of documents that exist."""
    return set(frappe.get_all("Supplier Document Kind", pluck="name"))


def has_rules() -> bool:
    """Return True when there is any rule on kinds of documents, whatever became of it."""
    return bool(frappe.db.sql("select 1 from `tabSupplier Document Rule` limit 1"))


def count_by_status() -> dict[str, int]:
    """Return how many suppliers there are of each status."""
    rows = frappe.db.sql(
        "select status, count(*) from `tabSupplier` group by status order by status"
    )
    return {status or "": int(count) for status, count in rows}


# --- what the public page offers --------------------------------------------------------


def load_countries() -> list[str]:
    """Return the names of all countries."""
    return frappe.get_all("Country", pluck="name", order_by="name")


def load_kinds(language: str) -> list[frappe._dict]:
    """Return code and title of every kind of document, in one language."""
    title = "name_ar" if language.startswith("ar") else "name_en"
    fields = ["name as code", f"{title} as title"]
    return frappe.get_all("Supplier Document Kind", fields=fields, order_by="name")
