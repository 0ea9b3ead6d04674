"""Roles are added when a second person has confirmed them, whichever way they were asked for."""

import json
from types import SimpleNamespace

import frappe
import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from tests.erp.factories import (
    as_user,
    confirmed,
    confirmer,
    end,
    keeper,
    make_user,
    manager,
    sent_for_confirmation,
    step_taken,
    take_step,
)

PERSON = "asked.for@test.example"
WANTED = {"user": PERSON, "role": "Finance Manager", "purpose": "Closes the year"}


@pytest.fixture(autouse=True)
def person(people, site):
    """Make a person anew for each test, without any role but the free one."""
    doc = frappe.new_doc("User").update(
        {"email": PERSON, "first_name": "P", "send_welcome_email": 0}
    )
    doc.append("roles", {"role": "Employee"})
    doc.insert(ignore_permissions=True)
    return doc


@pytest.fixture
def by_request(monkeypatch):
    """Let what follows be asked by a request."""
    built = EnvironBuilder(path="/api/resource/User", base_url=f"http://{frappe.local.site}")
    monkeypatch.setattr(frappe.local, "request", Request(built.get_environ()), raising=False)
    left = SimpleNamespace(user="Guest", logout=lambda user=None: None)
    monkeypatch.setattr(frappe.local, "login_manager", left, raising=False)


def roles(user=PERSON):
    rows = frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role")
    return set(rows)


def grants(**filters):
    fields = ["role", "workflow_state"]
    found = frappe.get_all("Role Grant", {"user": PERSON, **filters}, fields, order_by="name")
    return [(row.role, row.workflow_state) for row in found]


def confirm(name, by=None):
    with as_user(by or confirmer()):
        return step_taken("Role Grant", name, "Confirm")


def add_roles(*names, by=None, **fields):
    """Save the person's account as a form does, with further roles."""
    with as_user(by or keeper()):
        user = frappe.get_doc("User", PERSON)
        user.update(fields)
        user.append_roles(*names)
        return user.save()


def waiting(role="Finance Manager"):
    return frappe.db.get_value("Role Grant", {"user": PERSON, "role": role, "docstatus": 0})


def test_role_is_added_by_the_confirmation_and_taken_away_by_the_end():
    grant = sent_for_confirmation("Role Grant", **WANTED)
    assert roles() == {"Employee"}
    confirm(grant.name)
    assert roles() == {"Employee", "Finance Manager"}
    (version,) = frappe.get_all(
        "Version", {"ref_doctype": "User", "docname": PERSON}, ["data", "owner"]
    )
    assert "Finance Manager" in version.data
    assert version.owner == confirmer()
    end(grant)
    assert roles() == {"Employee"}


@pytest.mark.parametrize("role", ["System Manager", "Employee", "Centre Operator", "All"])
def test_role_that_is_not_granted_here_is_not_asked_for(role):
    with pytest.raises(frappe.PermissionError, match="no role that is granted"):
        sent_for_confirmation("Role Grant", **{**WANTED, "role": role})


def test_role_that_is_held_is_not_asked_for_again():
    first, second = (sent_for_confirmation("Role Grant", **WANTED) for _one in range(2))
    confirm(first.name)
    with pytest.raises(frappe.ValidationError, match="holds the role"):
        confirm(second.name)


def test_neither_who_asked_nor_who_gets_it_confirms(by_request):
    other = make_user("other.keeper", "Entity Administrator")
    grant = sent_for_confirmation("Role Grant", **{**WANTED, "user": other, "role": "HR Manager"})
    for by in (keeper(), other):
        with pytest.raises(frappe.PermissionError):
            confirm(grant.name, by)
    with pytest.raises(frappe.PermissionError, match="your own rights"):
        sent_for_confirmation("Role Grant", other, **{**WANTED, "user": other})


# --- by the account's form ----------------------------------------------------------------


def test_roles_of_a_form_wait_and_the_free_one_does_not(by_request):
    add_roles("Finance Manager", "Auditor", phone="123")
    assert roles() == {"Employee"}
    assert frappe.db.get_value("User", PERSON, "phone") == "123"
    assert grants() == [("Auditor", "For Confirmation"), ("Finance Manager", "For Confirmation")]
    said = " ".join(str(one) for one in frappe.local.message_log)
    assert "HR Manager" in said
    confirm(waiting())
    assert roles() == {"Employee", "Finance Manager"}


