"""The allow-list itself: what it means, and that it stays beside what our screens need."""

import json
import re
from pathlib import Path

import pytest
import yaml

from erp_app.guards.acts import Act, ActKind, is_safe_redirect, read_act
from erp_app.guards.allow_list import load_allow_list
from erp_app.guards.generate import (
    ALLOW_LIST_PATH,
    find_unused_methods,
    list_own_documents,
    propose_additions,
)
from erp_app.guards.policy import BAD_REQUEST, NOT_ALLOWED, AllowListInvalidError

APP = Path(ALLOW_LIST_PATH).parent.parent
TEXT = ALLOW_LIST_PATH.read_text("utf-8")
ARGUMENTS = ALLOW_LIST_PATH.with_name("arguments.yml").read_text("utf-8")
ALLOW_LIST = load_allow_list(TEXT, ARGUMENTS)
WHITELISTED = re.compile(r"@frappe\.whitelist\([^)]*\)\s*(?:@[^\n]+\s*)*def (\w+)")


def refusal(roles: list[str], verb: str, path: str, **form) -> str:
    policy = ALLOW_LIST.policy_for(roles)
    return ALLOW_LIST.find_refusal(policy, read_act(verb, path, form), form)


@pytest.mark.parametrize(
    ("verb", "path", "form", "kind", "target"),
    [
        ("POST", "/api/method/a.b", {}, ActKind.METHOD, "a.b"),
        ("POST", "/api/method/a.b/c", {}, ActKind.METHOD, "a.b"),
        ("POST", "/api/v1/method/a.b", {}, ActKind.METHOD, "a.b"),
        ("GET", "/", {"cmd": "a.b"}, ActKind.METHOD, "a.b"),
        ("GET", "/api/method/ping", {"cmd": "a.b"}, ActKind.METHOD, "a.b"),
        ("POST", "/", {"cmd": ["a.b"]}, ActKind.UNKNOWN, "['a.b']"),
        ("POST", "/api/v2/method/a.b", {}, ActKind.UNKNOWN, "/api/v2/method/a.b"),
        ("GET", "/api/v1", {}, ActKind.UNKNOWN, "/api/v1"),
        ("GET", "/api/", {}, ActKind.UNKNOWN, "/api/"),
        ("GET", "/api//method/a", {}, ActKind.UNKNOWN, "/api//method/a"),
        ("GET", "/api/resource/Journal", {}, ActKind.DOCUMENT, "Journal"),
        ("PUT", "/api/resource/Journal/J/1", {}, ActKind.DOCUMENT, "Journal"),
        ("POST", "/api/resource/Journal/J", {}, ActKind.UNKNOWN, "POST Journal"),
        ("TRACE", "/api/resource/Journal", {}, ActKind.UNKNOWN, "TRACE Journal"),
        ("GET", "/api/resource/User/a", {"run_method": "x"}, ActKind.DOCUMENT_METHOD, "User.x"),
        ("POST", "/api/method/run_doc_method", {"dt": "User", "method": "x"},
         ActKind.DOCUMENT_METHOD, "User.x"),
        ("POST", "/api/method/run_doc_method", {"docs": '{"doctype": "User"}', "method": "x"},
         ActKind.DOCUMENT_METHOD, "User.x"),
        ("POST", "/api/method/run_doc_method", {"docs": "{", "method": "x"},
         ActKind.UNKNOWN, "run_doc_method"),
        ("GET", "/private/files/a.txt", {}, ActKind.FILE, "/private/files/a.txt"),
        ("GET", "/backups/a", {}, ActKind.BACKUP, "/backups/a"),
        ("GET", "/app/journal", {}, ActKind.ROUTE, "/app/journal"),
        ("OPTIONS", "/api/method/a", {}, ActKind.PREFLIGHT, "/api/method/a"),
    ],
)  # fmt: skip
def test_act_is_read_as_the_dispatcher_reads_it(verb, path, form, kind, target):
    act = read_act(verb, path, form)
    assert (act.kind, act.target) == (kind, target)


def test_unknown_roles_and_no_roles_may_do_nothing():
    for roles in ([], ["Nobody"], ["Script Manager", "Website Manager"]):
        assert refusal(roles, "GET", "/api/method/ping")
        assert refusal(roles, "GET", "/app")
        assert refusal(roles, "GET", "/private/files/x")


