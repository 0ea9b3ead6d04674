"""Every correction: that it fits, and that the corrected tree behaves.

What needs a database and a server is attacked in tests/attack/; here the code is read as a syntax
tree, or run without a site. A correction without a test here fails the last test.
"""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.runtime import Runtime
from ops.runtime.corrections import (
    SERIES,
    Correction,
    CorrectionMisfitError,
    Edit,
    apply_corrections,
)

InErp = Callable[..., object]
TESTED: set[str] = set()


def proves(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as the proof of these corrections."""
    TESTED.update(names)
    return lambda test: test


@pytest.fixture(scope="module")
def source(runtime: Runtime) -> Callable[[str], str]:
    """Read a file of the corrected tree."""
    return lambda path: (runtime.frappe / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def function(source: Callable[[str], str]) -> Callable[[str, str], str]:
    """Give the source of one function, its decorators included."""

    def find(path: str, name: str) -> str:
        text = source(path)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
        raise AssertionError(f"{path} has no function {name}")

    return find


def assert_before(text: str, earlier: str, later: str) -> None:
    """Both are there, in this order."""
    assert earlier in text, text
    assert later in text, text
    assert text.index(earlier) < text.index(later)


# The series itself


def test_series_applies_to_the_restored_tree_and_changes_only_what_it_names(
    runtime: Runtime,
) -> None:
    named = {edit.path for correction in SERIES for edit in correction.edits}
    for path in named:
        before = (runtime.restored / path).read_bytes()
        assert before != (runtime.frappe / path).read_bytes(), path
    others = (path for path in runtime.restored.rglob("*.py"))
    for path in others:
        relative = path.relative_to(runtime.restored)
        if relative.as_posix() not in named:
            assert path.read_bytes() == (runtime.frappe / relative).read_bytes(), relative


def test_corrected_python_compiles(runtime: Runtime) -> None:
    for path in {edit.path for correction in SERIES for edit in correction.edits}:
        if path.endswith(".py"):
            compile((runtime.frappe / path).read_text(encoding="utf-8"), path, "exec")


def test_names_are_unique_and_reasons_given() -> None:
    names = [correction.name for correction in SERIES]
    assert len(names) == len(set(names))
    for correction in SERIES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", correction.name)
        assert len(correction.why) > 30
        assert correction.source


@pytest.mark.parametrize("text", ["nothing here\n", "old\nold\n"])
def test_anchor_not_found_exactly_once_stops_the_build(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    series = (Correction("a-name", "why", "source", (Edit("a.py", "old", "new"),)),)
    with pytest.raises(CorrectionMisfitError, match=r"a-name.*a\.py"):
        apply_corrections(tmp_path, series)
    assert (tmp_path / "a.py").read_text() == text


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"one\r\nold\r\n")
    apply_corrections(tmp_path, (Correction("a-b", "why", "s", (Edit("a.js", "old", "new"),)),))
    assert (tmp_path / "a.js").read_bytes() == b"one\r\nnew\r\n"


# Interfaces and execution


@proves("pydantic-config-dict")
def test_typed_arguments_are_checked_and_converted(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils.typing_validations import validate_argument_types
@validate_argument_types
def add(one: int, two: "str" = ""): return one + 1
try: add(one="x")
except frappe.exceptions.FrappeTypeError: refused = True
return [add(one="2"), refused]
""")
    assert told == [3, True]


@proves("retried-job-keeps-user")
def test_retried_job_runs_as_the_same_user(in_erp: InErp) -> None:
    told = in_erp("""
from contextlib import ExitStack
from unittest.mock import patch, MagicMock
import frappe.utils.background_jobs as jobs
users, tries = [], []
def job():
    tries.append(frappe.local.current)
    if len(tries) < 3: raise frappe.RetryBackgroundJobError
class InternalError(Exception): pass
db = MagicMock(InternalError=InternalError)
def set_user(name): frappe.local.current = name
def connect(site): frappe.local.current = "Administrator"
with ExitStack() as stack:
    for name, value in dict(connect=connect, set_user=set_user, destroy=lambda: None,
                            get_hooks=lambda *a: [], db=db).items():
        stack.enter_context(patch.object(frappe, name, value))
    stack.enter_context(patch.object(jobs.time, "sleep"))
    jobs.execute_job("site", job, None, "job", {}, user="officer@example.com")
return tries
""")
    assert told == ["officer@example.com"] * 3


