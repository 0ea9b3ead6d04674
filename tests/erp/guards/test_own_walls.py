"""Each guard holds by itself, whatever the base behind it lets pass.

The base of the platform is corrected in the same places; an upstream bench's may be another.
"""

from types import SimpleNamespace

import frappe
import pytest
from frappe.model.db_query import DatabaseQuery
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from erp_app.guards import gate, half_sessions
from erp_app.guards.acts import read_act
from erp_app.guards.fields import install_field_guard
from erp_app.second_factor.proof import PROVEN_AT, SecondFactorPendingError
from erp_app.store import second_factors
from tests.erp.factories import as_user, fresh_iban, upload
from tests.erp.people.factories import make_employee, make_login

IBAN = fresh_iban()


@pytest.fixture
def asked(site, monkeypatch):
    """Put a request to this site in front of the gate: asked(path, arguments)."""
    before = dict(frappe.local.form_dict)

    def ask(path: str, **arguments: str) -> None:
        built = EnvironBuilder(path=path, base_url=f"http://{frappe.local.site}")
        monkeypatch.setattr(frappe.local, "request", Request(built.get_environ()), raising=False)
        monkeypatch.setattr(frappe.local, "is_ajax", True, raising=False)
        left = SimpleNamespace(user="Guest", logout=lambda: None)
        monkeypatch.setattr(frappe.local, "login_manager", left, raising=False)
        frappe.local.form_dict.clear()
        frappe.local.form_dict.update(arguments)

    yield ask
    frappe.local.form_dict.clear()
    frappe.local.form_dict.update(before)


def test_hidden_fields_leave_a_list_that_the_base_would_show(site, monkeypatch):
    reader = make_login("wall.reader", "Employee")
    employee = make_employee(user=reader, iban=IBAN)
    monkeypatch.setattr(DatabaseQuery, "apply_fieldlevel_read_permissions", lambda query: None)
    install_field_guard()
    with as_user(reader):
        rows = frappe.get_list("Employee", fields=["name", "iban"])
    assert rows == [{"name": employee}]


def test_file_of_another_is_in_no_list_though_it_is_public(site):
    """The base lists what is public; with us a file opens from its document alone."""
    writer, reader = make_login("wall.writer", "Employee"), make_login("wall.other", "Employee")
    file = upload("a file", writer)
    frappe.db.set_value("File", file.name, "is_private", 0)
    for user, shown in ((writer, [file.name]), (reader, [])):
        with as_user(user):
            assert frappe.get_list("File", {"name": file.name}, pluck="name") == shown


def test_session_id_in_an_argument_ends_at_the_gate(asked):
    asked("/api/method/ping", sid="0" * 56)
    with pytest.raises(frappe.AuthenticationError, match="belongs in a cookie"):
        gate.before_request()


def test_disabled_person_ends_at_the_gate(asked):
    user = make_login("wall.gone", "Employee")
    asked("/api/method/ping")
    with as_user(user):
        frappe.db.set_value("User", user, "enabled", 0)
        frappe.clear_document_cache("User", user)
        with pytest.raises(frappe.AuthenticationError, match="is disabled"):
            gate.check_request()


def test_half_session_ends_at_the_gate(asked, monkeypatch):
    """What it is asked for does not matter, nor what the allow-list says of it."""
    user = make_login("wall.half", "Employee")
    monkeypatch.setattr(second_factors, "load_enrolled", lambda: {user})
    with as_user(user):
        asked("/api/method/ping")
        with pytest.raises(SecondFactorPendingError):
            gate.check_request()
        for path in ("/second-factor", "/api/method/logout"):
            asked(path)
            half_sessions.require_whole(frappe.local.request, read_act("POST", path, {}))
        frappe.session.data[PROVEN_AT] = 1
        asked("/api/method/ping")
        gate.check_request()
