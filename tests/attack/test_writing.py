"""Changes are judged on what is stored: sent documents that look like one's own open nothing."""

import json

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform


def save(visitor, document: dict):
    return visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Save")


def stored(platform, doctype: str, name: str, *fields: str) -> dict:
    return platform.run_inside(
        f"result = frappe.db.get_value({doctype!r}, {name!r}, {list(fields)!r}, as_dict=True)"
    )


@pytest.fixture
def own_journal(platform) -> str:
    """Return a draft of the finance manager, to hang other people's things on."""
    return platform.run_inside(
        "result = frappe.db.get_value('Journal', {'docstatus': 0}, 'name') or "
        "frappe.db.get_value('Journal', {}, 'name')"
    )


FILE_FIELDS = ("owner", "attached_to_doctype", "attached_to_name", "file_url", "is_private")


@pytest.mark.parametrize("role", ["Finance Manager", "HR Officer", "Employee"])
def test_private_file_of_another_is_not_taken_over(platform, private_file, own_journal, role):
    """Attached to one's own document by the form's call, it was read, deleted and published."""
    name = private_file["name"]
    before = stored(platform, "File", name, *FILE_FIELDS)
    visitor = platform.visitor("entity_a", role)
    login = platform.login_of(role)
    taken = {"doctype": "File", "name": name, "owner": login, "attached_to_doctype": "Journal",
             "attached_to_name": own_journal, "is_private": 0}  # fmt: skip
    for answer in (
        save(visitor, taken),
        visitor.call("frappe.client.save", doc=json.dumps(taken)),
        visitor.resource("PUT", f"File/{name}", attached_to_doctype="User", attached_to_name=login),
        visitor.call("frappe.client.set_value", doctype="File", name=name, fieldname="owner",
                     value=login),
    ):  # fmt: skip
        assert answer.status_code in (400, 403, 404, 409, 417)
    assert stored(platform, "File", name, *FILE_FIELDS) == before


def test_own_file_does_not_become_anothers_by_its_address(platform, private_file):
    """`file_url` set to another file's address: read, deleted, published under one's own name."""
    manager = platform.visitor("entity_a", "Finance Manager")
    own = manager.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": ("own.txt", b"own", "text/plain")},
    ).json()["message"]
    for change in ({"file_url": private_file["file_url"]}, {"content_hash": "x"},
                   {"attached_to_doctype": "User", "attached_to_name": "x"}):  # fmt: skip
        answer = manager.resource("PUT", f"File/{own['name']}", **change)
        assert answer.status_code in (403, 417)
    kept = stored(platform, "File", own["name"], "file_url")
    assert kept["file_url"] == own["file_url"]


def test_task_of_another_is_not_taken_over(platform):
    officer = platform.login_of("Finance Officer")
    task = platform.run_inside(
        "doc = frappe.get_doc(dict(doctype='ToDo', description='theirs', "
        f"allocated_to={officer!r}))\n"
        "doc.insert(ignore_permissions=True)\nresult = doc.name"
    )
    employee = platform.visitor("entity_a", "Employee")
    own = platform.login_of("Employee")
    sent = {"doctype": "ToDo", "name": task, "allocated_to": own, "owner": own, "description": "x"}
    assert save(employee, sent).status_code in (403, 404, 417)
    assert employee.resource("PUT", f"ToDo/{task}", allocated_to=own).status_code in (403, 404)
    assert stored(platform, "ToDo", task, "allocated_to", "description") == {
        "allocated_to": officer, "description": "theirs",
    }  # fmt: skip


@pytest.mark.parametrize(
    "attribute",
    [
        {"_has_access_to": {"write": [0, 1, 2, 9], "read": [0, 1, 2, 9]}},
        {"flags": {"ignore_permissions": True}},
        {"_doc_before_save": {}},
        {"_action": "cancel"},
        {"ignore_permissions": 1},
        {"check_permission": 1},
        {"validate": "x"},
    ],
)
def test_keys_that_are_no_fields_are_left_out(platform, spare_user, attribute):
    """The base would take them for attributes: levels, flags, the stored document itself."""
    officer = platform.visitor("entity_a")
    officer.sign_in(spare_user["login"], spare_user["password"])
    login = spare_user["login"]
    sent = {"doctype": "User", "name": login, "roles": [{"role": "System Manager"}], **attribute}
    save(officer, sent)
    officer.resource("PUT", f"User/{login}", roles=[{"role": "System Manager"}], **attribute)
    held = platform.run_inside(f"result = frappe.get_roles({login!r})")
    assert "System Manager" not in held