def test_listed_is_allowed_and_everything_else_refused():
    assert refusal(["Guest"], "POST", "/api/method/login") == ""
    assert "not on the list" in refusal(["Guest"], "POST", "/api/method/frappe.client.get_list")
    assert refusal(["Finance Officer"], "POST", "/api/resource/Journal") == ""
    assert "create" in refusal(["Auditor"], "POST", "/api/resource/Journal")
    assert "delete" in refusal(["Finance Manager"], "DELETE", "/api/resource/Ledger Line/x")


def test_generic_method_is_held_to_the_document_types_of_the_role():
    method = "/api/method/frappe.client.get_list"
    assert refusal(["Finance Officer"], "GET", method, doctype="Journal") == ""
    assert "read" in refusal(["Finance Officer"], "GET", method, doctype="OAuth Client")
    assert "document type" in refusal(["Finance Officer"], "GET", method, doctype=["Journal"])
    save = "/api/method/frappe.desk.form.save.savedocs"
    sent = {"doc": '{"doctype": "Journal"}', "action": "Save"}
    assert refusal(["Finance Officer"], "POST", save, **sent) == ""
    assert "save" in refusal(
        ["Finance Officer"], "POST", save, doc='{"doctype": "Server Script"}', action="Save"
    )
    for doc in ("{}", "", "[", '["Journal"]', None, "{" * 2000, '{"doctype": 7}'):
        assert refusal(["Finance Officer"], "POST", save, doc=doc, action="Save") != ""


def test_print_takes_a_document_or_the_name_of_its_type():
    path = "/api/method/frappe.www.printview.get_html_and_style"
    for doc in ("Journal", '{"doctype": "Journal", "name": "x"}'):
        assert refusal(["Finance Officer"], "POST", path, doc=doc) == ""
        assert "read" in refusal(["Employee"], "POST", path, doc=doc)


def test_writing_method_needs_a_writing_verb():
    path = "/api/method/frappe.client.delete"
    asked = {"doctype": "Journal", "name": "x"}
    assert refusal(["Finance Officer"], "POST", path, **asked) == ""
    assert "changes data" in refusal(["Finance Officer"], "GET", path, **asked)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"doctype": "Journal", "colour": "red"}, "there is no argument 'colour'"),
        ({"doctype": "Journal", "ignore_permissions": "1"}, "no argument 'ignore_permissions'"),
        ({"doctype": "Journal", "query": "frappe.get_all"}, "there is no argument 'query'"),
        ({"fields": '["name"]'}, "the argument 'doctype' is missing"),
        ({"doctype": "Journal", "fields": '["(select 1)"]'}, "is not the name of a field"),
        ({"doctype": "Journal", "order_by": "sleep(5)"}, "is not the name of a field"),
        ({"doctype": "Journal", "filters": '["1=1"]'}, "is not a filter"),
        ({"doctype": "Journal", "filters": "[["}, "is not JSON"),
        ({"doctype": "Journal", "limit_page_length": "1 procedure x()"}, "a whole number"),
        ({"doctype": "Journal", "as_dict": "perhaps"}, "yes or no"),
        ({"doctype": "Journal", "filters": "[" * 50_000}, "is not JSON"),
    ],
)
def test_arguments_are_read_before_anything_runs(asked, words):
    found = refusal(["Finance Officer"], "GET", "/api/method/frappe.client.get_list", **asked)
    assert words in found
    assert found.status == BAD_REQUEST


@pytest.mark.parametrize(
    ("day", "is_one"),
    [("2026-01-31", True), ("2026-01-31 10:00:00", True), ("2026-01-31; drop", False),
     ("31.01.2026", False), ("2026-13-01", False)],
)  # fmt: skip
def test_days_are_days(day, is_one):
    path = "/api/method/erp_app.api.documents.take_step"
    asked = {"doctype": "Journal", "name": "x", "action": "Approve", "date": day}
    assert (refusal(["Finance Manager"], "POST", path, **asked) == "") is is_one


def test_what_may_not_be_named_is_refused_as_such():
    path = "/api/method/frappe.client.get_list"
    assert refusal(["Employee"], "GET", path, doctype="Journal").status == NOT_ALLOWED


def test_method_without_a_schema_is_an_error():
    source = yaml.safe_load(TEXT)
    source["groups"]["session"]["get"].append("frappe.desk.something.new")
    with pytest.raises(AllowListInvalidError, match="no schema of frappe"):
        load_allow_list(yaml.safe_dump(source), ARGUMENTS)
    with pytest.raises(AllowListInvalidError, match="unknown kind 'colour'"):
        load_allow_list(TEXT, ARGUMENTS + "\nx.y: {a: colour}\n")


