"""Two people confirm at one moment: power is given once, and the other one is told so."""

import frappe

from tests.erp.factories import as_user, confirmer, make_user, sent_for_confirmation, step_taken
from tests.erp.finance.test_concurrent_posting import at_once, connect

ROLE = "Auditor"


def confirm(asked):
    """Confirm one grant as one person; True when it was this process."""
    name, by, modified = asked
    from erp_app.documents.steps import take_step

    connect()
    try:
        with as_user(by):
            take_step("Role Grant", name, "Confirm", modified=modified)
        frappe.db.commit()
        return True
    except frappe.ValidationError:
        frappe.db.rollback()
        return False
    finally:
        frappe.destroy()


def waiting_grants(count):
    """Return a new person, and grants of one role to that person that wait, committed."""
    person = make_user(f"raced.{frappe.generate_hash(length=6)}", "Employee")
    fields = {"user": person, "role": ROLE, "purpose": "A race"}
    grants = [sent_for_confirmation("Role Grant", **fields) for _one in range(count)]
    frappe.db.commit()
    return person, grants


def confirmed_at_once(grants):
    seconds = (confirmer(), make_user("other.keeper", "Entity Administrator"))
    asked = [
        (grant.name, by, str(grant.modified)) for grant, by in zip(grants, seconds, strict=True)
    ]
    done = at_once(confirm, asked)
    frappe.db.rollback()
    return done


def held(person):
    filters = {"parent": person, "parenttype": "User", "role": ROLE}
    return frappe.db.count("Has Role", filters)


def test_one_grant_is_confirmed_once(site):
    person, [grant] = waiting_grants(1)
    assert confirmed_at_once([grant, grant]).count(True) == 1
    assert held(person) == 1
    steps = {"document_type": "Role Grant", "document": grant.name, "action": "Confirm"}
    assert frappe.db.count("Document Step", steps) == 1


def test_of_two_grants_of_one_role_one_is_confirmed(site):
    person, grants = waiting_grants(2)
    assert confirmed_at_once(grants).count(True) == 1
    assert held(person) == 1
    assert frappe.db.count("Role Grant", {"user": person, "docstatus": 1}) == 1
    rest = frappe.db.get_value("Role Grant", {"user": person, "docstatus": 0})
    with as_user(make_user("keeper", "Entity Administrator")):
        step_taken("Role Grant", rest, "Withdraw")
    frappe.db.commit()
