"""Makers of what is bought, charged to a cost centre of the test's own."""

import frappe

from tests.erp.budget.factories import ACCOUNT
from tests.erp.factories import as_user, make_user, step_taken


def buyer() -> str:
    return make_user("buyer", "Buyer")


def second_buyer() -> str:
    return make_user("buyer.two", "Buyer")


def purchasing_manager() -> str:
    """Return somebody who approves any amount."""
    return make_user("purchasing.manager", "Purchasing Manager")


def line(centre: str, quantity: float = 1, price: float = 100, **values) -> dict:
    fields = {"description": "Office chair", "quantity": quantity, "unit_price": price}
    return {**fields, "account": ACCOUNT, "cost_centre": centre, **values}


def requisition(*lines: dict, by: str | None = None, **values):
    """Return a requisition that waits for approval."""
    fields = {"doctype": "Purchase Requisition", "title": "Chairs", "lines": list(lines)}
    fields |= {"posting_date": "2026-03-05", "needed_by": "2026-04-01", "justification": "A desk"}
    with as_user(by or buyer()):
        return frappe.get_doc({**fields, "workflow_state": "For Approval", **values}).insert()


def approved(*lines: dict, **values):
    """Return a requisition that was approved, or raise what refuses it."""
    doc = requisition(*lines, **values)
    with as_user(purchasing_manager()):
        return step_taken(doc.doctype, doc.name, "Approve")


def active_supplier() -> str:
    """Return a supplier as the exchange brings one."""
    name = f"SUP-{frappe.generate_hash(length=6)}"
    frappe.db.sql(
        "insert into tabSupplier (name, creation, modified, supplier_name, supplier_name_ar,"
        " status, payment_days) values (%s, now(), now(), %s, 'توريدات', 'Active', 30)",
        (name, f"Supplies {name}"),
    )
    return name


def order(*lines: dict, by: str | None = None, **values):
    """Return an order that waits for approval."""
    fields = {"doctype": "Purchase Order", "title": "Chairs", "lines": list(lines)}
    fields |= {"posting_date": "2026-03-10", "delivery_date": "2026-04-01"}
    fields |= {"supplier": values.pop("supplier", None) or active_supplier()}
    with as_user(by or buyer()):
        return frappe.get_doc({**fields, "workflow_state": "For Approval", **values}).insert()


def approved_order(*lines: dict, **values):
    """Return an order that was approved, or raise what refuses it, leaving nothing of it."""
    doc = order(*lines, **values)
    frappe.db.savepoint("approved_order")
    try:
        with as_user(purchasing_manager()):
            return step_taken(doc.doctype, doc.name, "Approve")
    except Exception:
        frappe.db.rollback(save_point="approved_order")
        raise
