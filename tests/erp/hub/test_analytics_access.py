"""Who may open the dashboards: the document at the hub and what is told of a person."""

import frappe
import pytest

from erp_app.hub.registry import register_entity
from erp_app.hub.sign_in import load_claims
from erp_app.install.users import create_user
from erp_app.store.hub import load_category_codes
from tests.erp.factories import as_user, sent_for_confirmation, step_taken, take_step

PERSON = "Reader@People.Example"


@pytest.fixture(autouse=True)
def entities(hub):
    """Two entities in the registry."""
    category = sorted(load_category_codes())[0]
    for code in ("tstalpha", "tstbeta"):
        register_entity(code, code.title(), "جهة", category)


def give(role: str, *codes: str, whole: bool = False, **more):
    return frappe.get_doc(
        {
            "doctype": "Analytics Access",
            "email": PERSON,
            "full_name": "A Reader",
            "role": role,
            "all_entities": int(whole),
            "entities": [{"entity": code} for code in codes],
            **more,
        }
    ).insert(ignore_permissions=True)


def test_access_makes_the_persons_user_without_the_desk():
    give("Executive", "tstalpha")
    user = frappe.get_doc("User", PERSON.lower())
    assert [row.role for row in user.roles] == ["Analytics User"]
    assert user.user_type == "Website User"


def test_access_leaves_a_user_who_is_there_alone():
    create_user(PERSON, "Operator", ["Centre Operator"])
    give("Executive", whole=True)
    assert "Centre Operator" in frappe.get_roles(PERSON.lower())


def test_claims_say_role_and_entities():
    give("Executive", "tstbeta", "tstalpha")
    claims = load_claims(PERSON.lower())
    assert claims["roles"] == ["Executive"]
    assert claims["entities"] == ["tstalpha", "tstbeta"]
    assert claims["email"] == PERSON.lower()


def test_all_entities_forgets_the_list():
    access = give("Auditor", "tstalpha", whole=True)
    assert access.entities == []
    assert load_claims(PERSON.lower())["entities"] == "*"


def sent(by, role="Executive", person=PERSON):
    fields = {"email": person, "full_name": "A Reader", "role": role, "all_entities": 1}
    with as_user(by):
        access = frappe.new_doc("Analytics Access").update(fields)
        return access.update({"workflow_state": "For Confirmation"}).insert()


def confirm(access, by):
    with as_user(by):
        return step_taken("Analytics Access", access.name, "Confirm")


def claimed(person=PERSON):
    try:
        return load_claims(person.lower())["roles"]
    except frappe.PermissionError:
        return []


@pytest.fixture
def operators(hub):
    """Return two operators of the centre."""
    return [create_user(f"op{n}@people.example", f"Op {n}", ["Centre Operator"]) for n in (1, 2)]


def test_access_counts_when_another_operator_has_confirmed_it(operators):
    first, second = operators
    access = sent(first)
    assert not frappe.db.exists("User", PERSON.lower())
    assert claimed() == []
    with pytest.raises(frappe.PermissionError, match="another person"):
        confirm(access, first)
    confirm(access, second)
    assert claimed() == ["Executive"]
    assert frappe.get_roles(PERSON.lower()).count("Analytics User") == 1


def test_no_operator_gives_or_confirms_the_own_access(operators):
    first, second = operators
    with pytest.raises(frappe.PermissionError, match="your own rights"):
        sent(second, person=second.upper())
    access = sent(first, person=second)
    with pytest.raises(frappe.PermissionError, match="your own rights"):
        confirm(access, second)
    assert claimed(second) == []


def test_confirmed_access_takes_the_place_of_the_earlier_one(operators):
    first, second = operators
    earlier = give("Executive", "tstalpha")
    later = sent(first, "Auditor")
    assert claimed() == ["Executive"]
    confirm(later, second)
    assert claimed() == ["Auditor"]
    assert frappe.db.get_value("Analytics Access", earlier.name, "workflow_state") == "Ended"


def test_access_ends_at_once_by_one_person(operators):
    first, _second = operators
    access = give("Auditor", whole=True)
    with as_user(first):
        take_step("Analytics Access", access.name, "End", "Has left")
    with pytest.raises(frappe.PermissionError, match="no access to the dashboards"):
        load_claims(PERSON.lower())


def test_access_in_force_is_not_widened(operators):
    access = give("Executive", "tstalpha")
    for by in operators:
        with as_user(by), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
            frappe.get_doc("Analytics Access", access.name).update({"all_entities": 1}).save()
    assert load_claims(PERSON.lower())["entities"] == ["tstalpha"]


def test_operator_is_made_by_another_one(operators):
    first, second = operators
    person = create_user(PERSON, "P", ["Analytics User"])
    fields = {"user": person, "role": "Centre Operator", "purpose": "The night shift"}
    grant = sent_for_confirmation("Role Grant", first, **fields)
    with as_user(first), pytest.raises(frappe.PermissionError, match="another person"):
        step_taken("Role Grant", grant.name, "Confirm")
    assert "Centre Operator" not in frappe.get_roles(person)
    with as_user(second):
        step_taken("Role Grant", grant.name, "Confirm")
    assert "Centre Operator" in frappe.get_roles(person)


@pytest.mark.parametrize(
    ("role", "codes", "whole", "complaint"),
    [
        ("Entity Analyst", (), False, "exactly one entity"),
        ("Entity Analyst", ("tstalpha", "tstbeta"), False, "exactly one entity"),
        ("Entity Analyst", (), True, "exactly one entity"),
        ("Central Analyst", ("tstalpha",), False, "tick All Entities"),
        ("Auditor", (), False, "tick All Entities"),
        ("Dashboard Releaser", ("tstalpha",), False, "tick All Entities"),
        ("Executive", (), False, "name the entities"),
    ],
)
def test_scope_that_does_not_suit_the_role_is_refused(role, codes, whole, complaint):
    with pytest.raises(frappe.ValidationError, match=complaint):
        give(role, *codes, whole=whole)


def test_centre_operator_gives_access_and_others_do_not():
    frappe.set_user(create_user("op@people.example", "Op", ["Centre Operator"]))
    assert frappe.has_permission("Analytics Access", "create")
    frappe.set_user(create_user("plain@people.example", "P", ["Analytics User"]))
    assert not frappe.has_permission("Analytics Access", "read")
