"""Entity A against entity B: nothing of one opens anything of the other."""

import httpx
import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

FORGED_SITE_HEADERS = ["{host}", "../sites/{host}", "./{host}", "{host}/"]


def test_session_of_one_entity_is_nobody_in_another(platform):
    insider = platform.visitor("entity_a", "Finance Manager")
    thief = platform.visitor("entity_b")
    thief.http.cookies.set("sid", insider.sid)
    assert insider.who() == platform.login_of("Finance Manager")
    assert_refused(thief.call("frappe.auth.get_logged_user", "GET"))
    assert_refused(thief.resource("GET", "Journal"))


def test_refused_foreign_session_is_logged_where_it_was_tried(platform):
    before = platform.count_refusals("get_logged_user", "entity_b")
    thief = platform.visitor("entity_b")
    thief.http.cookies.set("sid", platform.visitor("entity_a", "Auditor").sid)
    assert_refused(thief.call("frappe.auth.get_logged_user", "GET"))
    assert platform.count_refusals("get_logged_user", "entity_b") == before + 1


def test_password_of_one_entity_does_not_open_another(platform):
    login, password = platform.users[platform.host("entity_a")]["Entity Administrator"]
    answer = platform.visitor("entity_b").post(
        "/api/method/login", data={"usr": login, "pwd": password}
    )
    assert answer.status_code == 401


def test_api_key_of_one_entity_is_refused_by_another(platform, api_key):
    header = {"Authorization": f"token {api_key}"}
    at_home = platform.visitor("entity_a").get("/api/resource/Journal", headers=header)
    abroad = platform.visitor("entity_b").get("/api/resource/Journal", headers=header)
    assert at_home.status_code == 200, at_home.text
    assert_refused(abroad, 401)


@pytest.mark.parametrize("forged", FORGED_SITE_HEADERS)
def test_site_header_is_ignored_by_the_front(platform, forged):
    visitor = platform.visitor("entity_a", "Auditor")
    header = {"X-Frappe-Site-Name": forged.format(host=platform.host("entity_b"))}
    answer = visitor.get("/api/method/frappe.auth.get_logged_user", headers=header)
    assert answer.json()["message"] == platform.login_of("Auditor")


@pytest.mark.parametrize("forged", FORGED_SITE_HEADERS)
def test_site_header_is_refused_by_the_bare_worker(platform, forged):
    visitor = platform.visitor("entity_a", "Auditor", bare=True)
    header = {"X-Frappe-Site-Name": forged.format(host=platform.host("entity_b"))}
    answer = visitor.get("/api/method/frappe.auth.get_logged_user", headers=header)
    assert answer.status_code in (403, 404, 500)
    assert platform.login_of("Auditor") not in answer.text


@pytest.mark.parametrize(
    "host", ["template.{domain}", "unknown.{domain}", "{domain}", "127.0.0.1", "evil.example",
             "..{domain}", "a/../{entity}", "{entity}.evil.example", "x{entity}"],
)  # fmt: skip
def test_other_host_names_get_no_answer(platform, host):
    entity = platform.host("entity_a")
    domain = entity.split(".", 1)[1]
    name = host.format(domain=domain, entity=entity)
    answer = httpx.get(platform.front_url + "/login", headers={"Host": name})
    assert answer.status_code in (400, 421)
    assert "frappe" not in answer.text.lower()


def test_private_file_opens_for_its_owner_only(platform, private_file, mark):
    path = private_file["file_url"]
    assert path.startswith("/private/files/")
    assert platform.visitor("entity_a", "Finance Officer").get(path).text == mark
    for site, role in [
        ("entity_a", None), ("entity_a", "Employee"), ("entity_a", "HR Manager"),
        ("entity_b", None), ("entity_b", "Finance Officer"), ("entity_b", "Entity Administrator"),
    ]:  # fmt: skip
        answer = platform.visitor(site, role).get(path)
        assert_refused(answer, 403, 404)
        assert mark not in answer.text


def test_refused_file_is_logged(platform, private_file):
    path = private_file["file_url"]
    before = platform.count_refusals(path)
    assert_refused(platform.visitor("entity_a", "Employee").get(path), 403)
    assert platform.count_refusals(path) == before + 1


@pytest.mark.parametrize(
    "path",
    ["/protected{url}", "/protected/private/files/", "/protected/site_config.json",
     "/files/..{url}", "/assets/..%2f{host}{url}", "/files/%2e%2e/{url}",
     "/assets/../{host}/site_config.json",
     "/{host}/site_config.json", "/site_config.json", "/private/backups/x.sql.gz",
     "/backups/x.sql.gz",
     "/assets/../common_site_config.json", "/files/%2e%2e/%2e%2e/site_config.json"],
)  # fmt: skip
def test_internal_paths_are_closed(platform, private_file, mark, path):
    administrator = platform.visitor("entity_a", "Entity Administrator")
    url = path.format(url=private_file["file_url"], host=platform.host("entity_a"))
    answer = administrator.get(url)
    assert answer.status_code in (400, 403, 404)
    assert mark not in answer.text
    assert "db_password" not in answer.text


def test_reports_search_and_print_of_another_entity_are_closed(platform, private_file, mark):
    thief = platform.visitor("entity_b")
    thief.http.cookies.set("sid", platform.visitor("entity_a", "Finance Manager").sid)
    for method, arguments in {
        "frappe.desk.query_report.run": {"report_name": "Trial Balance"},
        "frappe.desk.search.search_link": {"doctype": "Employee", "txt": ""},
        "frappe.utils.global_search.search": {"text": mark},
        "frappe.www.printview.get_html_and_style": {"doc": "Journal", "name": "x"},
        "frappe.utils.print_format.download_pdf": {"doctype": "Journal", "name": "x"},
        "frappe.desk.reportview.get": {"doctype": "Journal", "fields": '["name"]'},
    }.items():
        assert_refused(thief.call(method, **arguments))


def test_template_is_served_to_nobody_by_the_bare_worker(platform):
    """The front does not know it; a local user asks the worker itself."""
    host = platform.host("entity_a").replace(platform.host("entity_a").split(".")[0], "template")
    for path in ("/login", "/api/method/ping", "/app"):
        answer = httpx.get(platform.web_url + path, headers={"Host": host}, timeout=60)
        assert answer.status_code in (403, 404, 421)
