"""Recurring journals: a template makes a draft when its date has come."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from erp_app.finance.recurring import check_template
from erp_app.finance.refusals import finding_text


class JournalTemplate(Document):
    """The lines of a journal that comes again; every one of them is approved by a person."""

    def validate(self) -> None:
        if self.end_date and getdate(self.end_date) < getdate(self.next_date):
            frappe.throw(_("The template ends before its next date"))
        if findings := check_template(self):
            frappe.throw([finding_text(found) for found in findings], as_list=True)