@pytest.mark.parametrize(
    "secret", [{"api_key": "k" * 15, "api_secret": "s" * 15}, {"new_password": "Taken-over-99!"},
               {"reset_password_key": "r" * 32}]
)  # fmt: skip
def test_secrets_of_users_are_not_written_by_a_form(platform, spare_user, secret):
    administrator = platform.visitor("entity_a", "Entity Administrator")
    login = spare_user["login"]
    secrets_of_user = (
        "result = [frappe.db.sql('select fieldname, password from __Auth where name = %s "
        f"order by fieldname', {login!r}), frappe.db.get_value('User', {login!r}, "
        "['api_key', 'reset_password_key'])]"
    )
    before = platform.run_inside(secrets_of_user)
    user = administrator.resource("GET", f"User/{login}").json()["data"]
    is_hidden = "reset_password_key" in secret  # and so what is sent for it is dropped
    for answer in (
        administrator.resource("PUT", f"User/{login}", **secret),
        save(administrator, {**user, **secret}),
    ):
        assert is_hidden or answer.status_code in (403, 417)
    if not is_hidden:
        fresh = {"email": "fresh@attack.example", "first_name": "Fresh", "send_welcome_email": 0}
        assert_refused(administrator.resource("POST", "User", **fresh, **secret), 403, 417)
    assert platform.run_inside(secrets_of_user) == before
    assert not platform.run_inside("result = frappe.db.exists('User', 'fresh@attack.example')")


def test_nobody_joins_somebody_elses_account_elsewhere_to_a_user(platform, spare_user):
    """Who may sign in by an account of another site would be said by whoever edits the user."""
    administrator = platform.visitor("entity_a", "Entity Administrator")
    login = spare_user["login"]
    joined = (
        "result = frappe.get_all('User Social Login', {'parent': ('in', "
        f"[{login!r}, 'fresh@attack.example'])}}, ['provider', 'userid'], order_by='name')"
    )
    before = platform.run_inside(joined)
    rows = [{"provider": "github", "userid": "attacker"}]
    user = administrator.resource("GET", f"User/{login}").json()["data"]
    fresh = {"email": "fresh@attack.example", "first_name": "Fresh", "send_welcome_email": 0}
    for answer in (
        administrator.resource("PUT", f"User/{login}", social_logins=rows),
        save(administrator, {**user, "social_logins": rows}),
        administrator.resource("POST", "User", **fresh, social_logins=rows),
    ):
        assert_refused(answer, 403, 417)
    assert platform.run_inside(joined) == before
    assert save(administrator, {**user, "bio": "Works here"}).status_code == 200


def test_owner_and_creation_stay(platform, own_journal):
    before = stored(platform, "Journal", own_journal, "owner", "creation")
    manager = platform.visitor("entity_a", "Finance Manager")
    login = platform.login_of("Finance Manager")
    manager.resource("PUT", f"Journal/{own_journal}", owner=login, creation="2020-01-01")
    assert stored(platform, "Journal", own_journal, "owner", "creation") == before


MARKS = ("__islocal", "__newname", "__unsaved", "localname")


