"""Power needs a second person: what one administrator, or one operator, tries alone."""

import json
import uuid

import pytest

from tests.attack.running_platform import assert_refused
from tests.attack.test_documents import roles_of, save
from tests.attack.test_documents_life import day

pytestmark = pytest.mark.platform

STEP = "erp_app.api.documents.take_step"
WANTED = "Finance Manager"
IN_FORCE = ("In Force", 1)
# What a request could write to be in force at once.
FORGED = (
    {"workflow_state": "In Force"},
    {"docstatus": 1},
    {"docstatus": 1, "workflow_state": "In Force", "approved_by": "Administrator"},
    {"workflow_state": "For Confirmation", "prepared_by": "Administrator", "owner": "Guest"},
)


def confirm(visitor, doctype, name, action="Confirm", **more):
    """Take a decision as a form does: on what its reader sees."""
    read = visitor.resource("GET", f"{doctype}/{name}").json().get("data", {})
    given = {"doctype": doctype, "name": name, "action": action, "modified": read.get("modified")}
    return visitor.call(STEP, **given, **more)


def every_way_into_force(visitor, doctype, name):
    """Try whatever submits, cancels or writes a state, as this visitor."""
    document = visitor.resource("GET", f"{doctype}/{name}").json()["data"]
    names = json.dumps([name])
    confirm(visitor, doctype, name)
    visitor.resource("PUT", f"{doctype}/{name}", docstatus=1)
    visitor.resource("PUT", f"{doctype}/{name}", workflow_state="In Force")
    for field, value in (("docstatus", 1), ("workflow_state", "In Force"), ("prepared_by", "x")):
        given = {"doctype": doctype, "name": name, "fieldname": field, "value": value}
        visitor.call("frappe.client.set_value", **given)
    for forged in FORGED:
        text = json.dumps({**document, **forged})
        visitor.call("frappe.client.save", doc=text)
        visitor.call("frappe.client.submit", doc=text)
        visitor.call("frappe.desk.form.save.savedocs", doc=text, action="Submit")
    bulk = {"doctype": doctype, "docnames": names, "action": "submit"}
    visitor.call("frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs", **bulk)
    whole = {"doc": json.dumps(document), "action": "Confirm"}
    visitor.call("frappe.model.workflow.apply_workflow", **whole)
    many = {"doctype": doctype, "names": names, "action": "Confirm"}
    visitor.call("erp_app.api.documents.take_steps", **many)


def standing(platform, doctype, name, site="entity_a"):
    """Return (state, docstatus) of a document as it is stored."""
    fields = ["workflow_state", "docstatus"]
    return tuple(
        platform.run_inside(
            f"result = frappe.db.get_value({doctype!r}, {name!r}, {fields!r})", site
        )
    )


def waiting_grant(platform, login, role=WANTED):
    found = {"user": login, "role": role, "docstatus": 0}
    return platform.run_inside(f"result = frappe.db.get_value('Role Grant', {found!r})")


def test_administrator_alone_adds_no_role_to_anybody(platform, spare_user):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    login, before = spare_user["login"], set(roles_of(platform, spare_user["login"]))
    rows = [{"role": "Finance Officer"}, {"role": WANTED}]
    user = keeper.resource("GET", f"User/{login}").json()["data"]
    row = user["roles"][0]["name"]
    child = {"doctype": "Has Role", "parent": login, "parenttype": "User", "parentfield": "roles"}
    attempts = (
        lambda: keeper.resource("PUT", f"User/{login}", roles=rows),
        lambda: save(keeper, {**user, "roles": rows}),
        lambda: save(keeper, {**user, "role_profile_name": WANTED}),
        lambda: keeper.resource("PUT", f"User/{login}", role_profile_name=WANTED),
        lambda: keeper.call("frappe.client.save", doc=json.dumps({**user, "roles": rows})),
        lambda: keeper.call("frappe.client.insert", doc=json.dumps({**child, "role": WANTED})),
        lambda: keeper.call(
            "frappe.client.insert_many", docs=json.dumps([{**child, "role": WANTED}])
        ),
        lambda: keeper.resource("POST", "Has Role", **child, role=WANTED),
        lambda: keeper.call(
            "frappe.client.set_value", doctype="Has Role", name=row, fieldname="role", value=WANTED
        ),
        lambda: keeper.resource(
            "PUT", f"Role Profile/{WANTED}", roles=[{"role": "Entity Administrator"}]
        ),
        lambda: keeper.resource("PUT", f"User/{login}", user_type="System User", roles=rows),
    )
    for attempt in attempts:
        attempt()
        assert WANTED not in roles_of(platform, login)
    grant = waiting_grant(platform, login)
    assert standing(platform, "Role Grant", grant) == ("For Confirmation", 0)
    every_way_into_force(keeper, "Role Grant", grant)
    assert set(roles_of(platform, login)) <= before
    count = f"result = frappe.db.count('Role Grant', {{'user': {login!r}, 'role': {WANTED!r}}})"
    assert platform.run_inside(count) == 1, "one waits, however often it was asked for"