@proves("site-from-host-only")
def test_header_does_not_choose_the_site(source: Callable[[str], str]) -> None:
    assert "X-Frappe-Site-Name" not in source("app.py")
    assert "site = _site or get_site_name(request.host)" in source("app.py")


@proves("server-scripts-off")
def test_server_scripts_are_off_unless_switched_on(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils.safe_exec import ServerScriptNotEnabled, safe_exec
frappe.local.message_log, frappe.local.lang = [], "en"
frappe._ = lambda text, *a, **k: text
import frappe.utils.safe_exec as module
module._ = frappe._
try: safe_exec("x = 1")
except ServerScriptNotEnabled: return "refused"
""")
    assert told == "refused"


@proves("tracebacks-for-developers-only")
def test_answers_carry_no_traceback(
    source: Callable[[str], str], function: Callable[[str, str], str]
) -> None:
    for path in ("app.py", "utils/response.py"):
        assert "allow_error_traceback" not in source(path)
    logs = function("utils/response.py", "make_logs")
    assert "if frappe.error_log and frappe.conf.developer_mode:" in logs
    for path, name in (("utils/response.py", "report_error"), ("app.py", "handle_exception")):
        assert '.get("developer_mode")' in function(path, name)


@proves("logs-without-values")
def test_logged_traceback_holds_no_local_values(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils import get_traceback
def fail():
    iban = "value-of-a-local-variable-" + str(1)
    raise ValueError("broken")
try: fail()
except ValueError: return get_traceback(with_context=True)
""")
    assert "ValueError: broken" in told
    assert "value-of-a-local-variable-1" not in told


@proves("rate-limit-per-site")
def test_rate_limits_are_counted_per_site(function: Callable[[str, str], str]) -> None:
    limit = function("rate_limiter.py", "rate_limit")
    assert "frappe.cache.make_key(" in limit
    assert "frappe.form_dict.cmd" not in limit


# Sessions


@proves("session-literals")
def test_session_rows_are_literals(function: Callable[[str, str], str]) -> None:
    resume = function("sessions.py", "get_session_data_from_db")
    assert "ast.literal_eval(" in resume
    assert "safe_eval" not in resume
    assert ast.literal_eval(str({"full_name": "Information Officer"}))
    with pytest.raises(ValueError, match="malformed"):
        ast.literal_eval("__import__('os').getcwd()")


@proves("disabled-user-session")
def test_session_of_a_disabled_user_ends(function: Callable[[str, str], str]) -> None:
    record = function("sessions.py", "get_session_record")
    assert_before(record, '"enabled"', "self._delete_session()")
    assert record.count('self.sid = "Guest"') == 2


@proves("sid-from-cookie-only")
def test_session_id_in_the_address_is_dropped(function: Callable[[str, str], str]) -> None:
    made = function("app.py", "make_form_dict")
    assert_before(made, 'args.pop("sid", None)', "frappe.local.form_dict = frappe._dict(args)")


@proves("boot-without-sid")
def test_page_holds_no_session_id(runtime: Runtime, source: Callable[[str], str]) -> None:
    assert "bootinfo.sid" not in source("boot.py")
    scripts = (runtime.frappe / "public" / "js" / "frappe").rglob("*.js")
    assert not [path for path in scripts if "boot.sid" in path.read_text(encoding="utf-8")]


@proves("failed-authorization-refused")
def test_wrong_credentials_are_refused_not_ignored(function: Callable[[str, str], str]) -> None:
    assert "raise frappe.AuthenticationError" in function("api.py", "validate_auth")
    checked = function("api.py", "validate_api_key_secret")
    assert "hmac.compare_digest(" in checked
    assert_before(checked, '"enabled"', "frappe.set_user(user)")
    assert "api_secret == doc_secret" not in checked