def test_asking_again_while_one_waits_asks_nothing_new(by_request):
    for _time in range(3):
        add_roles("Finance Manager")
    assert grants() == [("Finance Manager", "For Confirmation")]


def test_new_account_has_no_power_yet(by_request):
    login = "new.account@test.example"
    with as_user(keeper()):
        user = frappe.new_doc("User").update(
            {"email": login, "first_name": "New", "send_welcome_email": 0}
        )
        user.append_roles("Finance Officer", "Employee")
        user.insert()
    assert roles(login) == {"Employee"}
    assert frappe.db.exists("Role Grant", {"user": login, "role": "Finance Officer"})
    with as_user(keeper()):
        alone = frappe.new_doc("User").update(
            {"email": "alone@test.example", "first_name": "A", "send_welcome_email": 0}
        )
        alone.append_roles("Finance Officer")
        alone.insert()
    assert frappe.db.get_value("User", alone.name, "user_type") == "Website User"


def test_profile_of_roles_only_proposes(by_request):
    add_roles(role_profile_name="Finance Manager")
    assert roles() == {"Employee"}
    assert not frappe.db.get_value("User", PERSON, "role_profile_name")
    assert waiting()
    confirm(waiting())
    assert roles() == {"Employee", "Finance Manager"}


def test_profile_that_an_account_has_brings_nothing_with_a_confirmation(by_request):
    frappe.db.set_value("User", PERSON, "role_profile_name", "HR Manager")
    confirm(sent_for_confirmation("Role Grant", **{**WANTED, "role": "Auditor"}).name)
    assert roles() == {"Employee", "Auditor"}


def test_row_of_a_role_that_becomes_another_waits_as_well(by_request):
    with as_user(keeper()):
        user = frappe.get_doc("User", PERSON)
        user.roles[0].role = "Finance Manager"
        user.save()
    assert "Finance Manager" not in roles()
    assert waiting()


def test_removing_is_immediate_and_ends_the_grant(by_request):
    grant = confirmed("Role Grant", **WANTED)
    with as_user(keeper()):
        user = frappe.get_doc("User", PERSON)
        user.set("roles", [row for row in user.roles if row.role == "Employee"])
        user.save()
    assert roles() == {"Employee"}
    stored = frappe.get_doc("Role Grant", grant.name)
    assert (stored.docstatus, stored.workflow_state) == (2, "Ended")
    assert frappe.db.exists("Document Step", {"document": grant.name, "taken_by": keeper()})


def test_who_is_switched_on_again_waits_for_the_roles_of_before(by_request):
    confirmed("Role Grant", **WANTED)
    add_roles(enabled=0)
    add_roles(phone="5")
    assert roles() == {"Employee", "Finance Manager"}, "an account that stays off stays as it is"
    add_roles(enabled=1)
    assert roles() == {"Employee"}
    assert grants() == [("Finance Manager", "Ended"), ("Finance Manager", "For Confirmation")]


def test_mark_of_the_server_is_nothing_that_a_request_can_send(by_request):
    with as_user(keeper()):
        user = frappe.get_doc("User", PERSON)
        user.flags.roles_given = json.loads('"x"')
        user.append_roles("Finance Manager")
        user.save()
    assert roles() == {"Employee"}


def test_code_of_ours_gives_roles_as_before(by_request):
    from erp_app.install.users import create_user

    create_user(PERSON, "P", ["Finance Officer", "Employee"])
    assert roles() == {"Finance Officer", "Employee"}


def test_others_neither_ask_nor_end():
    grant = confirmed("Role Grant", **WANTED)
    for by in (manager(), confirmer()):
        with pytest.raises(frappe.PermissionError):
            sent_for_confirmation("Role Grant", by, **{**WANTED, "role": "Auditor"})
        with as_user(by), pytest.raises(frappe.PermissionError):
            take_step("Role Grant", grant.name, "End", "Mine")
