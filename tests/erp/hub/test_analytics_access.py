"""Who may open the dashboards: the document at the hub and what is told of a person."""

import frappe
import pytest

from erp_app.hub.registry import register_entity
from erp_app.hub.sign_in import load_claims
from erp_app.install.users import create_user
from erp_app.store.hub import load_category_codes

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


def test_switched_off_access_is_none():
    give("Auditor", whole=True, enabled=0)
    with pytest.raises(frappe.PermissionError, match="no access to the dashboards"):
        load_claims(PERSON.lower())


@pytest.mark.parametrize(
    ("role", "codes", "whole", "complaint"),
    [
        ("Entity Analyst", (), False, "exactly one entity"),
        ("Entity Analyst", ("tstalpha", "tstbeta"), False, "exactly one entity"),
        ("Entity Analyst", (), True, "exactly one entity"),
        ("Central Analyst", ("tstalpha",), False, "tick All Entities"),
        ("Auditor", (), False, "tick All Entities"),
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
