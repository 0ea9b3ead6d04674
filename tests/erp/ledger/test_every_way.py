"""The same documents reach the ledger as the same lines, whichever way they come in."""

import json
import multiprocessing
import os
from decimal import Decimal
from functools import partial

import frappe
import pytest
from frappe.utils import getdate
from frappe.utils.password import update_password

from erp_app import ledger
from erp_app.finance.recurring import make_due_journals, post_due_reversals
from erp_app.ledger.check import check_ledgers
from tests.erp.factories import (
    approve_batch,
    as_user,
    manager,
    officer,
    run_import,
    take_step,
)
from tests.erp.ledger.books import (
    COLUMNS,
    DOCUMENTS,
    document_entry,
    document_fields,
    watched,
    write_file,
)

PASSWORD = "Every-way-in-1!"


def take(name, action, reason="", date=None):
    return take_step("Journal", name, action, reason, date)


# --- the ways in: each posts all documents in their order ------------------------------------


def by_form(tmp_path):
    """As a person does: a draft, sent, approved by another."""
    for document in DOCUMENTS:
        with as_user(officer()):
            doc = frappe.get_doc(document_fields(document)).insert()
            take(doc.name, "Send for Approval")
        with as_user(manager()):
            take(doc.name, "Approve")


def by_set(tmp_path):
    """Sent one by one, approved as a set."""
    names = []
    for document in DOCUMENTS:
        with as_user(officer()):
            fields = document_fields(document)
            names.append(frappe.get_doc({**fields, "workflow_state": "For Approval"}).insert().name)
    ledger.approve_waiting("Journal", names, ledger.authority_of(manager()))


def by_import(tmp_path):
    """Import as a file and approve as a batch."""
    path = write_file(tmp_path / "j.csv", frappe.generate_hash(length=8))
    with as_user(officer()):
        content = path.read_text(encoding="utf-8")
        fields = {"file_name": "j.csv", "content": content, "is_private": 1}
        file = frappe.get_doc({"doctype": "File", **fields}).insert()
        fields = {"doctype": "Import Batch", "kind": "Journal", "file": file.file_url}
        batch = frappe.get_doc(fields).insert()
        frappe.db.commit()
    run_import(batch.name)
    batch.reload()
    assert batch.status == "Imported", batch.findings
    with as_user(manager()):
        approve_batch(batch.name)


def by_system(tmp_path):
    """Make and post by the system, as the demonstration or a closing does."""
    entries = [document_entry(document) for document in DOCUMENTS]
    ledger.post_new("Journal", entries, ledger.authority_of(manager()))


def by_rest(tmp_path):
    """Make and send by HTTP in one request, amounts as texts, and approve in another."""
    update_password(officer(), PASSWORD)
    update_password(manager(), PASSWORD)
    frappe.db.commit()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        answers = pool.apply(_talk_over_http, ([document_fields(d, True) for d in DOCUMENTS],))
    assert answers == [200] * len(answers)
    frappe.db.rollback()


def _talk_over_http(documents):
    """Log in and post through the web application itself; the answers' status codes."""
    os.chdir(os.environ["DIWAN_TEST_SITES"])
    import frappe.app
    from werkzeug.test import Client

    base = f"http://{os.environ['DIWAN_TEST_SITE']}"
    statuses = []

    def client_of(user):
        client = Client(frappe.app.application)
        asked = {"usr": user, "pwd": PASSWORD}
        answer = client.post("/api/method/login", base_url=base, data=asked)
        statuses.append(answer.status_code)
        token = {"X-Frappe-CSRF-Token": json.loads(answer.data)["csrf_token"]}
        return partial(client.post, base_url=base, headers=token)

    preparing, deciding = client_of("officer@test.example"), client_of("manager@test.example")
    for document in documents:
        sent = {**document, "workflow_state": "For Approval"}
        answer = preparing("/api/resource/Journal", json=sent)
        statuses.append(answer.status_code)
        name = json.loads(answer.data)["data"]["name"]
        path = "/api/method/erp_app.api.documents.take_step"
        seen = json.loads(answer.data)["data"]["modified"]
        step = {"doctype": "Journal", "name": name, "action": "Approve", "modified": seen}
        answer = deciding(path, json=step)
        statuses.append(answer.status_code)
    return statuses


def by_template(tmp_path):
    """Drafts that the nightly job makes of templates, then sent and approved; no adjustments."""
    with as_user(officer()):
        document = document_fields(DOCUMENTS[0])
        template = frappe.new_doc("Journal Template")
        token = frappe.generate_hash(length=6)
        day = document["posting_date"]
        template.update({"template_name": token, "title": document["title"], "next_date": day})
        for row in document["lines"]:
            template.append("lines", row)
        template.insert()
    made = make_due_journals(getdate(day))
    (name,) = [
        name
        for name in made
        if frappe.db.get_value("Journal", name, "journal_template") == template.name
    ]
    with as_user(officer()):
        take(name, "Send for Approval")
    with as_user(manager()):
        take(name, "Approve")


