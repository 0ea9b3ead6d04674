"""Evidence of what was sent stays as its deciders saw it, whichever way somebody tries."""

import json

import pytest

from tests.attack.running_platform import assert_refused
from tests.attack.test_workflow import prepare, take

pytestmark = pytest.mark.platform

STATES = {"waiting": (), "posted": ("Approve",), "cancelled": ("Approve", "Cancel")}
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYA"
    "AjCB0C8AAAAASUVORK5CYII="
)
RECORDED = (
    "result = [frappe.get_all('File', {{'attached_to_name': {name!r}}}, ['name', 'file_name', "
    "'file_url', 'is_private', 'owner', 'content_hash'], order_by='creation'), frappe.get_all("
    "'Document Step', {{'document': {name!r}}}, ['action', 'evidence'], order_by='taken_at, name')]"
)
BULK = """
from frappe.desk.reportview import delete_bulk
frappe.set_user({login!r})
try:
    delete_bulk('File', [{file!r}] * 11)
finally:
    frappe.db.rollback()
    frappe.set_user('Administrator')
result = None
"""


def attach(visitor, journal: str, name: str = "invoice.txt", content: str = ""):
    """Attach a text to a journal and return the answer."""
    return visitor.post(
        "/api/method/upload_file",
        data={"is_private": "1", "doctype": "Journal", "docname": journal},
        files={"file": (name, (content or f"Bought for {journal}").encode(), "text/plain")},
    )


def bring_to(platform, state: str) -> tuple[str, dict]:
    """Return a journal with an invoice that came to a state, and the invoice's record."""
    officer = platform.visitor("entity_a", "Finance Officer")
    journal = prepare(platform, "Finance Officer")["name"]
    answer = attach(officer, journal)
    assert answer.status_code == 200, answer.text
    assert take(officer, journal, "Send for Approval").status_code == 200
    for action in STATES[state]:
        manager = platform.visitor("entity_a", "Finance Manager")
        answer = take(manager, journal, action, reason="The year before last")
        assert answer.status_code == 200, answer.text
    return journal, answer_of(platform, journal)[0][0]


def answer_of(platform, journal: str) -> tuple[list, list]:
    """Return what is attached to a journal, and the steps of its trail."""
    return platform.run_inside(RECORDED.format(name=journal))


def try_every_way(platform, role: str, journal: str, file: dict) -> None:
    """Remove, replace, publish, move and rename a file, and add others beside it."""
    visitor, login = platform.visitor("entity_a", role), platform.login_of(role)
    name, address = file["name"], file["file_url"]
    document = {"doctype": "File", **file}
    visitor.call("frappe.desk.form.utils.remove_attach", fid=name, dt="Journal", dn=journal)
    visitor.call("frappe.desk.form.utils.remove_attach", "DELETE", fid=name)
    visitor.resource("DELETE", f"File/{name}")
    visitor.call("frappe.client.delete", doctype="File", name=name)
    for names in ([name], [name] * 11):  # more than ten are left to a job
        visitor.call("frappe.desk.reportview.delete_items", doctype="File", items=json.dumps(names))
    platform.run_inside(BULK.format(login=login, file=name))
    for change in (
        {"is_private": 0}, {"file_name": "other.txt"}, {"content": "another invoice"},
        {"attached_to_name": ""}, {"attached_to_doctype": "User", "attached_to_name": login},
        {"file_url": "/private/files/other.txt"},
    ):  # fmt: skip
        visitor.resource("PUT", f"File/{name}", **change)
        for field, value in change.items():
            one = {"doctype": "File", "name": name, "fieldname": field, "value": value}
            visitor.call("frappe.client.set_value", **one)
        sent = json.dumps({**document, **change})
        visitor.call("frappe.desk.form.save.savedocs", doc=sent, action="Save")
        visitor.call("frappe.client.save", doc=sent)
    # Beside it under the same address, and then taken away with the content of both.
    for fields in (
        {"file_url": address, "file_name": file["file_name"]},
        {"file_url": address, "file_name": file["file_name"], "content": "another invoice"},
    ):
        made = visitor.resource("POST", "File", is_private=1, **fields)
        if made.status_code == 200:
            visitor.resource("DELETE", f"File/{made.json()['data']['name']}")