def test_administrator_alone_makes_no_account_with_power(platform):
    keeper = platform.visitor("entity_b", "Entity Administrator")
    for number, more in enumerate(({}, {"role_profile_name": "HR Manager"}, {"enabled": 0})):
        login = f"puppet-{number}-{uuid.uuid4().hex[:6]}@attack.example"
        made = keeper.resource(
            "POST", "User", email=login, first_name="P", send_welcome_email=0,
            roles=[{"role": "Entity Administrator"}, {"role": "Employee"}], **more,
        )  # fmt: skip
        # An account that is disabled gets no power, not even one that waits.
        assert made.status_code == (417 if more.get("enabled") == 0 else 200), made.text
        keeper.resource("PUT", f"User/{login}", enabled=0)
        keeper.resource("PUT", f"User/{login}", enabled=1)
        powers = {"Entity Administrator", "HR Manager"}
        assert not powers & set(roles_of(platform, login, "entity_b"))


def test_second_person_confirms_a_role_and_the_first_takes_it_away(platform, spare_user):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    manager = platform.visitor("entity_a", "HR Manager")
    login = spare_user["login"]
    rows = [{"role": "Finance Officer"}, {"role": WANTED}]
    asked = keeper.resource("PUT", f"User/{login}", roles=rows)
    assert asked.status_code == 200, asked.text
    grant = waiting_grant(platform, login)
    for role in ("Employee", "Finance Officer", "Auditor", "HR Officer"):
        assert_refused(confirm(platform.visitor("entity_a", role), "Role Grant", grant), 403, 417)
    done = confirm(manager, "Role Grant", grant)
    assert done.status_code == 200, done.text
    assert WANTED in roles_of(platform, login)
    gone = keeper.resource("PUT", f"User/{login}", roles=[{"role": "Finance Officer"}])
    assert gone.status_code == 200, gone.text
    assert WANTED not in roles_of(platform, login)
    assert standing(platform, "Role Grant", grant) == ("Ended", 2)