@proves("reset-key-hashed")
def test_reset_key_is_stored_as_a_hash(
    source: Callable[[str], str], function: Callable[[str, str], str], in_erp: InErp
) -> None:
    user = "core/doctype/user/user.py"
    assert 'self.db_set("reset_password_key", hash_of_reset_key(key))' in source(user)
    found = function(user, "_get_user_for_update_password")
    assert '{"reset_password_key": hash_of_reset_key(key)}' in found
    told = in_erp(
        "from frappe.core.doctype.user.user import hash_of_reset_key as h\nreturn [h('a'), h('b')]"
    )
    assert told[0] != told[1]
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in told)


@proves("password-change-by-post-only")
def test_passwords_and_keys_change_by_post_only(in_erp: InErp) -> None:
    told = in_erp("""
import frappe.core.doctype.user.user as user
methods = frappe.allowed_http_methods_for_whitelisted_func
names = ["update_password", "reset_password", "generate_keys"]
return [methods[getattr(user, name)] for name in names]
""")
    assert told == [["POST"]] * 3


@proves("login-attempts-by-address")
def test_failed_logins_count_by_address_too(function: Callable[[str, str], str]) -> None:
    authenticate = function("auth.py", "authenticate")
    assert authenticate.count("address_tracker.add_failure_attempt()") == 2
    assert_before(authenticate, "get_address_tracker()", "User.find_by_credentials")
    assert "max_consecutive_login_attempts=limit * 10" in function("auth.py", "get_address_tracker")


@proves("login-redirect-same-site")
def test_login_leads_to_this_site_only(in_erp: InErp, source: Callable[[str], str]) -> None:
    outside = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "http://a.example.evil/",
        "",
        None,
    ]
    inside = ["/app", "/app/journal?x=1#y", "http://a.example/app", "login"]
    told = in_erp(
        """
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request
from frappe.www.login import on_this_site
frappe.local.request = Request(EnvironBuilder(base_url="http://a.example/").get_environ())
return [on_this_site(address) for address in given]
""",
        outside + inside,
    )
    assert told == [None] * 8 + ["/app", "/app/journal?x=1#y", "/app", "login"]
    assert "redirect_to = on_this_site(redirect_to)" in source("utils/oauth.py")
    script = source("public/js/frappe/utils/common.js")
    assert "new URL(url, location.href).origin !== location.origin" in script


# OAuth


@proves("oauth-user-is-session-user")
def test_code_belongs_to_the_session_user(function: Callable[[str, str], str]) -> None:
    saved = function("oauth.py", "save_authorization_code")
    assert "oac.user = frappe.session.user" in saved
    assert 'cookie_dict["user_id"]' not in saved


@proves("oauth-client-secret-checked", "oauth-no-password-grant")
def test_client_proves_itself_and_uses_codes_only(in_erp: InErp) -> None:
    told = in_erp("""
from types import SimpleNamespace
from unittest.mock import patch
from frappe.oauth import OAuthWebRequestValidator
server = OAuthWebRequestValidator()
frappe.local.form_dict = frappe._dict()
client = frappe._dict(client_secret="right", as_dict=lambda: {})
def ask(secret, stored="right"):
    client.client_secret = stored
    request = SimpleNamespace(client_id="x", client_secret=secret, client=None)
    with patch.object(frappe, "get_doc", lambda *a: client):
        return server.authenticate_client(request)
grants = ["authorization_code", "refresh_token", "password"]
return [ask("right"), ask("wrong"), ask(None), ask("", stored=""),
        [server.validate_grant_type("x", grant, None, None) for grant in grants]]
""")
    assert told == [True, False, False, False, [True, True, False]]


# Permissions


