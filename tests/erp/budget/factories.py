"""Makers of budgets: a cost centre of a test's own, with a rule and money of its own.

No test meets another one's money: rules and lines name the cost centre that the test has made.
"""

from decimal import Decimal

import frappe
from frappe.utils import getdate

from erp_app.budget.appropriating import appropriate
from erp_app.budget.holding import Request, reserve
from erp_app.domain.budget.funds import Funds, sum_funds
from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.budget.phasing import Phasing, phase
from erp_app.domain.dimensions import DimensionSet
from erp_app.store.amounts import amount_of
from erp_app.store.periods import load_periods
from tests.erp.declared import make
from tests.erp.factories import (
    as_user,
    journal_fields,
    make_user,
    manager,
    officer,
    step_taken,
)

YEAR = "2026"
ACCOUNT, GROUP_ACCOUNT = "52101", "52100"


def controller() -> str:
    return make_user("controller", "Budget Controller")


def make_centre() -> str:
    """Return a new cost centre that takes postings, below the entity's."""
    code = f"Z{frappe.generate_hash(length=8)}"
    names = {"cost_centre_name": "Sample", "cost_centre_name_ar": "عينة"}
    place = {"cost_centre_code": code, "parent_cost_centre": "1000"}
    return frappe.get_doc({"doctype": "Cost Centre", **place, **names}).insert().name


def group_of(account: str = GROUP_ACCOUNT) -> str:
    """Return the budget group of a node of the chart; a group is made when there is none."""
    if found := frappe.db.get_value("Budget Group", {"account": account}, "name"):
        return found
    return make("Budget Group", account=account, is_group=0).name


def make_rule(centre: str, **values):
    """Return a rule in force for everything of a cost centre, as the machine installs it."""
    everything = {"account_from": "10000", "account_to": "99999", "cost_centre": centre}
    return make("Budget Control Rule", **{**everything, **values})


def give_money(
    centre: str,
    amount: object,
    phasing: Phasing = Phasing.MONTHLY,
    group: str = "",
    year: str = YEAR,
    **dimensions,
) -> str:
    """Appropriate money as an approved budget does; return the line's name."""
    given = DimensionSet(cost_centre=centre, **dimensions)
    line = BudgetLine(year, group or group_of(), given)
    periods = {one.number: one for one in load_periods() if one.fiscal_year == year}
    voucher = f"BUD-{frappe.generate_hash(length=8)}"
    months = phase(Decimal(str(amount)), phasing)
    appropriate("Budget", voucher, [(line, months)], periods, "Administrator")
    return line.name


def line_fields(centre: str, amount: float = 1200.0, **values) -> dict:
    fields = {"budget_group": group_of(), "cost_centre": centre, "amount": amount}
    return {**fields, "phasing": "Evenly by Month", **values}


def sent_budget(*lines: dict, by: str | None = None, **values):
    """Return a budget that waits for the entity's review."""
    fields = {"doctype": "Budget", "title": "Budget", "fiscal_year": YEAR, "lines": list(lines)}
    with as_user(by or officer()):
        return frappe.get_doc({**fields, "workflow_state": "Entity Review", **values}).insert()


def approved_budget(*lines: dict, **values):
    doc = sent_budget(*lines, **values)
    with as_user(manager()):
        step_taken("Budget", doc.name, "Endorse")
    with as_user(controller()):
        return step_taken("Budget", doc.name, "Approve")


def change_row(centre: str, amount: float, group: str = "") -> dict:
    return {"budget_group": group or group_of(), "cost_centre": centre, "amount": amount}


def sent_change(kind: str, *rows: dict, by: str | None = None, **values):
    """Return a change of the budget that waits for approval."""
    fields = {"doctype": "Budget Change", "title": kind, "change_kind": kind, "fiscal_year": YEAR}
    fields |= {"posting_date": "2026-06-15", "justification": "A new service begins"}
    with as_user(by or officer()):
        fields = {**fields, "lines": list(rows), "workflow_state": "For Approval", **values}
        return frappe.get_doc(fields).insert()


def expense(centre: str, *amounts: float, account: str = ACCOUNT, **fields) -> dict:
    """Return the fields of a journal with an expense line for each amount, negative for a credit,
    against cash."""
    rows = [
        {"account": account, "cost_centre": centre, "debit" if one > 0 else "credit": abs(one)}
        for one in amounts
    ]
    total = sum(amounts)
    rows.append({"account": "11102", "credit" if total > 0 else "debit": abs(total)})
    return {**journal_fields(), "lines": rows, **fields}


def sent_expense(centre: str, *amounts: float, **fields):
    """Return a journal of expenses that waits for approval."""
    with as_user(officer()):
        fields = expense(centre, *amounts, workflow_state="For Approval", **fields)
        return frappe.get_doc(fields).insert()


def spend(centre: str, *amounts: float, **fields):
    """Return a journal of expenses that a manager approved, or raise what refuses it."""
    doc = sent_expense(centre, *amounts, **fields)
    with as_user(manager()):
        return step_taken("Journal", doc.name, "Approve")


def sent_override(voucher: str, by: str | None = None, **values):
    """Return a request to let a journal through, that waits for a controller."""
    fields = {"doctype": "Budget Override", "voucher_type": "Journal", "voucher": voucher}
    fields |= {"justification": "The pump of the hospital broke", "workflow_state": "For Approval"}
    with as_user(by or officer()):
        return frappe.get_doc({**fields, **values}).insert()


def let_through(doc, by: str | None = None, reason: str = "It cannot wait"):
    with as_user(by or controller()):
        return step_taken("Budget Override", doc.name, "Approve", reason)


def override(voucher: str):
    """Return an override in force for a journal."""
    return let_through(sent_override(voucher))


def hold(line: str, amount: object, number: int = 1, measure: str = "committed", voucher: str = ""):
    """Hold budget of a line as an order does; return the voucher's name."""
    name = voucher or f"PO-{frappe.generate_hash(length=8)}"
    year = line.partition("|")[0]
    where = (line, f"{year}-03", measure, Decimal(str(amount)), getdate(f"{year}-03-05"))
    reserve([Request("Purchase Order", name, number, *where)], "Administrator")
    return name


def funds_of(line: str, *periods: int) -> Funds:
    """Return what the balances of a line say, of all periods or of some."""
    measures = Funds._fields
    rows = frappe.get_all("Budget Balance", {"budget_line": line}, ["period", *measures])
    return sum_funds(
        Funds(*(amount_of(row[name]) for name in measures))
        for row in rows
        if not periods or int(row.period[-2:]) in periods
    )


def left_of(line: str) -> Decimal:
    return funds_of(line).available


def movements_of(voucher: str) -> list:
    fields = [
        "movement_kind",
        "budget_line",
        "period",
        "actual",
        "voucher_line",
        "relieved_voucher",
        "override",
    ]
    return frappe.get_all("Budget Movement", {"voucher": voucher}, fields, order_by="name")


def withdraw_waiting(by: str, kinds: dict[str, str]) -> None:
    """Withdraw and delete documents that wait and are charged to cost centres of the tests.

    by: who prepared them; kinds: DocType -> DocType of its lines.
    """
    centres = frappe.get_all("Cost Centre", {"name": ("like", "Z%")}, pluck="name")
    for doctype, rows in kinds.items():
        lines = {"parenttype": doctype, "cost_centre": ("in", centres), "docstatus": 0}
        for name in set(frappe.get_all(rows, lines, pluck="parent")):
            with as_user(by):
                step_taken(doctype, name, "Withdraw")
                frappe.delete_doc(doctype, name, ignore_permissions=True)