RULES = {
    "Approval Limit": {"role": "Finance Officer", "amount_max": 9e8},
    "Step Role": {"document_type": "Journal", "action": "Approve", "role": "Finance Manager"},
    "Policy Value": {
        "policy": "Minimum Age at Joining", "policy_value": "3", "legal_source": "None",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", list(RULES))
def test_administrator_alone_brings_no_row_into_force(platform, kind):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    count = f"result = frappe.db.count({kind!r}, {{'docstatus': ('>', 0)}})"
    before = platform.run_inside(count)
    fields = {**RULES[kind], "valid_from": day(3)}
    for forged in FORGED[:3]:
        assert_refused(keeper.resource("POST", kind, **fields, **forged), 403, 417)
    made = keeper.resource("POST", kind, **fields, **FORGED[3])
    assert made.status_code == 200, made.text
    name = made.json()["data"]["name"]
    every_way_into_force(keeper, kind, name)
    assert platform.run_inside(count) == before
    assert standing(platform, kind, name)[1] == 0


def test_waiting_row_is_judged_by_its_stored_preparers(platform):
    """Whoever a request claims to be the writer."""
    keeper = platform.visitor("entity_a", "Entity Administrator")
    manager = platform.visitor("entity_a", "HR Manager")
    fields = {**RULES["Approval Limit"], "amount_max": 1, "valid_from": day(3)}
    made = keeper.resource("POST", "Approval Limit", **fields, **FORGED[3]).json()["data"]
    assert made["prepared_by"] == platform.login_of("Entity Administrator")
    assert_refused(confirm(keeper, "Approval Limit", made["name"]), 403)
    unread = {"doctype": "Approval Limit", "name": made["name"], "action": "Confirm"}
    assert_refused(manager.call(STEP, **unread), 417)
    assert confirm(manager, "Approval Limit", made["name"]).status_code == 200
    assert standing(platform, "Approval Limit", made["name"]) == IN_FORCE
    for change in ({"amount_max": 9e8}, {"valid_to": day(9)}, {"docstatus": 0}):
        answer = keeper.resource("PUT", f"Approval Limit/{made['name']}", **change)
        assert_refused(answer, 403, 417)
    ended = confirm(keeper, "Approval Limit", made["name"], "End", reason="Tried")
    assert ended.status_code == 200, ended.text


def test_administrator_alone_ends_no_limit_that_keeps_somebody_lower(platform):
    """Without it the larger limit of the role would count again."""
    keeper = platform.visitor("entity_a", "Entity Administrator")
    login = platform.login_of("Finance Manager")
    name = platform.run_inside(
        f"limit = frappe.new_doc('Approval Limit').update(dict(user={login!r}, amount_max=10,"
        " document_type='Opening Balances'))\nresult = limit.insert().name"
    )
    assert_refused(confirm(keeper, "Approval Limit", name, "End", reason="Gone"), 417)
    cancelled = keeper.call("frappe.client.cancel", doctype="Approval Limit", name=name)
    assert_refused(cancelled, 403, 417)
    assert standing(platform, "Approval Limit", name) == IN_FORCE
    platform.run_inside(
        f"frappe.get_doc('Approval Limit', {name!r}).update({{'reason': 'x'}}).cancel()"
    )


def test_operator_alone_gives_nobody_any_figures(platform):
    operator = platform.visitor("hub", "Centre Operator")
    own = platform.login_of("Centre Operator", "hub")
    fields = {"full_name": "P", "role": "Central Analyst", "all_entities": 1}
    for state in ({}, *FORGED):
        answer = operator.resource("POST", "Analytics Access", email=own, **fields, **state)
        assert_refused(answer, 403, 417)
    person = f"puppet-{uuid.uuid4().hex[:6]}@attack.example"
    for forged in FORGED[:3]:
        answer = operator.resource("POST", "Analytics Access", email=person, **fields, **forged)
        assert_refused(answer, 403, 417)
    made = operator.resource("POST", "Analytics Access", email=person, **fields, **FORGED[3])
    assert made.status_code == 200, made.text
    name = made.json()["data"]["name"]
    every_way_into_force(operator, "Analytics Access", name)
    assert standing(platform, "Analytics Access", name, "hub")[1] == 0
    for who in (own, person):
        asked = f"result = load_analytics_access({who!r})"
        code = f"from erp_app.store.hub import load_analytics_access\n{asked}"
        assert platform.run_inside(code, "hub") is None
    assert not platform.run_inside(f"result = frappe.db.exists('User', {person!r})", "hub")


def test_step_that_was_taken_names_no_error(platform):
    """A person who is new to the hub was looked for on the way, and not found: the answer to who
    confirmed the access named that error beside what was done."""
    person = f"new-{uuid.uuid4().hex[:6]}@attack.example"
    fields = {"full_name": "New Person", "role": "Executive", "all_entities": 1}
    operator = platform.visitor("hub", "Centre Operator")
    second = platform.visitor("hub", "Second Operator")
    made = operator.resource("POST", "Analytics Access", email=person, **fields)
    name = made.json()["data"]["name"]
    for who, action in (
        (operator, "Send for Confirmation"),
        (second, "Confirm"),
        (second, "End"),
    ):
        answer = confirm(who, "Analytics Access", name, action, reason="Because")
        assert (answer.status_code, "exc_type" in answer.json()) == (200, False), answer.text
    refused = confirm(second, "Analytics Access", name, "Confirm")
    assert "exc_type" in refused.json(), refused.text


def test_operator_alone_makes_no_other_operator(platform):
    operator = platform.visitor("hub", "Centre Operator")
    own = platform.login_of("Centre Operator", "hub")
    reader = platform.login_of("Executive", "hub")
    for role, who in (("Analytics User", own), ("Centre Operator", own)):
        given = {"user": who, "role": role, "purpose": "x", "workflow_state": "For Confirmation"}
        assert_refused(operator.resource("POST", "Role Grant", **given), 403, 417)
    given = {"user": reader, "role": "Centre Operator", "purpose": "x"}
    made = operator.resource("POST", "Role Grant", **given, workflow_state="For Confirmation")
    assert made.status_code == 200, made.text
    every_way_into_force(operator, "Role Grant", made.json()["data"]["name"])
    held = platform.run_inside(f"result = frappe.get_roles({reader!r})", "hub")
    assert "Centre Operator" not in held
