"""Rules as rows: who must have a second factor, and what asks for a fresh code."""

import frappe
import pytest
from frappe.utils import today

from erp_app.documents import steps
from erp_app.second_factor import proof
from erp_app.second_factor.proof import (
    SecondFactorNeededError,
    Standing,
    standing_of_session,
)
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import day, fresh_iban, sent_journal
from tests.erp.people.factories import make_employee
from tests.erp.second_factor.conftest import sign_in

MANAGER = "phone.manager"


@pytest.fixture(autouse=True)
def fresh_rules(site):
    forget_policies()
    yield
    frappe.db.rollback()
    forget_policies()


def rule(**fields):
    """Write a row as the machine's account does, uncommitted."""
    before = frappe.session.user
    frappe.set_user("Administrator")
    row = frappe.new_doc("Second Factor Rule").update({"valid_from": today(), **fields})
    row.insert(ignore_permissions=True)
    frappe.set_user(before)
    return row


def approve(doc, user=None):
    if user:
        sign_in(user)
    return steps.take_step("Journal", doc.name, "Approve", modified=str(doc.modified))


def test_holders_of_a_role_work_with_a_second_factor_only(telephone):
    phone = telephone("phone.officer", is_enrolled=False)
    sign_in(phone.user)
    assert standing_of_session() is Standing.WHOLE
    rule(role="Finance Officer", valid_to=today())
    sign_in(phone.user)
    assert standing_of_session() is Standing.MUST_ENROL
    sign_in("phone.clerk@test.example")
    assert standing_of_session() is Standing.WHOLE


def test_installation_asks_the_deciding_roles_at_once(telephone, monkeypatch):
    for wanted, manager, clerk in (
        (1, Standing.MUST_ENROL, Standing.WHOLE),
        ("required", Standing.MUST_ENROL, Standing.WHOLE),
        (["HR Officer"], Standing.WHOLE, Standing.MUST_ENROL),
        (None, Standing.WHOLE, Standing.WHOLE),
    ):
        monkeypatch.setitem(frappe.local.conf, proof.SETTING, wanted)
        for user, standing in ((MANAGER, manager), ("phone.clerk", clerk)):
            sign_in(f"{user}@test.example")
            assert standing_of_session() is standing


def test_substitute_of_an_approver_is_asked_as_the_approver(telephone, monkeypatch):
    monkeypatch.setitem(frappe.local.conf, proof.SETTING, ["Finance Manager"])
    officer = "phone.officer@test.example"
    sign_in(officer)
    assert standing_of_session() is Standing.WHOLE
    sign_in("phone.manager@test.example")
    days = {"from_date": day(), "to_date": day()}
    row = frappe.new_doc("Delegation").update({"delegate": officer, **days}).insert()
    sign_in(officer)
    assert standing_of_session() is Standing.MUST_ENROL
    sign_in("phone.manager@test.example")
    frappe.get_doc("Delegation", row.name).update({"withdrawn": 1}).save()
    sign_in(officer)
    assert standing_of_session() is Standing.WHOLE


def test_decision_above_an_amount_needs_a_fresh_code(telephone, asked):
    phone = telephone(MANAGER)
    small, large = sent_journal(amount=499), sent_journal(amount=500)
    rule(document_type="Journal", action="Approve", amount_from=500, minutes=10)
    approve(small, phone.user)
    with pytest.raises(SecondFactorNeededError, match="at most 10 minutes"):
        approve(large)
    assert frappe.local.response["second_factor"] == "prove"
    phone.wait()
    phone.prove()
    phone.wait(9 * 60)
    assert approve(large).docstatus == 1


def test_proof_grows_old(telephone, asked):
    phone = telephone(MANAGER)
    doc = sent_journal()
    frappe.db.commit()
    rule(document_type="Journal", action="Approve", minutes=10)
    sign_in(phone.user)
    phone.wait()
    phone.prove()
    phone.wait(10 * 60 + 1)
    with pytest.raises(SecondFactorNeededError):
        approve(doc)


def test_rule_without_minutes_takes_the_code_of_the_sign_in(telephone, asked):
    phone = telephone(MANAGER)
    doc = sent_journal()
    rule(document_type="Journal", action="Approve")
    with pytest.raises(SecondFactorNeededError, match="a code of your second factor"):
        approve(doc, phone.user)
    phone.wait()
    phone.prove()
    phone.wait(10 * 3600)
    assert approve(doc).docstatus == 1


def test_who_has_none_is_told_where_to_set_one_up(asked):
    doc = sent_journal()
    rule(document_type="Journal", action="Approve")
    with pytest.raises(SecondFactorNeededError, match="/second-factor"):
        approve(doc, "phone.manager@test.example")
    assert frappe.local.response["second_factor"] == "enrol"


