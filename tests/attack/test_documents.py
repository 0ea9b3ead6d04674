"""Writes that no role may make, tried by REST, by the form's own call and on the server."""

import json

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform


def save(visitor, document: dict):
    return visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Save")


@pytest.mark.parametrize("doctype", ["Journal", "Employee", "Account", "Appointment", "File"])
def test_share_of_a_financial_or_personal_document_is_refused(platform, doctype):
    """Trap 4: whoever asks, also code running on the server with permissions ignored."""
    message = platform.run_inside(
        "share = frappe.new_doc('DocShare')\n"
        f"share.update(dict(user='Guest', share_doctype={doctype!r}, share_name='x', read=1))\n"
        "share.flags.ignore_share_permission = True\nshare.flags.ignore_links = True\n"
        "share.get_doc = lambda: frappe._dict(run_method=lambda *a: None)\n"
        "try:\n    share.insert(ignore_permissions=True)\n    result = 'shared'\n"
        "except frappe.PermissionError as error:\n    result = str(error)"
    )
    assert message == "This kind of document may not be shared"
    officer = platform.visitor("entity_a", "Finance Officer")
    assert_refused(
        officer.resource("POST", "DocShare", share_doctype=doctype, share_name="x", everyone=1), 403
    )


def test_no_share_of_protected_documents_exists(platform):
    shared = platform.run_inside(
        "result = frappe.get_all('DocShare', fields=['share_doctype', 'user', 'share_name'])"
    )
    assert all(row["share_doctype"] in ("User", "Note", "Dashboard") for row in shared)
    assert all(row["user"] == row["share_name"] for row in shared if row["share_doctype"] == "User")


def test_nobody_raises_the_own_rights(platform):
    administrator = platform.visitor("entity_a", "Entity Administrator")
    login = platform.login_of("Entity Administrator")
    user = administrator.resource("GET", f"User/{login}").json()["data"]
    roles = [*user["roles"], {"role": "Finance Manager"}]
    assert_refused(administrator.resource("PUT", f"User/{login}", roles=roles), 403)
    assert_refused(save(administrator, {**user, "roles": roles}), 403)
    assert "Finance Manager" not in roles_of(platform, login)


@pytest.mark.parametrize("role", ["System Manager", "Administrator", "Script Manager"])
def test_entity_administrator_grants_no_technical_role(platform, spare_user, role):
    administrator = platform.visitor("entity_a", "Entity Administrator")
    login = spare_user["login"]
    roles = [{"role": "Finance Officer"}, {"role": role}]
    administrator.resource("PUT", f"User/{login}", roles=roles)
    assert role not in roles_of(platform, login)


def test_entity_administrator_grants_the_role_without_power_alone(platform, spare_user):
    """Every other one waits for a second person: test_confirmation.py."""
    administrator = platform.visitor("entity_a", "Entity Administrator")
    roles = [{"role": "Finance Officer"}, {"role": "Employee"}]
    answer = administrator.resource("PUT", f"User/{spare_user['login']}", roles=roles)
    assert answer.status_code == 200, answer.text
    assert "Employee" in roles_of(platform, spare_user["login"])


def test_entity_administrator_disables_a_person(platform, spare_user):
    """Today's leaver is out at once, whoever is at the desk."""
    person = platform.visitor("entity_a")
    person.sign_in(spare_user["login"], spare_user["password"])
    administrator = platform.visitor("entity_a", "Entity Administrator")
    answer = administrator.resource("PUT", f"User/{spare_user['login']}", enabled=0)
    assert answer.status_code == 200, answer.text
    assert person.who() in ("", "Guest")
    again = person.http.post(
        "/api/method/login", data={"usr": spare_user["login"], "pwd": spare_user["password"]}
    )
    assert again.status_code == 401


def test_administrator_user_cannot_be_taken_over(platform):
    for role in ("Entity Administrator", "HR Manager", "Employee"):
        visitor = platform.visitor("entity_a", role)
        for change in ({"new_password": "Taken-over-99!"}, {"email": "x@evil.example"}):
            answer = visitor.resource("PUT", "User/Administrator", **change)
            assert answer.status_code in (403, 404)


