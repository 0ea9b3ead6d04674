"""What finance does every day by itself: drafts from templates, reversals of accruals.

Owns the recurrence of templates. Refuses to approve: a recurring journal is a draft that
a person sends and another one approves; an automatic reversal carries out what was
approved with its original.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from erp_app import ledger
from erp_app.documents.notices import tell_once
from erp_app.documents.refusals import tell
from erp_app.domain.dimensions import DIMENSIONS
from erp_app.domain.findings import Finding, RuleError
from erp_app.domain.findings import _ as mark
from erp_app.domain.recurrence import next_occurrence
from erp_app.finance import posting
from erp_app.store import journals, voucher_documents
from erp_app.store.recurring import approver_and_preparer, due_templates
from erp_app.store.users import list_holders

CLOSES_BOOKS = "Finance Manager"


def check_template(template) -> list[Finding]:
    """Return what would be wrong with a journal of this template."""
    postings = tuple(posting.build_posting(row) for row in template.lines)
    entry = ledger.Entry("Journal", "", getdate(template.next_date), postings, template.title)
    [completed] = ledger.complete([entry])
    return [found for found in completed.findings if found.code != "dimension_missing"]


def make_due_journals(today: date | None = None) -> list[str]:
    """Make the drafts of all templates that are due and return their names; daily job.

    Killed and run again it makes nothing twice: template and date are the idempotency key.
    A template that fails is logged and does not stop the others.
    """
    day = today or getdate()
    made: list[str] = []
    for name in due_templates(day):
        try:
            made += _make_due(frappe.get_doc("Journal Template", name), day)
        except (frappe.ValidationError, RuleError) as error:
            frappe.db.rollback()
            frappe.log_error(title=f"Recurring journal {name}", message=str(error))
            owner = frappe.db.get_value("Journal Template", name, "owner")
            text = mark("The journal of template {0} that is due could not be made: {1}")
            _tell({owner}, ("Journal Template", name), text, error)
            frappe.db.commit()
    return made


def _make_due(template, today: date) -> list[str]:
    made = []
    while _is_due(template, today):
        if journal := _make_journal(template):
            made.append(journal)
        template.db_set(_next_dates(template))
        frappe.db.commit()
    return made


def _next_dates(template) -> dict[str, date]:
    """Return the dates after this turn; a template made before first dates were kept begins with
    it."""
    first, day = getdate(template.first_date or template.next_date), getdate(template.next_date)
    return {
        "first_date": first,
        "next_date": next_occurrence(day, template.frequency, first.day),
    }


def _is_due(template, today: date) -> bool:
    day = getdate(template.next_date)
    return day <= today and not (template.end_date and day > getdate(template.end_date))


def _make_journal(template) -> str | None:
    day = getdate(template.next_date)
    key = f"template:{template.name}:{day}"
    if voucher_documents.find_by_keys("Journal", [key]):
        return None
    doc = frappe.new_doc("Journal")
    doc.update({"title": template.title, "posting_date": day, "idempotency_key": key})
    if template.reverse_next_day:
        doc.reversal_date = add_days(day, 1)
    fields = ("account", "description", "debit", "credit", *DIMENSIONS)
    for row in template.lines:
        doc.append("lines", {field: row.get(field) for field in fields})
    doc.flags.prepared_by = template.owner
    doc.flags.contributors = template.contributors
    doc.flags.journal_template = template.name
    doc.insert(ignore_permissions=True)
    return doc.name


def post_due_reversals(today: date | None = None) -> list[str]:
    """Post the reversals whose date has come and return the reversing journals; daily job.

    One that cannot be posted (its period is closed) does not stop the others: who prepared and
    approved it, and who may open the period, find a notice.
    """
    made = []
    for journal, day in journals.find_due_reversals(today or getdate()):
        approver, preparer = approver_and_preparer(journal)
        reason = _("Automatic reversal on its reversal date")
        try:
            authority = ledger.authority_of(approver, is_decided=True)
            posted = ledger.reverse("Journal", journal, day, reason, authority, preparer)
            made.append(posted.entry.voucher)
            frappe.db.commit()
        except RuleError as error:
            frappe.db.rollback()
            frappe.log_error(title=f"Automatic reversal of {journal}", message=tell(error))
            text = mark("The reversal of {0} that is due could not be posted: {1}")
            _tell({approver, preparer}, ("Journal", journal), text, error)
            frappe.db.commit()
    return made


def _tell(people: set[str], document: tuple[str, str], text: str, error: Exception) -> None:
    """Tell these people, and whoever closes the books, why the night could not act."""
    why = tell(error) if isinstance(error, RuleError) else frappe.utils.strip_html(str(error))
    tell_once(people | list_holders([CLOSES_BOOKS]), document, text, (document[1], why))
