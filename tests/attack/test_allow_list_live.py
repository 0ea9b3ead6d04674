"""The gate on a running platform: what is not listed is refused, for every role, and logged."""

import json

import pytest

from erp_app.guards.allow_list import load_allow_list
from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

ROLES = ["Employee", "Finance Manager", "HR Manager", "Auditor", "Entity Administrator"]
DANGEROUS = [
    ("frappe.desk.doctype.system_console.system_console.execute_code", {"doc": "{}"}),
    ("frappe.core.doctype.server_script.server_script.get_autocompletion_items", {}),
    ("frappe.core.doctype.data_import.data_import.form_start_import", {"data_import": "x"}),
    ("frappe.core.doctype.data_export.exporter.export_data", {"doctype": "User"}),
    ("frappe.core.page.permission_manager.permission_manager.add",
     {"parent": "Journal", "role": "Employee", "permlevel": 0}),
    ("frappe.client.get_password", {"doctype": "User", "name": "x", "fieldname": "api_secret"}),
    ("frappe.client.bulk_update", {"docs": "[]"}),
    ("frappe.client.insert_many", {"docs": "[]"}),
    ("frappe.model.rename_doc.update_document_title", {"doctype": "Account", "docname": "x"}),
    ("frappe.share.add", {"doctype": "Journal", "name": "x", "user": "y"}),
    ("frappe.utils.backups.get_backup_encryption_key", {}),
    ("frappe.desk.page.backups.backups.schedule_files_backup", {"user_email": "x"}),
    ("frappe.integrations.oauth2.approve", {}),
    ("frappe.integrations.oauth2.authorize", {"redirect_uri": "http://evil.example"}),
    ("frappe.integrations.oauth2.get_token", {"grant_type": "password"}),
    ("frappe.core.doctype.user.user.generate_keys", {"user": "Administrator"}),
    ("frappe.desk.form.linked_with.get", {"doctype": "Journal", "docname": "x"}),
    ("frappe.desk.query_report.get_data_for_custom_field", {"doctype": "User", "field": "api_key"}),
    ("frappe.www.login.login_via_key", {"key": "x"}),
    ("frappe.www.login.send_login_link", {"email": "x"}),
    ("frappe.core.doctype.user.user.sign_up", {"email": "x@y.example", "full_name": "x"}),
    ("frappe.handler.uploadfile", {}),
    ("frappe.handler.run_doc_method", {"method": "reset_password", "dt": "User", "dn": "x"}),
    ("erp_app.api.prints.download_pdf", {"doctype": "User", "name": "x"}),
    ("frappe.utils.safe_exec.safe_exec", {"script": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "arguments"), DANGEROUS, ids=[m for m, _ in DANGEROUS])
def test_dangerous_method_is_refused_for_everyone(platform, method, arguments):
    before = platform.count_refusals(method)
    visitors = [platform.visitor("entity_a", role) for role in (None, "Employee")]
    visitors.append(platform.visitor("entity_a", "Entity Administrator"))
    for visitor in visitors:
        assert_refused(visitor.call(method, **arguments))
    assert platform.count_refusals(method) == before + len(visitors)


def test_administrator_is_held_by_the_list_too(administrator):
    assert administrator.who() == "Administrator"
    for method, arguments in DANGEROUS:
        assert_refused(administrator.call(method, **arguments))


def test_every_unlisted_whitelisted_method_is_refused(platform):
    """All methods the base and its modules expose, minus the list: each answers 403 to a user."""
    names = platform.run_inside(
        "import importlib, pkgutil\n"
        "for info in pkgutil.walk_packages(frappe.__path__, 'frappe.'):\n"
        "    if '.test' in info.name or '.patches' in info.name: continue\n"
        "    try: importlib.import_module(info.name)\n"
        "    except (ImportError, SystemExit, AttributeError, NameError, TypeError): pass\n"
        "result = sorted({f.__module__ + '.' + f.__qualname__ for f in frappe.whitelisted "
        "if '.' not in f.__qualname__})",
        fresh=True,
    )
    allow_list = load_allow_list(*_allow_list_texts())
    policy = allow_list.policy_for(["All", "Auditor"])
    unlisted = [name for name in names if name not in policy.get | policy.post]
    auditor = platform.visitor("entity_a", "Auditor")
    assert len(unlisted) > 200
    reached = [name for name in unlisted if auditor.call(name, "GET").status_code != 403]
    assert reached == []


@pytest.mark.parametrize(
    "path",
    ["/api/method/frappe.client.get_password/x", "/api/v2/method/frappe.client.get_list",
     "/api/v2/document/User", "/api/v2/doctype/User/meta", "/api/v1/resource/Server Script",
     "/api/resource/User/Administrator?run_method=reset_password", "/api/resource/DefaultValue",
     "/api/resource/Server Script", "/api/resource/OAuth Bearer Token", "/api/resource/__Auth",
     "/api/resource/Sessions", "/api/", "/api//method/frappe.client.get_password", "/api/method/",
     "/?cmd=frappe.client.get_password", "/api/method/ping?cmd=frappe.client.get_password",
     "/me", "/third_party_apps", "/list?doctype=User", "/sitemap.xml", "/rss", "/search?q=a",
     "/website_theme", "/profile", "/blog", "/kb", "/newsletters", "/qrcode", "/desk", "/apps"],
)  # fmt: skip
def test_side_doors_are_refused(platform, path):
    answer = platform.visitor("entity_a", "Entity Administrator").get(path)
    assert answer.status_code in (403, 404), f"{answer.status_code} {answer.text[:200]}"
    assert "data" not in (answer.json() if "json" in answer.headers["content-type"] else {})


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "doctype", ["Server Script", "Custom DocPerm", "OAuth Client", "Print Format"]
)
def test_code_and_permission_documents_cannot_be_written(platform, role, doctype):
    visitor = platform.visitor("entity_a", role)
    document = {"doctype": doctype, "name": "attack", "script": "1", "role": role}
    assert_refused(visitor.resource("POST", doctype, **document), 403)
    assert_refused(
        visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Save"), 403
    )


def test_writing_method_cannot_be_called_by_a_link(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.call("frappe.client.delete", "GET", doctype="Journal", name="x")
    assert_refused(answer, 403)
    reset = platform.visitor("entity_a").call(
        "frappe.core.doctype.user.user.reset_password", "GET", user=platform.login_of("Auditor")
    )
    assert_refused(reset, 403)


def test_refusal_explains_itself_and_hides_the_rest(platform):
    answer = platform.visitor("entity_a", "Auditor").call("frappe.client.bulk_update", docs="[]")
    assert answer.status_code == 403
    assert "not on the list" in answer.text
    assert "Traceback" not in answer.text
    assert "exc" not in answer.json()


def test_auditor_reads_refusals_and_nobody_changes_them(platform):
    auditor = platform.visitor("entity_a", "Auditor")
    rows = auditor.resource("GET", "Access Refusal Log?limit=1").json()["data"]
    assert rows
    path = f"Access Refusal Log/{rows[0]['name']}"
    for role in ("Auditor", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        assert_refused(visitor.resource("PUT", path, refusal_count=0), 403)
        assert_refused(visitor.resource("DELETE", path), 403)
    assert_refused(platform.visitor("entity_a", "Employee").resource("GET", path), 403)


def _allow_list_texts() -> tuple[str, str]:
    from erp_app.guards.generate import ALLOW_LIST_PATH

    files = (ALLOW_LIST_PATH, ALLOW_LIST_PATH.with_name("arguments.yml"))
    return files[0].read_text("utf-8"), files[1].read_text("utf-8")
