"""Mails to a real SMTP server on this machine; and a site without one, where nothing breaks."""

import frappe
import pytest

from erp_app.documents import mail
from tests.erp.factories import as_user, manager, officer, sent_journal, take_step
from tests.mail_sink import mail_sink


@pytest.fixture
def server():
    with mail_sink() as listening:
        yield listening


@pytest.fixture
def sink(site, monkeypatch, server):
    """Yield the site sends its mails to a sink for one test."""
    monkeypatch.setattr(frappe.flags, "mute_emails", False, raising=False)
    settings = {
        "mute_emails": 0,
        "mail_server": "127.0.0.1",
        "mail_port": server.port,
        "auto_email_id": "diwan@test.example",
        "use_tls": 0,
        "mail_login": None,
        "mail_password": None,
        "disable_mail_smtp_authentication": 1,
    }
    before = {key: frappe.conf.get(key) for key in settings}
    frappe.conf.update(settings)
    frappe.local.outgoing_email_account = {}
    yield server
    frappe.conf.update(before)
    frappe.db.set_value("User", officer(), "language", "en")
    frappe.db.delete("Notification Settings", {"name": manager()})
    frappe.db.commit()
    frappe.local.outgoing_email_account = {}


def flush():
    """Send what the queue holds, as the scheduler does."""
    from frappe.email.doctype.email_queue.email_queue import EmailQueue

    frappe.db.commit()
    for name in frappe.get_all("Email Queue", {"status": "Not Sent"}, pluck="name"):
        EmailQueue.find(name).send()
    frappe.db.commit()


def text_of(message) -> str:
    return message.get_body(("html", "plain")).get_content()


def test_approver_gets_one_mail_for_everything_new_and_none_twice(sink):
    frappe.db.delete("Email Queue")
    frappe.db.set_value("Inbox Item", {"mailed": 0}, "mailed", 1)
    docs = [sent_journal(title=f"Rent {number}") for number in range(3)]
    assert mail.send_waiting() >= 1
    flush()
    own = [message for recipient, message in sink.mails if recipient == manager()]
    assert len(own) == 1
    assert "3" in own[0]["Subject"]
    assert all(doc.name in text_of(own[0]) for doc in docs)
    assert all(recipient != officer() for recipient, _message in sink.mails)
    assert mail.send_waiting() == 0


def test_preparer_gets_the_decision_in_the_own_language(sink):
    frappe.db.delete("Email Queue")
    frappe.db.set_value("User", officer(), "language", "ar")
    doc = sent_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Reject", "No evidence")
    names = frappe.get_all("Notification Log", {"document_name": doc.name}, pluck="name")
    mail.send_notices(names)
    flush()
    [(recipient, message)] = sink.mails
    assert recipient == officer()
    assert "مرفوض" in message["Subject"]
    assert "No evidence" in text_of(message)
    assert 'dir="rtl"' in text_of(message)


def test_who_switched_mails_off_gets_none(sink):
    frappe.db.delete("Email Queue")
    settings = {"doctype": "Notification Settings", "name": manager(), "enabled": 1}
    if not frappe.db.exists("Notification Settings", manager()):
        frappe.get_doc({**settings, "user": manager()}).insert(ignore_permissions=True)
    frappe.db.set_value("Notification Settings", manager(), "enable_email_notifications", 0)
    frappe.db.set_value("Inbox Item", {"mailed": 0}, "mailed", 1)
    sent_journal()
    mail.send_waiting()
    flush()
    assert all(recipient != manager() for recipient, _message in sink.mails)


def test_site_without_a_mail_server_queues_nothing_and_works(site):
    assert not mail.has_mail_server()
    before = frappe.db.count("Email Queue")
    doc = sent_journal()
    with as_user(manager()):
        take_step("Journal", doc.name, "Approve")
    assert frappe.db.count("Email Queue") == before