@proves("public-file-write")
def test_public_file_is_read_by_all_and_changed_by_few(in_erp: InErp) -> None:
    told = in_erp("""
from unittest.mock import patch, MagicMock
import frappe.core.doctype.file.file as module
made = dict(owner="a@example.com", attached_to_doctype=None, attached_to_name=None)
public = frappe._dict(made, is_private=0)
private = frappe._dict(made, is_private=1)
attached = frappe._dict(made, is_private=0, attached_to_doctype="Note", attached_to_name="n")
ask = lambda doc, kind, user: bool(module.has_permission(doc, kind, user))
asked = []
def has_permission(doc=None, ptype=None, user=None):
    asked.append([ptype, user])
    return ptype == "read"
with patch.object(frappe, "db", MagicMock()), patch.object(frappe, "get_doc"), \\
     patch.object(frappe, "has_permission", has_permission):
    other = "b@example.com"
    return [
        [ask(public, kind, other) for kind in ("read", "write", "delete", "share", "submit")],
        [ask(public, kind, "a@example.com") for kind in ("read", "write", "delete")],
        [ask(private, kind, other) for kind in ("read", "write")],
        [ask(attached, kind, other) for kind in ("read", "write", "delete")],
        asked,
    ]
""")
    assert told[0] == [True, False, False, False, False]
    assert told[1] == [True, True, True]
    assert told[2] == [False, False]
    assert told[3] == [True, False, False]
    assert told[4] == [["write", "b@example.com"], ["write", "b@example.com"]]


@proves("custom-report-column", "linked-documents")
def test_linked_data_is_listed_as_the_user(function: Callable[[str, str], str]) -> None:
    column = function("desk/query_report.py", "get_data_for_custom_field")
    assert "frappe.get_list(" in column
    assert "get_all" not in column
    linked = "desk/form/linked_with.py"
    assert "frappe.get_all(" not in function(linked, "get_linked_docs")
    for name in ("get", "get_submitted_linked_docs"):
        assert ".check_permission()" in function(linked, name)


@proves("private-workspace")
def test_workspace_of_another_person_is_refused(function: Callable[[str, str], str]) -> None:
    made = function("desk/desktop.py", "__init__")
    assert_before(made, "self.doc.for_user != frappe.session.user", "raise frappe.PermissionError")


@proves("group-by-count-field")
def test_counts_take_permitted_fields_only(function: Callable[[str, str], str]) -> None:
    counted = function("desk/listview.py", "get_group_by_count")
    assert_before(counted, "get_permitted_fields(doctype)", "group_by=f")


@proves(
    "assignment-needs-read",
    "tag-needs-write",
    "rename-needs-write-on-document",
    "address-display-needs-read",
    "auto-repeat-needs-write",
)
@pytest.mark.parametrize(
    ("path", "name", "check", "deed"),
    [
        ("desk/form/assign_to.py", "add", "check_permission()", "frappe.parse_json(args.get"),
        ("desk/form/assign_to.py", "add", "sanitize_html(args", "frappe.parse_json(args.get"),
        ("desk/form/assign_to.py", "remove", "check_permission()", "set_status("),
        ("desk/doctype/tag/tag.py", "add_tag", 'check_permission("write")', "DocTags(dt).add"),
        ("desk/doctype/tag/tag.py", "add_tags", 'check_permission("write")', "DocTags(dt).add"),
        ("desk/doctype/tag/tag.py", "remove_tag", 'check_permission("write")', ".remove(dn"),
        ("desk/doctype/tag/tag.py", "get_tagged_docs", "has_permission", "frappe.get_list("),
        ("model/rename_doc.py", "rename_doc", 'check_permission("write")', "before_rename"),
        (
            "contacts/doctype/address/address.py",
            "get_address_display",
            "check_permission()",
            "render_template",
        ),
        (
            "automation/doctype/auto_repeat/auto_repeat.py",
            "update_reference",
            'check_permission("write")',
            "set_value",
        ),
        (
            "automation/doctype/auto_repeat/auto_repeat.py",
            "make_auto_repeat",
            "check_permission()",
            "doc.save()",
        ),
        (
            "automation/doctype/auto_repeat/auto_repeat.py",
            "generate_message_preview",
            "doc.check_permission()",
            "render_template",
        ),
    ],
)
def test_permission_is_asked_before_the_deed(
    function: Callable[[str, str], str], path: str, name: str, check: str, deed: str
) -> None:
    body = function(path, name)
    docstring_end = body.rfind('"""') if '"""' in body else 0
    assert_before(body[docstring_end:], check, deed)


@proves("user-search-user-type")
def test_only_desk_users_search_all_accounts(function: Callable[[str, str], str]) -> None:
    search = function("core/doctype/user/user.py", "user_query")
    assert_before(search, 'user_type != "System User"', 'user_type_condition = ""')