@pytest.fixture(scope="module")
def expected(frappe_site, tmp_path_factory):
    """Return what the form leaves, to which every other way is compared."""
    frappe_site.set_user("Administrator")
    with watched() as found:
        by_form(tmp_path_factory.mktemp("form"))
    frappe.db.commit()
    return found


def test_form_fills_what_the_rules_imply_and_cleans_texts(expected):
    first, second = expected.lines
    lines = [dict(zip(COLUMNS, line, strict=True)) for line in first]
    assert [(line["fund"], line["function"]) for line in lines] == [
        ("GF", "01.3"),
        ("CF", "01.3"),
        ("GF", "01.1"),
        ("GF", ""),
    ]
    assert lines[0]["description"] == "ورق"
    assert lines[3]["description"] == "ifnull(1, 2) & 'quoted' \\ back"
    assert {line["posted_by"] for line in lines} == {manager()}
    assert {line["form"] for line in lines} == {1}
    assert dict(zip(COLUMNS, second[0], strict=True))["period"] == "2025-13"
    assert expected.documents[0]["title"] == "Paper and water & a < b"


@pytest.mark.parametrize("way", [by_set, by_import, by_system, by_rest])
def test_same_documents_give_the_same_lines_and_balances(site, expected, way, tmp_path):
    with watched() as found:
        way(tmp_path)
    frappe.db.commit()
    assert found.lines == expected.lines
    assert found.balances == expected.balances
    assert found.documents == expected.documents
    assert check_ledgers() == []


def test_drafts_of_the_night_give_the_same_lines(site, expected, tmp_path):
    with watched() as found:
        by_template(tmp_path)
    frappe.db.commit()
    assert found.lines == expected.lines[:1]
    assert found.documents == expected.documents[:1]


# --- reversals ----------------------------------------------------------------------------


def mirrored(line, reverses):
    """Return a line as its reversal must be: sides exchanged, pointing to what it reverses."""
    values = dict(zip(COLUMNS, line, strict=True))
    values["debit"], values["credit"] = values["credit"], values["debit"]
    values["reverses"] = reverses
    return tuple(values[name] for name in COLUMNS)


def post_one(document=DOCUMENTS[0], **fields):
    with as_user(officer()):
        fields = {**document_fields(document), "workflow_state": "For Approval", **fields}
        doc = frappe.get_doc(fields).insert()
    with as_user(manager()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.submit()
    return doc


def test_reversal_mirrors_the_lines_of_the_ledger_not_the_documents_rows(site, expected):
    doc = post_one()
    frappe.db.sql("delete from `tabJournal Line` where parent = %s and idx > 1", (doc.name,))
    frappe.db.sql("update `tabJournal Line` set debit = 77 where parent = %s", (doc.name,))
    frappe.get_doc("Account", "52202").update({"disabled": 1}).save()  # it can be undone
    with watched() as found, as_user(manager()):
        take(doc.name, "Cancel", "Entered twice", str(doc.posting_date))
    assert found.lines == [[mirrored(line, doc.name) for line in expected.lines[0]]]
    assert found.balances == {
        key: (credit, debit) for key, (debit, credit) in _balances_of(expected, "2026-03").items()
    }
    frappe.db.rollback()


def test_automatic_reversal_is_that_of_the_ledger_too(site, expected):
    doc = post_one(reversal_date="2026-04-01")
    frappe.db.commit()
    with watched() as found:
        post_due_reversals(getdate("2026-04-01"))
    wanted = []
    for line in expected.lines[0]:
        values = dict(zip(COLUMNS, mirrored(line, doc.name), strict=True))
        values |= {"posting_date": getdate("2026-04-01"), "period": "2026-04"}
        wanted.append(tuple(values[name] for name in COLUMNS))
    assert found.lines == [wanted]
    assert found.documents[0]["lines"] == [
        (account, credit, debit, *rest)
        for account, debit, credit, *rest in expected.documents[0]["lines"]
    ]
    assert check_ledgers() == []


def _balances_of(written, period):
    return {key: sums for key, sums in written.balances.items() if key[1] == period}


def test_sums_of_all_lines_are_exact(expected):
    debits = [Decimal(str(line[COLUMNS.index("debit")])) for line in expected.lines[0]]
    assert sum(debits) == Decimal("10.50")