def test_every_schema_is_of_a_listed_method():
    listed = set().union(*(p.get | p.post for p in ALLOW_LIST.policies.values()))
    assert sorted(name for name in ALLOW_LIST.schemas.keys() - listed if " " not in name) == []


def test_list_that_contradicts_itself_is_refused():
    source = yaml.safe_load(TEXT)
    source["groups"]["session"]["get"].append("frappe.client.get_password")
    with pytest.raises(AllowListInvalidError, match="never allowed"):
        load_allow_list(yaml.safe_dump(source), ARGUMENTS)
    source = yaml.safe_load(TEXT)
    source["roles"]["Auditor"].append("everything")
    with pytest.raises(AllowListInvalidError, match="unknown groups"):
        load_allow_list(yaml.safe_dump(source), ARGUMENTS)
    source = yaml.safe_load(TEXT)
    source["groups"]["session"]["documents"] = {"User": "own"}
    with pytest.raises(AllowListInvalidError, match="unknown"):
        load_allow_list(yaml.safe_dump(source), ARGUMENTS)


def test_every_group_says_why():
    groups = yaml.safe_load(TEXT)["groups"]
    assert [name for name, group in groups.items() if len(group.get("why", "")) < 15] == []


def test_our_documents_are_listed_as_their_files_grant_them():
    """Differs? Run `./diwan declare` and review the change."""
    assert yaml.safe_load(TEXT)["own_documents"] == list_own_documents()


def test_our_documents_are_never_granted_to_everybody():
    assert {"All", "Guest", "Desk User"}.isdisjoint(list_own_documents())
    shared = [
        file.name
        for file in APP.glob("*/doctype/*/*.json")
        for grant in json.loads(file.read_text("utf-8")).get("permissions", [])
        if grant.get("share")
    ]
    assert shared == []


def answers_for_the_base() -> set[str]:
    """Return our functions that stand in for listed ones of the base (hooks.py)."""
    from erp_app import hooks

    return set(hooks.override_whitelisted_methods.values())


def test_every_endpoint_of_ours_is_listed():
    listed = set().union(*(p.get | p.post for p in ALLOW_LIST.policies.values()))
    ours = {
        f"erp_app.{'.'.join(file.relative_to(APP).with_suffix('').parts)}.{name}"
        for file in APP.glob("**/*.py")
        if "guards" not in file.parts
        for name in WHITELISTED.findall(file.read_text("utf-8"))
    }
    assert sorted(ours - listed - answers_for_the_base()) == []
    assert sorted(name for name in listed if name.startswith("erp_app.") and name not in ours) == []


@pytest.mark.parametrize("target", ["/app", "/app/journal?a=1#b", "login", "app", ""])
def test_redirect_on_this_site_is_safe(target):
    assert is_safe_redirect(target)


@pytest.mark.parametrize(
    "target",
    ["//evil", "https://evil", "/\\evil", "javascript:alert(1)", "/\tevil", " /app", None, 7,
     "evil.example", "http:evil"],
)  # fmt: skip
def test_redirect_elsewhere_is_not(target):
    assert not is_safe_redirect(target)


def test_generator_proposes_what_was_used_and_names_what_was_not():
    records = [
        {"kind": "Method", "target": "a.b", "verb": "POST", "right": "", "doctype": None,
         "roles": ["Auditor", "All"], "refusal": "this method is not on the list"},
        {"kind": "Method", "target": "login", "verb": "POST", "right": "", "doctype": None,
         "roles": ["Guest"], "refusal": ""},
    ]  # fmt: skip
    proposed = propose_additions(records, ALLOW_LIST)
    assert proposed == {"Method (this method is not on the list)": {"a.b": ["All", "Auditor"]}}
    unused = find_unused_methods(records, ALLOW_LIST)
    assert "login" not in unused
    assert "logout" in unused


def test_answer_costs_little():
    import timeit

    policy = ALLOW_LIST.policy_for(["All", "Finance Officer", "Employee"])
    form = {"doctype": "Journal", "fields": '["name"]'}

    def ask() -> None:
        act = read_act("POST", "/api/method/frappe.desk.reportview.get", form)
        assert isinstance(act, Act)
        assert ALLOW_LIST.find_refusal(policy, act, form) == ""

    assert min(timeit.repeat(ask, number=1000, repeat=3)) / 1000 < 0.0004