@pytest.mark.parametrize("field", ["reset_password_key", "api_secret", "api_key"])
def test_secrets_of_users_cannot_be_read(platform, spare_user, field):
    platform.run_inside(
        f"frappe.db.set_value('User', {spare_user['login']!r}, 'reset_password_key', 'LEAKED')"
    )
    for role in ("Employee", "Entity Administrator", "Auditor"):
        visitor = platform.visitor("entity_a", role)
        for answer in (
            visitor.resource("GET", f"User/{spare_user['login']}"),
            visitor.get("/api/resource/User", params={"fields": json.dumps(["name", field])}),
            visitor.call("frappe.client.get_value", doctype="User", fieldname=field,
                         filters=json.dumps({"name": spare_user["login"]})),
        ):  # fmt: skip
            assert "LEAKED" not in answer.text


def test_upload_is_private_even_when_asked_to_be_public(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.post(
        "/api/method/upload_file",
        data={"is_private": "0"},
        files={"file": ("open.txt", b"x", "text/plain")},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["message"]["is_private"] == 1


def test_upload_to_a_document_one_may_not_change_is_refused(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    for doctype, name in [("User", "Administrator"), ("User", platform.login_of("Auditor"))]:
        answer = officer.post(
            "/api/method/upload_file",
            data={"is_private": "1", "doctype": doctype, "docname": name},
            files={"file": ("x.txt", b"x", "text/plain")},
        )
        assert_refused(answer, 403)


def test_file_of_another_user_cannot_be_changed_or_deleted(platform, private_file):
    for role in ("Employee", "HR Manager", "Auditor", "Finance Manager"):
        visitor = platform.visitor("entity_a", role)
        path = f"File/{private_file['name']}"
        assert_refused(visitor.resource("GET", path), 403)
        assert_refused(visitor.resource("PUT", path, is_private=0), 403)
        assert_refused(visitor.resource("DELETE", path), 403)
        assert_refused(visitor.call("frappe.desk.form.utils.remove_attach", fid=path[5:]), 403)
    assert platform.run_inside(f"result = frappe.db.exists('File', {private_file['name']!r})")


def test_lists_show_no_file_of_others(platform, private_file, mark):
    for role in ("Employee", "HR Manager", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        for answer in (
            visitor.get("/api/resource/File", params={"limit": "0"}),
            visitor.call("frappe.desk.search.search_link", doctype="File", txt=mark),
            visitor.call("frappe.utils.global_search.search", text=mark),
            visitor.call("frappe.core.api.file.get_files_in_folder", folder="Home"),
        ):
            assert mark not in answer.text


def test_comment_is_signed_by_its_session(platform):
    """Nobody writes in another's name, and nobody comments on what cannot be read."""
    employee = platform.visitor("entity_a", "Employee")
    forged = employee.resource(
        "POST", "Comment", comment_type="Comment", reference_doctype="User",
        reference_name="Administrator", comment_email="Administrator", content="forged",
    )  # fmt: skip
    assert_refused(forged, 403)


def test_notification_settings_of_another_are_closed(platform):
    employee = platform.visitor("entity_a", "Employee")
    other = platform.login_of("Finance Manager")
    platform.run_inside(
        "from frappe.desk.doctype.notification_settings.notification_settings import *\n"
        f"create_notification_settings({other!r})\n"
        f"frappe.db.set_value('Notification Settings', {other!r}, 'seen', 1)"
    )
    assert_refused(employee.resource("GET", f"Notification Settings/{other}"), 403)
    assert_refused(employee.resource("PUT", f"Notification Settings/{other}", enabled=0), 403)
    employee.call(
        "frappe.desk.doctype.notification_settings.notification_settings.set_seen_value",
        value=0, user=other,
    )  # fmt: skip
    seen = platform.run_inside(
        f"result = frappe.db.get_value('Notification Settings', {other!r}, 'seen')"
    )
    assert seen == 1


def test_server_code_is_refused_even_for_the_administrator(administrator):
    for doctype in ("Server Script", "Client Script", "Webhook", "Notification", "Print Format"):
        assert_refused(save(administrator, {"doctype": doctype, "name": "x", "script": "1"}), 403)


def test_server_scripts_are_off(platform):
    assert platform.run_inside("result = int(frappe.conf.get('server_script_enabled') or 0)") == 0


def roles_of(platform, login: str, site: str = "entity_a") -> list[str]:
    return platform.run_inside(f"result = frappe.get_roles({login!r})", site)
