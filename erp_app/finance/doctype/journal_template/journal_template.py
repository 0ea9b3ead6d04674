"""Recurring journals: a template makes a draft when its date has come."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from erp_app.documents.refusals import tell
from erp_app.domain.text import clean_line
from erp_app.finance.recurring import check_template


class JournalTemplate(Document):
    """The lines of a journal that comes again; every one of them is approved by a person."""

    def validate(self) -> None:
        self.clean_texts()
        self.keep_contributors()
        self.keep_first_date()
        if self.end_date and getdate(self.end_date) < getdate(self.next_date):
            frappe.throw(_("The template ends before its next date"))
        if findings := check_template(self):
            frappe.throw([tell(found) for found in findings], as_list=True)

    def clean_texts(self) -> None:
        """Keep the texts as a journal of this template will."""
        self.title = clean_line(self.title)
        for row in self.lines:
            row.description = clean_line(row.description)

    def keep_contributors(self) -> None:
        """Remember everybody who wrote the template: nobody of them approves its journals."""
        before = self.get_doc_before_save()
        known = ((before and before.contributors) or "").split("\n")
        people = {*known, self.owner, frappe.session.user} - {""}
        self.contributors = "\n".join(sorted(people))

    def keep_first_date(self) -> None:
        """Remember the day of the month; a date that a person changes begins anew."""
        before = self.get_doc_before_save()
        is_changed = before is None or getdate(before.next_date) != getdate(self.next_date)
        self.first_date = self.next_date if is_changed else before.first_date or self.next_date
