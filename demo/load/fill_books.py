"""Posts an entity's journals on the connected site, a month at a time, by the bulk path.

The same checks, numbers, chain and balances as for a person's journal: prepared by the finance
officer, approved by the finance manager, or beyond the manager's limit by the finance director.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import frappe

from demo.generate.books import EntityBooks
from demo.generate.plan import Month
from erp_app import ledger
from erp_app.documents.steps import take_step
from erp_app.domain.entry import Entry
from erp_app.install.users import create_user
from ground.errors import OpsError

OPENING = "Opening Balances"
MANAGER_LIMIT = Decimal(5_000_000)
DIRECTOR_LIMIT = Decimal(900_000_000_000)  # the column holds less than a million million


def officer() -> str:
    """Return the first user who prepares journals."""
    return f"finance.officer@{frappe.local.site}"


def manager() -> str:
    """Return the first user who approves journals."""
    return f"finance.manager@{frappe.local.site}"


def director() -> str:
    """Return the user who approves what is beyond the manager's limit."""
    return f"finance.director@{frappe.local.site}"


def fill_approvers() -> None:
    """Add the director, and personal limits of manager and director, where missing.

    Raises: OpsError when the site has no first users.
    """
    for user in (officer(), manager()):
        if not frappe.db.exists("User", user):
            raise OpsError(
                f"{frappe.local.site} has no user {user}, in whose name the demo posts.",
                "Create the entity with ./diwan entity add, which makes its first users.",
            )
    if not frappe.db.exists("User", director()):
        create_user(director(), "Finance Director", ["Finance Manager"])
    for user, amount in ((manager(), MANAGER_LIMIT), (director(), DIRECTOR_LIMIT)):
        if not frappe.db.exists("Approval Limit", {"user": user}):
            limit = frappe.new_doc("Approval Limit")
            limit.update({"user": user, "amount_max": float(amount)})
            limit.insert(ignore_permissions=True)


def post_opening(books: EntityBooks) -> int:
    """Bring the opening balances as the entity's people do; return the number of ledger lines."""
    entry = books.build_opening().build_entry(key_prefix=key_prefix(books))
    if frappe.db.exists(OPENING, {"idempotency_key": entry.idempotency_key, "docstatus": 1}):
        return 0
    year, [fund] = str(entry.posting_date.year), {one.dimensions.fund for one in entry.postings}
    doc = frappe.new_doc(OPENING)
    doc.update({"title": entry.title, "fiscal_year": year, "fund": fund})
    doc.update({"idempotency_key": entry.idempotency_key, "workflow_state": "For Approval"})
    for one in entry.postings:
        amounts = {"debit": float(one.debit), "credit": float(one.credit)}
        doc.append("lines", {"account": one.account, "description": one.description, **amounts})
    with _as_user(officer()):
        doc.insert()
    with _as_user(director()):
        take_step(OPENING, doc.name, "Approve", modified=str(doc.modified))
    return len(entry.postings)


@contextmanager
def _as_user(user: str) -> Iterator[None]:
    """Run a block in somebody's name."""
    before = frappe.session.user
    frappe.set_user(user)
    try:
        yield
    finally:
        frappe.set_user(before)


def post_month(books: EntityBooks, month: Month) -> int:
    """Post every journal of a month; return the number of ledger lines."""
    prefix = key_prefix(books)
    return _post([entry.build_entry(key_prefix=prefix) for entry in books.build_month(month)])


def key_prefix(books: EntityBooks) -> str:
    """Return what stands before a key of the generator in the journals' idempotency keys."""
    return f"demo-{books.plan.seed}-"


def _post(entries: list[Entry]) -> int:
    entries = [replace(entry, prepared_by=officer()) for entry in entries]
    within = [entry for entry in entries if entry.total_debit <= MANAGER_LIMIT]
    beyond = [entry for entry in entries if entry.total_debit > MANAGER_LIMIT]
    return sum(
        ledger.post_new("Journal", part, ledger.authority_of(approver)).line_count
        for part, approver in ((within, manager()), (beyond, director()))
        if part
    )