def ways_to_add(visitor, journal: str, file: dict):
    """Yield the answers of every way to attach something more."""
    yield attach(visitor, journal, content="another invoice")
    yield attach(visitor, journal, name="later.txt")
    attached = {"attached_to_doctype": "Journal", "attached_to_name": journal, "is_private": 1}
    yield visitor.resource("POST", "File", file_name="b.txt", content="another", **attached)
    yield visitor.resource("POST", "File", file_url=file["file_url"], **attached)
    yield visitor.call(
        "frappe.client.insert",
        doc={"doctype": "File", "file_name": "c.txt", "content": "another", **attached},
    )
    yield visitor.call(
        "frappe.desk.form.utils.add_comment",
        reference_doctype="Journal",
        reference_name=journal,
        content=f'<p><img src="{PIXEL}" data-filename="picture.png"></p>',
        comment_email="a@attack.example",
        comment_by="A",
    )


@pytest.mark.parametrize("state", STATES)
def test_evidence_of_what_was_sent_is_neither_removed_nor_changed(platform, state):
    journal, file = bring_to(platform, state)
    content = platform.visitor("entity_a", "Finance Officer").get(file["file_url"]).text
    assert content == f"Bought for {journal}"
    for role in ("Finance Officer", "Finance Manager"):
        try_every_way(platform, role, journal, file)
    assert answer_of(platform, journal)[0] == [file]
    reader = platform.visitor("entity_a", "Auditor")
    assert reader.get(file["file_url"]).text == content


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_nothing_is_added_to_what_waits_or_was_cancelled(platform, state):
    journal, file = bring_to(platform, state)
    for role in ("Finance Officer", "Finance Manager"):
        for answer in ways_to_add(platform.visitor("entity_a", role), journal, file):
            assert_refused(answer, 403, 417)
    assert answer_of(platform, journal)[0] == [file]


def test_what_is_added_to_what_was_posted_is_told_and_kept(platform):
    journal, _invoice = bring_to(platform, "posted")
    officer = platform.visitor("entity_a", "Finance Officer")
    late = attach(officer, journal, name="later.txt", content="found in a drawer")
    assert late.status_code == 200, late.text
    files, steps = answer_of(platform, journal)
    assert steps[-1]["action"] == "Add Evidence"
    assert steps[-1]["evidence"].startswith("{file_name} · {owner}".format(**files[-1]))
    try_every_way(platform, "Finance Officer", journal, files[-1])
    assert answer_of(platform, journal) == [files, steps]
    manager = platform.login_of("Finance Manager")
    told = platform.run_inside(
        "result = frappe.get_all('Notification Log', "
        f"{{'for_user': {manager!r}, 'document_name': {journal!r}}}, pluck='subject')"
    )
    assert any(files[-1]["file_name"] in subject for subject in told), told


def test_trail_says_which_evidence_was_sent_and_approved(platform):
    journal, file = bring_to(platform, "posted")
    digest = "import hashlib, pathlib\nresult = hashlib.sha256(pathlib.Path(frappe.get_site_path("
    digest = platform.run_inside(f"{digest}{file['file_url'][1:]!r})).read_bytes()).hexdigest()")
    steps = answer_of(platform, journal)[1]
    assert [step["action"] for step in steps] == ["Send for Approval", "Approve"]
    for step in steps:
        assert digest in step["evidence"]
        assert file["file_name"] in step["evidence"]
    shown = platform.visitor("entity_a", "Auditor").call(
        "erp_app.api.documents.get_steps", "GET", doctype="Journal", name=journal
    )
    assert digest in json.dumps(shown.json()["message"]["history"])


def test_evidence_that_changed_on_the_disk_is_not_approved(platform):
    journal, file = bring_to(platform, "waiting")
    platform.run_inside(
        "import pathlib\nresult = pathlib.Path(frappe.get_site_path("
        f"{file['file_url'][1:]!r})).write_text('another invoice')"
    )
    manager = platform.visitor("entity_a", "Finance Manager")
    assert_refused(take(manager, journal, "Approve"), 417)
    assert take(manager, journal, "Reject", reason="Not what was bought").status_code == 200


def test_evidence_of_a_draft_is_its_preparers_to_change(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    journal = prepare(platform, "Finance Officer")["name"]
    for _turn in range(2):
        made = attach(officer, journal).json()["message"]
        assert officer.resource("DELETE", f"File/{made['name']}").status_code in (200, 202)
    assert officer.get(made["file_url"]).status_code in (403, 404)
    assert answer_of(platform, journal)[0] == []