@pytest.mark.parametrize("mark", MARKS)
def test_change_of_a_stored_document_makes_no_copy_of_it(platform, mark):
    """A mark of a new document in a change: the base inserted a copy and answered with it."""
    other = platform.login_of("Auditor")
    task = platform.run_inside(
        "doc = frappe.get_doc(dict(doctype='ToDo', description='secret words', "
        f"allocated_to={other!r}))\n"
        "doc.insert(ignore_permissions=True)\nfrappe.db.commit()\nresult = doc.name"
    )
    count = "result = frappe.db.count('ToDo', {'description': 'secret words'})"
    before = platform.run_inside(count)
    officer = platform.visitor("entity_a", "Finance Officer")
    called = {"doctype": "ToDo", "name": task}
    for answer in (
        officer.resource("PUT", f"ToDo/{task}", **{mark: 1}),
        officer.resource("PUT", f"ToDo/{task}", **{mark: "x", "priority": "Low", "name": "new"}),
        officer.call("frappe.client.set_value", fieldname=mark, value=1, **called),
        officer.call("frappe.client.set_value", fieldname=json.dumps({mark: 1}), **called),
        officer.call(
            "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
            doctype="ToDo", docnames=json.dumps([task]), action="update",
            data=json.dumps({mark: 1, "priority": "Low"}),
        ),
    ):  # fmt: skip
        assert "secret words" not in answer.text
        assert answer.status_code in (400, 403, 404, 417)
    assert platform.run_inside(count) == before


@pytest.mark.parametrize(
    "name",
    ["flags", "_action", "doctype", "name", "owner", "docstatus", "parent", "_doc_before_save"],
)
def test_nothing_but_fields_is_set(platform, own_journal, name):
    manager = platform.visitor("entity_a", "Finance Manager")
    called = {"doctype": "Journal", "name": own_journal}
    for given in ({"fieldname": name, "value": "1"}, {"fieldname": json.dumps({name: 1})}):
        answer = manager.call("frappe.client.set_value", **given, **called)
        assert answer.status_code == 400, answer.text
        assert "no field" in answer.text or "the name of a field" in answer.text


def test_answer_of_a_change_hides_what_its_reader_may_not_see(platform):
    employee = platform.visitor("entity_a", "Employee")
    login = platform.login_of("Employee")
    key = "reset_password_key"
    platform.run_inside(
        f"frappe.db.set_value('User', {login!r}, {key!r}, 'LEAKED')\nfrappe.db.commit()"
    )
    for answer in (
        employee.resource("PUT", f"User/{login}", bio="hello"),
        save(employee, {"doctype": "User", "name": login, "bio": "hello"}),
        employee.call("frappe.client.set_value", doctype="User", name=login, fieldname="bio",
                      value="hello"),
    ):  # fmt: skip
        assert "LEAKED" not in answer.text


SCRIPTS = (
    "/files/x' tabindex='0' autofocus onfocus='alert(1)' x='",
    '/files/x" onerror="alert(1)',
    "javascript:alert(1)",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "https://elsewhere.example/pixel.png",
)


@pytest.mark.parametrize("address", SCRIPTS)
def test_picture_of_a_person_is_a_file_and_no_script(platform, address):
    """A quote in it became an attribute of the page of whoever saw the person, and ran."""
    login = platform.login_of("Employee")
    employee = platform.visitor("entity_a", "Employee")
    before = stored(platform, "User", login, "user_image")
    for answer in (
        employee.resource("PUT", f"User/{login}", user_image=address),
        save(employee, {"doctype": "User", "name": login, "user_image": address}),
        employee.call("frappe.client.set_value", doctype="User", name=login,
                      fieldname="user_image", value=address),
    ):  # fmt: skip
        assert answer.status_code in (400, 403, 404, 409, 417)
    assert stored(platform, "User", login, "user_image") == before


@pytest.mark.parametrize("doctype", ["Journal", "Employee", "User", "Opening Balances"])
def test_nothing_is_attached_to_what_is_not_there_yet(platform, doctype):
    """Files waited under the next number of a journal until somebody wrote it."""
    count = "result = frappe.db.count('File', {'attached_to_name': 'NEXT-0001'})"
    for role in ("HR Officer", "Finance Officer", "Entity Administrator"):
        answer = platform.visitor("entity_a", role).post(
            "/api/method/upload_file",
            data={"is_private": "1", "doctype": doctype, "docname": "NEXT-0001"},
            files={"file": ("planted.txt", b"planted", "text/plain")},
        )
        assert_refused(answer, 403)
    assert platform.run_inside(count) == 0


