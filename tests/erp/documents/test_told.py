"""Whatever waits for a person is told to who can decide: in the inbox that the bell counts, and by
mail. One test for every kind of document that has steps."""

import frappe
import pytest

from erp_app.api.inbox import get_inbox
from erp_app.documents import mail
from erp_app.documents.registry import load_workflows
from tests.erp.declared import build
from tests.erp.factories import as_user, day, make_user

KINDS = sorted(name for name, one in load_workflows().items() if one.waits_for_others)
DECIDERS = (
    "Finance Manager", "Budget Controller", "HR Manager", "Entity Administrator", "Centre Operator",
    "Purchasing Manager",
    "Supplier Approver",
)  # fmt: skip
PREPARERS = ("Finance Officer", "Supplier Registrar", "Buyer")


@pytest.fixture(scope="module", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    for role in (*DECIDERS, *PREPARERS):
        make_user(f"tells.{frappe.scrub(role)}", role)
        make_user(f"told.{frappe.scrub(role)}", role)


def email_of(kind: str, role: str) -> str:
    return f"{kind}.{frappe.scrub(role)}@test.example"


def send(doctype: str) -> tuple:
    """Return a document that was sent by whoever prepares its kind, and its decisive step."""
    workflow = load_workflows()[doctype]
    first = workflow.steps_from(workflow.first_state)
    sending = next(step for step in first if step.after in workflow.waits_for_others)
    waiting = sending.after
    # Whoever books has something to be let through; a buyer reads no journals.
    roles = sending.roles - {"Buyer"} if doctype == "Budget Override" else sending.roles
    preparer = email_of("tells", min(roles))
    values = {"user": email_of("told", "Finance Officer")} if doctype == "Role Grant" else {}
    if frappe.get_meta(doctype).has_field("valid_from"):
        values |= {"valid_from": day(), "valid_to": None}
    with as_user(preparer):
        doc = build(doctype, workflow_state=waiting, **values).insert()
    return doc, preparer, workflow.deciding_step(waiting)


@pytest.fixture
def mails(monkeypatch) -> list[tuple[str, str]]:
    """Return what is mailed as (recipient, text), on a site with a mail server."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(mail, "has_mail_server", lambda: True)
    monkeypatch.setattr(frappe, "enqueue", lambda method, **_options: sent.append(("job", method)))
    monkeypatch.setattr(
        frappe,
        "sendmail",
        lambda recipients, message, **_rest: sent.extend((one, message) for one in recipients),
    )
    return sent


@pytest.mark.parametrize("doctype", KINDS)
def test_who_can_decide_is_told_of_what_was_sent(site, mails, doctype):
    doc, preparer, decisive = send(doctype)
    assert ("job", "erp_app.documents.mail.send_waiting") in mails
    told = set()
    for role in sorted(decisive.roles & set(DECIDERS)):
        with as_user(email_of("told", role)):
            entries = get_inbox()["entries"]
        told |= {role for entry in entries if entry["document"] == doc.name}
    assert told
    with as_user(preparer):
        assert doc.name not in [entry["document"] for entry in get_inbox()["entries"]]
    mail.send_waiting()
    for role in told:
        assert any(to == email_of("told", role) and doc.name in text for to, text in mails), role


def test_what_waits_names_the_role_that_is_given(site):
    doc, _preparer, _step = send("Role Grant")
    with as_user(email_of("told", "HR Manager")):
        [title] = [e["title"] for e in get_inbox()["entries"] if e["document"] == doc.name]
    assert doc.user in title
    assert frappe._(doc.role) in title


def test_no_role_is_given_to_an_account_that_cannot_sign_in(site):
    user = email_of("told", "Finance Officer")
    frappe.db.set_value("User", user, "enabled", 0)
    with pytest.raises(frappe.ValidationError, match="cannot sign in"):
        send("Role Grant")
