"""What the night does: drafts from templates, reversals of accruals; once, and once only."""

import frappe
import pytest
from frappe.utils import getdate

from erp_app.finance.recurring import make_due_journals, post_due_reversals
from tests.erp.factories import as_user, journal_fields, manager, officer, posted_journal


def make_template(**fields):
    with as_user(officer()):
        template = frappe.new_doc("Journal Template")
        name = f"Rent {frappe.generate_hash(length=6)}"
        template.update({"template_name": name, "title": "Rent", "next_date": "2026-03-01"})
        template.update(fields)
        for row in journal_fields()["lines"]:
            template.append("lines", row)
        return template.insert()


def test_due_template_makes_drafts_of_its_owner_once(site):
    template = make_template()
    names = make_due_journals(getdate("2026-05-15"))
    mine = [
        n for n in names if frappe.db.get_value("Journal", n, "journal_template") == template.name
    ]
    assert len(mine) == 3
    doc = frappe.get_doc("Journal", mine[2])
    assert (doc.owner, doc.workflow_state, str(doc.posting_date)) == (
        officer(),
        "Draft",
        "2026-05-01",
    )
    template.reload()
    assert str(template.next_date) == "2026-06-01"
    template.db_set("next_date", "2026-05-01")
    again = make_due_journals(getdate("2026-05-15"))
    assert not [
        n for n in again if frappe.db.get_value("Journal", n, "journal_template") == template.name
    ]


def test_template_ends(site):
    template = make_template(end_date="2026-03-31")
    make_due_journals(getdate("2026-05-15"))
    assert frappe.db.count("Journal", {"journal_template": template.name}) == 1


def dates_of(template):
    names = {"journal_template": template.name}
    return [str(d) for d in frappe.get_all("Journal", names, pluck="posting_date", order_by="name")]


def test_month_end_stays_the_month_end(site):
    template = make_template(next_date="2026-01-31")
    for day in ("2026-02-01", "2026-03-01", "2026-05-15"):
        make_due_journals(getdate(day))
    assert dates_of(template) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    template.reload()
    assert (str(template.first_date), str(template.next_date)) == ("2026-01-31", "2026-05-31")


def test_saving_a_template_keeps_its_day_and_a_new_date_begins_anew(site):
    template = make_template(next_date="2026-01-31")
    make_due_journals(getdate("2026-02-01"))
    template.reload()
    template.update({"title": "Rent of the hall", "first_date": "2026-01-01"})
    template.save()
    assert str(template.first_date) == "2026-01-31"
    template.update({"next_date": "2026-03-15"})
    template.save()
    assert str(template.first_date) == "2026-03-15"


def test_template_from_before_first_dates_were_kept_goes_on(site):
    template = make_template(next_date="2026-01-31")
    template.db_set("first_date", None)
    frappe.db.commit()
    make_due_journals(getdate("2026-03-31"))
    assert dates_of(template) == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_unbalanced_template_is_refused(site):
    with as_user(officer()):
        template = frappe.new_doc("Journal Template")
        template.update({"template_name": "Bad", "title": "Bad", "next_date": "2026-03-01"})
        template.append("lines", {"account": "52101", "cost_centre": "1100", "debit": 5})
        template.append("lines", {"account": "11102", "credit": 4})
        with pytest.raises(frappe.ValidationError, match="does not balance"):
            template.insert()


def test_broken_template_does_not_stop_the_others(site):
    bad, good = make_template(), make_template()
    frappe.db.set_value("Journal Line", {"parent": bad.name, "idx": 1}, "account", "GONE")
    frappe.db.commit()
    names = make_due_journals(getdate("2026-03-15"))
    assert frappe.db.count("Journal", {"journal_template": bad.name}) == 0
    assert frappe.db.count("Journal", {"journal_template": good.name}) == 1
    assert names
    frappe.delete_doc("Journal Template", bad.name)
    frappe.db.commit()


def test_accrual_is_reversed_on_its_date_once(site):
    doc = posted_journal(reversal_date="2026-04-01")
    frappe.db.commit()
    assert not frappe.db.get_value("Journal", doc.name, "reversed_by")
    post_due_reversals(getdate("2026-03-31"))
    assert not frappe.db.get_value("Journal", doc.name, "reversed_by")
    made = post_due_reversals(getdate("2026-04-02"))
    reversal = frappe.get_doc("Journal", frappe.db.get_value("Journal", doc.name, "reversed_by"))
    assert reversal.name in made
    assert (str(reversal.posting_date), reversal.period) == ("2026-04-01", "2026-04")
    assert (reversal.prepared_by, reversal.approved_by) == (officer(), manager())
    assert post_due_reversals(getdate("2026-04-03")) == []


def test_reversal_date_must_come_after_the_journal(site):
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="must come after"):
        frappe.get_doc(journal_fields(reversal_date="2026-03-05")).insert()


@pytest.mark.parametrize("nights", [1, 3])
def test_reversal_into_a_closed_period_tells_who_must_act(site, nights):
    """It was written into a log of errors that nobody of finance reads."""
    doc = posted_journal(reversal_date="2026-05-01")
    year = frappe.get_doc("Fiscal Year", "2026")
    next(row for row in year.periods if row.name == "2026-05").status = "Closed"
    year.save()
    frappe.db.commit()
    try:
        for _night in range(nights):
            post_due_reversals(getdate("2026-05-02"))
        assert not frappe.db.get_value("Journal", doc.name, "reversed_by")
        told = {"document_type": "Journal", "document_name": doc.name}
        told["subject"] = ("like", "%2026-05 is closed%")
        found = frappe.get_all("Notification Log", told, pluck="for_user")
        assert {officer(), manager()} <= set(found)
        assert len(found) == len(set(found))
    finally:
        year.reload()
        next(row for row in year.periods if row.name == "2026-05").status = "Open"
        year.save()
        frappe.db.commit()
        post_due_reversals(getdate("2026-05-02"))
    assert frappe.db.get_value("Journal", doc.name, "reversed_by")


def test_template_that_makes_nothing_tells_its_owner(site):
    template = make_template()
    frappe.db.set_value("Journal Line", {"parent": template.name, "idx": 1}, "account", "GONE")
    frappe.db.commit()
    make_due_journals(getdate("2026-03-15"))
    told = {"document_type": "Journal Template", "document_name": template.name}
    assert officer() in frappe.get_all("Notification Log", told, pluck="for_user")
    frappe.delete_doc("Journal Template", template.name)
    frappe.db.commit()