def test_same_content_is_not_the_same_file(platform, private_file, mark):
    """The answer to an upload told of somebody else's file with this content, and its name."""
    answer = platform.visitor("entity_a", "HR Manager").post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": ("own-name.txt", mark.encode(), "text/plain")},
    )
    assert answer.status_code == 200
    assert answer.json()["message"]["file_url"] != private_file["file_url"]
    assert "own-name" in answer.json()["message"]["file_url"]


@pytest.mark.parametrize(
    "name", ["..", ".htaccess", "a%20b.txt", "a\\b.txt", "x" * 300 + ".txt", "ق" * 140 + ".pdf"]
)
def test_name_that_no_disk_or_link_can_hold_is_said(platform, name):
    answer = platform.visitor("entity_a", "Finance Officer").post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (name, b"x", "text/plain")},
    )
    assert answer.status_code == 417, answer.text[:200]
    assert "Rename the file first" in answer.text


@pytest.mark.parametrize("lines", ["x", {"a": 1}, [1], [[]], [["a"]]])
def test_rows_that_are_none_are_said(platform, lines):
    officer = platform.visitor("entity_a", "Finance Officer")
    for answer in (
        officer.resource("POST", "Journal", title="Odd", posting_date="2026-03-05", lines=lines),
        save(officer, {"doctype": "Journal", "__islocal": 1, "title": "Odd", "lines": lines}),
    ):
        assert answer.status_code == 400, answer.text[:200]
        assert "lines" in answer.text
    assert officer.resource("POST", "Journal", title="Odd", idx="x").status_code == 400


def test_file_is_taken_away_under_its_name(platform):
    """The browser saved every export as `download`."""
    officer = platform.visitor("entity_a", "Finance Officer")
    asked = {"doctype": "Journal", "fields": '["name"]', "filters": "[]",
             "file_format_type": "Excel", "title": "قيود"}  # fmt: skip
    answer = officer.call("frappe.desk.reportview.export_query", **asked)
    told = answer.headers["content-disposition"]
    assert told.startswith("attachment; ")
    assert "filename*=UTF-8''" in told
    asked["title"] = "Journal"
    told = officer.call("frappe.desk.reportview.export_query", **asked).headers[
        "content-disposition"
    ]
    assert told == 'attachment; filename="Journal.xlsx"'


def test_print_shows_what_is_stored(platform, own_journal):
    """A page to be signed was drawn from what the browser sent of the document."""
    manager = platform.visitor("entity_a", "Finance Manager")
    title = stored(platform, "Journal", own_journal, "title")["title"]
    sent = {"doctype": "Journal", "name": own_journal, "title": "FORGED", "total_debit": 99,
            "lines": [{"account": "52101", "debit": 99, "description": "FORGED"}]}  # fmt: skip
    answer = manager.call(
        "frappe.www.printview.get_html_and_style", doc=json.dumps(sent),
        print_format="Journal Voucher", settings="{}",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text[:300]
    page = answer.json()["message"]["html"]
    assert title in page
    assert "FORGED" not in page
    sent["name"] = "new-journal-1"
    answer = manager.call("frappe.www.printview.get_html_and_style", doc=json.dumps(sent))
    assert_refused(answer, 403, 404)


def test_saved_filter_is_its_makers_own_and_for_a_list_they_may_read(platform):
    employee = platform.visitor("entity_b", "Employee")
    form = {"reference_doctype": "Journal", "filter_name": "Mine", "filters": "[]"}
    assert employee.resource("POST", "List Filter", **form, for_user="").status_code == 403
    officer = platform.visitor("entity_b", "Finance Officer")
    victim, _password = platform.users[platform.host("entity_b")]["Finance Manager"]
    for whom in (victim, ""):
        made = officer.resource("POST", "List Filter", **form, for_user=whom)
        assert made.status_code == 200, made.text
        saved = made.json()["data"]
        assert saved["for_user"] == platform.login_of("Finance Officer", "entity_b")
        officer.resource("DELETE", f"List Filter/{saved['name']}")