def test_batch_is_refused_before_anything_is_done(telephone, asked):
    """Their sum counts: many small ones are no way past a rule for large ones."""
    phone = telephone(MANAGER)
    docs = [sent_journal(amount=60) for _number in range(3)]
    names = [doc.name for doc in docs]
    rule(document_type="Journal", action="Approve", amount_from=150, minutes=5)
    seen = {doc.name: str(doc.modified) for doc in docs}
    sign_in(phone.user)
    with pytest.raises(SecondFactorNeededError):
        steps.take_steps("Journal", names, "Approve", modified=seen)
    newest = max(doc.modified for doc in docs)
    with pytest.raises(SecondFactorNeededError):
        steps.approve_waiting("Journal", names, steps.SeenSet(3, str(newest)))
    states = frappe.get_all("Journal", {"name": ["in", names]}, pluck="workflow_state")
    assert states == ["For Approval"] * 3
    phone.wait()
    phone.prove()
    assert len(steps.approve_waiting("Journal", names, steps.SeenSet(3, str(newest)))) == 3


def test_every_way_of_a_step_is_held(telephone, asked):
    """A state that is written by the document itself is a step as well."""
    phone = telephone("phone.officer")
    sign_in(phone.user)
    doc = sent_journal(by=phone.user)
    rule(document_type="Journal", action="Withdraw", minutes=5)
    doc = frappe.get_doc("Journal", doc.name)
    doc.workflow_state = "Draft"
    with pytest.raises(SecondFactorNeededError):
        doc.save()


def test_change_of_a_field_needs_a_code_and_other_fields_do_not(telephone, asked):
    phone = telephone("phone.clerk")
    name, iban = make_employee(), fresh_iban()
    rule(document_type="Employee", action="Change", field_name="iban", minutes=5)
    sign_in(phone.user)
    doc = frappe.get_doc("Employee", name)
    doc.phone = "+971500000000"
    doc.save()
    doc.iban = iban
    with pytest.raises(SecondFactorNeededError):
        doc.save()
    phone.wait()
    phone.prove()
    frappe.get_doc("Employee", name).update({"iban": iban}).save()


def test_roles_of_a_user_are_such_a_field(telephone, asked):
    keeper = telephone("phone.keeper")
    rule(document_type="User", action="Change", field_name="roles", minutes=5)
    sign_in(keeper.user)
    doc = frappe.get_doc("User", "phone.clerk@test.example")
    doc.set("roles", [])  # a role that is added waits for another person instead
    with pytest.raises(SecondFactorNeededError):
        doc.save()
    frappe.get_doc("User", doc.name).update({"bio": "Nothing of interest"}).save()


def test_rules_are_written_by_whoever_has_just_given_a_code(telephone, asked):
    keeper = telephone("phone.keeper")
    fields = {"role": "Finance Officer", "valid_from": day()}
    sign_in(keeper.user)
    with pytest.raises(SecondFactorNeededError):
        frappe.new_doc("Second Factor Rule").update(fields).insert()
    keeper.wait()
    keeper.prove()
    row = frappe.new_doc("Second Factor Rule").update(fields).insert()
    sign_in(keeper.user)
    with pytest.raises(SecondFactorNeededError):
        row.update({"valid_to": day()}).save()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "either a role or a document type"),
        ({"role": "Auditor", "minutes": 5}, "says nothing else"),
        ({"role": "Auditor", "document_type": "Journal", "action": "Approve"}, "either"),
        ({"document_type": "Journals", "action": "Change"}, "no document type Journals"),
        ({"document_type": "Journal Line", "action": "Change"}, "no document type"),
        ({"document_type": "Journal", "action": "Dance"}, "The steps are"),
        ({"document_type": "Employee", "action": "Approve"}, "The steps are Change"),
        ({"document_type": "Employee", "action": "Change", "field_name": "x"}, "no field x"),
        ({"document_type": "Journal", "action": "Approve", "minutes": 5000}, "at most 1440"),
        ({"document_type": "Journal", "action": "Approve", "valid_to": day(-1)}, "before it"),
    ],
)
def test_row_that_says_what_it_cannot_is_refused(site, fields, words):
    with pytest.raises(frappe.ValidationError, match=words):
        rule(**fields)


def test_row_in_force_is_not_rewritten_and_not_about_the_own_role(telephone, asked):
    keeper = telephone("phone.keeper")
    row = rule(document_type="Journal", action="Approve", minutes=5)
    keeper.wait()
    sign_in(keeper.user)
    keeper.prove()
    with pytest.raises(frappe.ValidationError, match="in force"):
        frappe.get_doc(row.doctype, row.name).update({"minutes": 600}).save()
    own = frappe.new_doc("Second Factor Rule")
    own.update({"role": "Entity Administrator", "valid_from": day()})
    with pytest.raises(frappe.PermissionError, match="You hold the role"):
        own.insert()
    with pytest.raises(frappe.ValidationError, match="cannot be deleted"):
        frappe.delete_doc(row.doctype, row.name, ignore_permissions=True)


def test_jobs_and_commands_prove_nothing_to_anybody(site):
    doc = sent_journal()
    rule(document_type="Journal", action="Approve", minutes=5)
    assert approve(doc, "phone.manager@test.example").docstatus == 1
