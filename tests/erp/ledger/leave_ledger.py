"""A second, small ledger: days of leave per employee and kind, with another key and measure.

Its DocTypes are made for the tests; the engine needs nothing else than the spec.
"""

import os

import frappe

from erp_app.domain.chained import BalanceTable, Column, Form, Kind, LedgerSpec, LineDraft
from erp_app.ledger.chained import ChainedLedger
from erp_app.store.chained_ledger import ensure_head
from erp_app.store.ledger_schema import ensure_line_indexes
from erp_app.store.triggers import install_triggers

OWN_COLUMNS = (
    Column("employee", Kind.TEXT),
    Column("leave_type", Kind.TEXT),
    Column("first_day", Kind.DATE),
    Column("weekdays", Kind.INTEGER),
    Column("days", Kind.AMOUNT),
)
FIELD_TYPES = {Kind.TEXT: "Data", Kind.DATE: "Date", Kind.INTEGER: "Int", Kind.AMOUNT: "Float"}
FRAME_FIELDS = {
    "posting_number": "Int",
    "voucher_type": "Data",
    "voucher": "Data",
    "line_number": "Int",
    "posted_by": "Data",
    "posted_at": "Datetime",
    "form": "Int",
    "hash": "Data",
}


def leave_spec(token: str) -> LedgerSpec:
    """Return the spec of a ledger of this token's own, so that no test meets another's lines."""
    return LedgerSpec(
        name=f"Leave {token}",
        line_doctype=f"Leave Line {token}",
        columns=OWN_COLUMNS,
        forms=(Form(1, tuple(column.name for column in OWN_COLUMNS)),),
        balances=(BalanceTable(f"Leave Balance {token}", ("employee", "leave_type"), ("days",)),),
        indexes=(("employee_day", ("employee", "first_day")),),
        refusal="Leave is never rewritten: enter the opposite",
    )


def make_ledger(token: str) -> ChainedLedger:
    """Make tables, indexes, head and triggers of a leave ledger. Commits."""
    spec = leave_spec(token)
    own = {column.name: FIELD_TYPES[column.kind] for column in spec.columns}
    (table,) = spec.balances
    _make_doctype(spec.line_doctype, {**FRAME_FIELDS, **own}, "autoincrement")
    _make_doctype(
        table.doctype, {name: own[name] for name in (*table.key, *table.measures)}, "hash"
    )
    ensure_line_indexes(spec)
    ensure_head(spec.name)
    frappe.db.commit()
    install_triggers([spec])
    frappe.db.commit()
    return ChainedLedger(spec)


def _make_doctype(name: str, fields: dict[str, str], autoname: str) -> None:
    doc = frappe.new_doc("DocType")
    rows = [{"fieldname": key, "fieldtype": kind, "label": key} for key, kind in fields.items()]
    doc.update({"name": name, "module": "Finance", "custom": 1, "autoname": autoname})
    doc.update({"fields": rows, "permissions": []})
    doc.insert()


def remove_ledger(token: str) -> None:
    """Remove the DocTypes and their tables; the head's row stays, as heads do."""
    spec = leave_spec(token)
    for doctype in (spec.line_doctype, spec.balances[0].doctype):
        frappe.delete_doc("DocType", doctype, force=True)
        frappe.db.commit()
        frappe.db.sql_ddl(f"drop table if exists `tab{doctype}`")


def line(voucher: str, number: int, days: object, employee: str = "E1", kind: str = "Annual"):
    """Return one line of a leave request."""
    day = frappe.utils.getdate("2026-07-01")
    return LineDraft("Leave Request", voucher, number, (employee, kind, day, 5, days))


def connect() -> None:
    """Connect a process of its own to the site."""
    os.chdir(os.environ["DIWAN_TEST_SITES"])
    frappe.init(site=os.environ["DIWAN_TEST_SITE"], sites_path=".")
    frappe.connect()