@proves("list-field-permissions")
def test_unreadable_fields_are_dropped_from_lists(in_erp: InErp) -> None:
    told = in_erp(
        """
import frappe.model.db_query as module
from unittest.mock import patch
def ask(fields, as_list=False):
    query = object.__new__(module.DatabaseQuery)
    query.__dict__.update(doctype="Employee", fields=fields, as_list=as_list, parent_doctype=None,
        flags=frappe._dict(), permission_map={}, linked_table_aliases={},
        tables=["`tabEmployee`"], link_tables=[])
    with patch.object(module, "get_permitted_fields", lambda **k: ["name", "title", "grade"]):
        query.apply_fieldlevel_read_permissions()
    return query.fields
return [ask(fields) for fields in given] + [ask(["iban", "name"], True)]
""",
        [
            ["iban", "salary", "name"],
            ["iban", "salary"],
            ["iban", "*"],
            ["concat('', iban) as x", "concat(iban, '*') as x", "title"],
            ["if(iban like 'AE%', 1, 0) as x", "(select iban from tabEmployee) as x", "name"],
            ["'x' || iban as x", "distinct iban", "upper(`iban`)", "name"],
            ["concat(' as ', iban) as x", "max(`tabEmployee`.iban)", "iban*1", "name"],
            ["count(*) as n", "count(distinct `tabEmployee`.name) as m", "sum(grade) as s"],
            ["locate('a, iban as b', `tabEmployee`.`name`) as `_relevance`", "`tabEmployee`.title"],
            ["title as label", "_user_tags"],
        ],
    )
    assert told[0] == ["name"]
    assert told[1] == ["name"]
    assert told[2] == ["name", "title", "grade"]
    assert told[3] == ["title"]
    assert told[4] == ["name"]
    assert told[5] == ["name"]
    assert told[6] == ["name"]
    assert len(told[7]) == 3
    assert len(told[8]) == 2
    assert told[9] == ["title as label", "_user_tags"]
    assert told[10] == [None, "name"]


@proves("workspace-of-another-person")
def test_workspaces_are_changed_by_their_owner(in_erp: InErp) -> None:
    told = in_erp("""
from unittest.mock import patch
import frappe.desk.doctype.workspace.workspace as module
frappe.local.message_log, frappe.local.lang = [], "en"
frappe.local.session = frappe._dict(user="a@example.com")
module._ = lambda text: text
def ask(for_user, public, is_manager):
    with patch.object(module, "is_workspace_manager", lambda: is_manager):
        try: module.require_own_page(frappe._dict(for_user=for_user, public=public))
        except frappe.PermissionError: return False
    return True
me, other = "a@example.com", "b@example.com"
return [ask(me, 0, False), ask(other, 0, False), ask(other, 0, True), ask("", 1, False),
        ask("", 1, True), ask(me, 1, False)]
""")
    assert told == [True, False, False, False, True, False]


@pytest.mark.parametrize("name", ["update_page", "save_page", "delete_page"])
def test_workspace_methods_ask_whose_it_is(function: Callable[[str, str], str], name: str) -> None:
    body = function("desk/doctype/workspace/workspace.py", name)
    assert_before(body, "require_own_page(doc)", "ignore_permissions=True")


@proves("no-pictures-from-elsewhere")
def test_server_fetches_no_picture(function: Callable[[str, str], str]) -> None:
    fetched = function("core/doctype/file/utils.py", "get_web_image")
    assert_before(fetched, "frappe.throw(", "requests.get(")


# Text


