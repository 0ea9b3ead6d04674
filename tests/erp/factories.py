"""Makers of users, roles and journals for tests on a real site."""

import secrets
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import frappe

from erp_app.api import documents, imports
from erp_app.documents import steps
from erp_app.imports import jobs

DOMAIN = "test.example"
SITE_ZONE = ZoneInfo("Asia/Dubai")


def day(offset: int = 0) -> str:
    """Return today on the site, or so many days later, as YYYY-MM-DD; needs no connection."""
    return str((datetime.now(SITE_ZONE) + timedelta(days=offset)).date())


def make_user(name: str, *roles: str) -> str:
    """Return the e-mail of an enabled user with exactly these roles.

    Committed when made or changed, so that other processes see it; make users first.
    """
    email = f"{name}@{DOMAIN}"
    held = set(frappe.get_all("Has Role", {"parent": email, "parenttype": "User"}, pluck="role"))
    if held == set(roles):
        return email
    if frappe.db.exists("User", email):
        user = frappe.get_doc("User", email)
    else:
        user = frappe.new_doc("User")
        user.update({"email": email, "first_name": name, "send_welcome_email": 0})
    user.set("roles", [{"role": role} for role in sorted(roles)])
    user.save(ignore_permissions=True)
    frappe.db.commit()
    return email


@contextmanager
def as_user(email: str):
    """Run a block as that user."""
    before = frappe.session.user
    frappe.set_user(email)
    try:
        yield
    finally:
        frappe.set_user(before)


def officer() -> str:
    return make_user("officer", "Finance Officer")


def manager() -> str:
    return make_user("manager", "Finance Manager")


def auditor() -> str:
    return make_user("auditor", "Auditor")


def fresh_iban() -> str:
    """Return a valid account of a bank in the Emirates that nobody has yet."""
    account = f"033{secrets.randbelow(10**16):016d}"
    check = 98 - int(f"{account}101400") % 97  # letters are numbers: A is 10, E is 14
    return f"AE{check:02d}{account}"


def journal_fields(amount: float = 100.0, lines: int = 2, **fields) -> dict:
    """Return the fields of a balanced journal: expenses over 12 accounts against cash."""
    pairs = lines // 2
    rows = []
    for position in range(pairs):
        account = f"521{position % 9 + 1:02d}"
        centre = f"1{position % 7 + 1}00"
        rows.append({"account": account, "cost_centre": centre, "debit": amount})
    rows += [{"account": "11102", "credit": amount} for _pair in range(pairs)]
    return {
        "doctype": "Journal",
        "title": "Stationery for the quarter",
        "posting_date": "2026-03-05",
        "lines": rows,
        **fields,
    }


def make_journal(by: str | None = None, **fields):
    """Return a journal inserted by an officer, uncommitted."""
    with as_user(by or officer()):
        return frappe.get_doc(journal_fields(**fields)).insert()


def sent_journal(by: str | None = None, **fields):
    """Return a journal that waits for approval."""
    return make_journal(by, workflow_state="For Approval", **fields)


def posted_journal(by: str | None = None, approver: str | None = None, **fields):
    """Return a journal that a manager approved."""
    doc = sent_journal(by, **fields)
    with as_user(approver or manager()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.submit()
    return doc


def upload(content: str, by: str | None = None, name: str = "j.csv"):
    """Return a private file that somebody uploaded."""
    with as_user(by or officer()):
        fields = {"file_name": name, "content": content, "is_private": 1}
        return frappe.get_doc({"doctype": "File", **fields}).insert()


def start_import(batch: str, by: str | None = None) -> None:
    """Start a batch as a person does, and commit; no worker takes it up."""
    with as_user(by or officer()), patch.object(jobs, "enqueue_batch"):
        imports.start_import(batch)
    frappe.db.commit()


def run_import(batch: str, by: str | None = None) -> None:
    """Start a batch as a person does and run it as a worker does."""
    start_import(batch, by)
    jobs.run_batch(batch)
    frappe.set_user("Administrator")


def keeper() -> str:
    return make_user("keeper", "Entity Administrator")


def confirmer() -> str:
    return make_user("confirmer", "HR Manager")


def sent_for_confirmation(doctype: str, by: str | None = None, **fields):
    """Return what gives power as its keeper has sent it."""
    with as_user(by or keeper()):
        doc = frappe.new_doc(doctype).update({"workflow_state": "For Confirmation", **fields})
        return doc.insert()


def confirmed(doctype: str, by: str | None = None, second: str | None = None, **fields):
    """Return what gives power once a second person has confirmed it."""
    doc = sent_for_confirmation(doctype, by, **fields)
    with as_user(second or confirmer()):
        return step_taken(doctype, doc.name, "Confirm")


def end(doc, by: str | None = None, date: str | None = None, reason: str = "No longer needed"):
    """End what gives power as its keeper; return it as it is stored then."""
    with as_user(by or keeper()):
        take_step(doc.doctype, doc.name, "End", reason, date)
    return frappe.get_doc(doc.doctype, doc.name)


def take_step(doctype: str, name: str, action: str, reason: str = "", date: str | None = None):
    """Take a step by the endpoint, on the document as it is stored: what its reader sees."""
    modified = str(frappe.db.get_value(doctype, name, "modified") or "")
    return documents.take_step(doctype, name, action, reason, date, modified)


def step_taken(doctype: str, name: str, action: str, reason: str = ""):
    """Take a step as `take_step` does and return the saved document."""
    modified = str(frappe.db.get_value(doctype, name, "modified") or "")
    return steps.take_step(doctype, name, action, reason, modified=modified)


def take_steps(doctype: str, names: list[str], action: str, reason: str = "") -> dict:
    """Take the same step with several documents, as they are stored."""
    seen = {name: str(frappe.db.get_value(doctype, name, "modified") or "") for name in names}
    return documents.take_steps(doctype, names, action, reason, seen)


def approve_batch(batch: str) -> dict:
    """Approve an import by the endpoint, as what waits of it is stored."""
    seen = imports.get_waiting(batch)
    return imports.approve_batch(batch, seen["count"], seen["modified"])
