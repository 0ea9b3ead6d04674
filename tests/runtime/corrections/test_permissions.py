"""Corrections to who may read and change what."""

import pytest

from tests.runtime.corrections.proofs import Function, InErp, assert_before, proves


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
def test_linked_data_is_listed_as_the_user(function: Function) -> None:
    column = function("desk/query_report.py", "get_data_for_custom_field")
    assert "frappe.get_list(" in column
    assert "get_all" not in column
    linked = "desk/form/linked_with.py"
    assert "frappe.get_all(" not in function(linked, "get_linked_docs")
    for name in ("get", "get_submitted_linked_docs"):
        assert ".check_permission()" in function(linked, name)


@proves("private-workspace")
def test_workspace_of_another_person_is_refused(function: Function) -> None:
    made = function("desk/desktop.py", "__init__")
    assert_before(made, "self.doc.for_user != frappe.session.user", "raise frappe.PermissionError")


@proves("group-by-count-field")
def test_counts_take_permitted_fields_only(function: Function) -> None:
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
    function: Function, path: str, name: str, check: str, deed: str
) -> None:
    body = function(path, name)
    docstring_end = body.rfind('"""') if '"""' in body else 0
    assert_before(body[docstring_end:], check, deed)


@proves("user-search-user-type")
def test_only_desk_users_search_all_accounts(function: Function) -> None:
    search = function("core/doctype/user/user.py", "user_query")
    assert_before(search, 'user_type != "System User"', 'user_type_condition = ""')


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
def test_workspace_methods_ask_whose_it_is(function: Function, name: str) -> None:
    body = function("desk/doctype/workspace/workspace.py", name)
    assert_before(body, "require_own_page(doc)", "ignore_permissions=True")


@proves("no-pictures-from-elsewhere")
def test_server_fetches_no_picture(function: Function) -> None:
    fetched = function("core/doctype/file/utils.py", "get_web_image")
    assert_before(fetched, "frappe.throw(", "requests.get(")


@proves("private-file-letter-by-letter")
def test_private_file_is_asked_for_letter_by_letter(in_erp: InErp) -> None:
    told = in_erp("""
from unittest.mock import patch, MagicMock
import frappe.utils.response as module
mine = frappe._dict(name="1", file_url="/private/files/A.csv")
allowed = MagicMock()
def ask(path):
    with patch.object(frappe, "get_all", lambda *_, **__: [mine]), \\
         patch.object(frappe, "get_doc", lambda *_, **__: allowed), \\
         patch.object(module, "make_access_log"), \\
         patch.object(module, "send_private_file", lambda path: path):
        try:
            return module.download_private_file(path)
        except Exception as error:
            return type(error).__name__
return [ask("/private/files/A.csv"), ask("/private/files/a.csv"), ask("/private/files/A.csv ")]
""")
    assert told == ["/files/A.csv", "Forbidden", "Forbidden"]


@proves("restrictions-hold-for-their-writers")
def test_restrictions_hold_for_who_writes_them(function: Function) -> None:
    asked = function("permissions.py", "has_user_permission")
    assert 'get_role_permissions("User Permission"' not in asked


@proves("changed-rows-are-told-to-who-may-see-them")
def test_lists_of_own_rows_tell_no_names(function: Function) -> None:
    told = function("model/document.py", "notify_update")
    assert_before(told, 'frappe.get_hooks("permission_query_conditions", {})', '"list_update"')