@proves("sanitize-json-and-open-tags")
@pytest.mark.parametrize(
    "text",
    [
        '["<img src=x onerror=alert(1)>"]',
        '{"a": {"<img src=x onerror=alert(1)>": 1}}',
        '["\\u003cimg src=x onerror=alert(1)>"]',
        '"<img src=x onerror=alert(1)>"',
        "<img src=x onerror=alert(1) ",
        "<svg onload=alert(1)>",
        '["<img src=x a=\'","\'onerror=alert(1) >"]',
    ],
)
def test_script_in_text_is_removed_or_no_tag(in_erp: InErp, text: str) -> None:
    clean = in_erp("return frappe.utils.sanitize_html(given)", text)
    tags = re.findall(r"<[^>]*", clean)
    assert not [tag for tag in tags if re.search(r"\bon\w+\s*=", tag)], clean
    if text.startswith("["):
        for value in json.loads(clean):
            assert not re.search(r"<\w[^>]*\bon\w+\s*=", value), clean


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c",
        "5 <6",
        '{"a": [1, "b"]}',
        '[["Journal", "amount", ">", 100]]',
        "plain",
        "<b>x</b>",
    ],
)
def test_harmless_text_is_kept(in_erp: InErp, text: str) -> None:
    assert in_erp("return frappe.utils.sanitize_html(given)", text) == text


def test_json_keeps_its_meaning(in_erp: InErp) -> None:
    value = [["Journal", "amount", "<", 100], {"نص": "<b>x</b>"}]
    told = in_erp("return frappe.utils.sanitize_html(given)", json.dumps(value))
    assert json.loads(told) == value
    assert "<" not in told


@proves("sanitize-escaped-tags")
def test_escaped_tags_are_looked_at(function: Callable[[str, str], str]) -> None:
    assert '"\\\\u003c" not in value.lower()' in function(
        "model/base_document.py", "_sanitize_content"
    )


@proves(
    "escape-link-title",
    "escape-file-names",
    "escape-awesomebar",
    "escape-workspace-titles",
    "escape-list-subject",
)
@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("form/controls/link.js", 'title="${_label}"'),
        ("form/controls/link.js", '"<strong>" + _label'),
        ("form/controls/link.js", "+ __(d.description)"),
        ("form/controls/multiselect_pills.js", ">${__(label || value)}<"),
        ("form/sidebar/attachments.js", 'title="${file_name}"'),
        ("form/sidebar/attachments.js", "<span>${file_name}<"),
        ("views/file/file_view.js", 'title="${file.file_name}"'),
        ("ui/toolbar/search_utils.js", "= match[0].bold()"),
        ("ui/toolbar/search_utils.js", "__(match[1][1]).bold()"),
        ("ui/toolbar/search_utils.js", "match[1][2].bold()"),
        ("views/workspace/workspace.js", '"${item.title}"'),
        ("views/workspace/workspace.js", "${__(item.title)}"),
        ("list/list_view.js", "${subject}"),
        ("list/list_view.js", 'data-name="${doc.name}" data-doctype'),
        ("form/form.js", 'data-name="${value}"'),
        ("form/formatters.js", 'data-name="${original_value}"'),
    ],
)
def test_values_are_escaped_where_desk_writes_html(
    runtime: Runtime, source: Callable[[str], str], path: str, raw: str
) -> None:
    before = (runtime.restored / "public/js/frappe" / path).read_text(encoding="utf-8")
    assert raw in before, "the test no longer looks for what was there"
    after = source(f"public/js/frappe/{path}")
    assert raw not in after
    assert "frappe.utils.escape_html(" in after or "escaped_subject" in after


# Speed

# Asks for a new document of a plain and of a single type, and notes any question to a database.
NEW_DOCUMENTS = """
from types import SimpleNamespace
from frappe.model import create_new
asked = []
class Database:
    def __getattr__(self, name):
        return lambda *args, **named: asked.append(name)
class Draft(dict):
    def _fix_numeric_types(self): pass
    def get_valid_dict(self, sanitize): return {}
frappe.local.db = Database()
frappe.get_doc = lambda values: Draft(values)
create_new.set_user_and_static_default_values = lambda doc: None
frappe.get_meta = lambda doctype: SimpleNamespace(issingle=doctype == "Only One")
frappe.local.session = SimpleNamespace(user="someone")
made = [create_new.make_new_doc(name).get("__unsaved") for name in given]
return {"made": made, "asked": asked}
"""


@proves("new-document-without-query")
def test_new_document_asks_no_database(in_erp: InErp) -> None:
    answer = in_erp(NEW_DOCUMENTS, ["Many", "Only One"])
    assert answer == {"made": [1, None], "asked": []}


def test_every_correction_is_proved() -> None:
    assert {correction.name for correction in SERIES} == TESTED
