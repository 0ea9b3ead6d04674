"""The one question answers what the base's list answers, for everything that both can say."""

import json

import frappe
import pytest

from erp_app.reading.lists import count, get_list, read
from erp_app.reading.question import read_question
from tests.erp.factories import as_user
from tests.erp.people.factories import make_login

JOURNAL, ACCOUNT = "Journal", "Account"

SAME = [
    (ACCOUNT, {}),
    (ACCOUNT, {"filters": {"is_group": 0}}),
    (ACCOUNT, {"filters": {"is_group": ["!=", 1]}, "order_by": "`tabAccount`.`name` desc"}),
    (ACCOUNT, {"filters": [["Account", "name", "like", "5%"]], "fields": ["name", "account_name"]}),
    (ACCOUNT, {"filters": [["name", "not like", "5%"]]}),
    (ACCOUNT, {"filters": [["parent_account", "is", "not set"]]}),
    (ACCOUNT, {"filters": [["parent_account", "is", "set"]], "limit_page_length": 7}),
    (ACCOUNT, {"filters": [["parent_account", "=", ""]]}),
    (ACCOUNT, {"filters": [["parent_account", "!=", ""]]}),
    (ACCOUNT, {"filters": [["parent_account", "in", ["1", "2", ""]]]}),
    (ACCOUNT, {"filters": [["parent_account", "not in", ["1", "2"]]]}),
    (ACCOUNT, {"filters": [["name", "in", "1,2,3"]]}),
    (ACCOUNT, {"or_filters": [["name", "=", "1"], ["name", "=", "2"]]}),
    (ACCOUNT, {"filters": [["name", "descendants of", "GROUP"]]}),
    (ACCOUNT, {"filters": [["name", "descendants of (inclusive)", "GROUP"]]}),
    (ACCOUNT, {"filters": [["name", "not descendants of", "GROUP"]]}),
    (ACCOUNT, {"filters": [["name", "ancestors of", "52201"]]}),
    (ACCOUNT, {"filters": [["creation", "between", ["2020-01-01", "2100-01-01"]]]}),
    (ACCOUNT, {"filters": [["creation", ">", "2020-01-01"]]}),
    (ACCOUNT, {"filters": [["creation", "timespan", "this year"]]}),
    (ACCOUNT, {"filters": [["lft", ">", 5], ["rgt", "<=", "40"]]}),
    (ACCOUNT, {"filters": [["docstatus", "<", 2]], "limit_start": 3, "limit_page_length": 4}),
    (ACCOUNT, {"fields": ["is_group", "count(name) as n"], "group_by": "is_group",
               "order_by": "n desc"}),
    (ACCOUNT, {"fields": ["count(*) as n"]}),
    (ACCOUNT, {"fields": ["max(lft) as most", "min(lft) as least"]}),
    ("Fiscal Year", {"fields": ["name", "`tabFiscal Period`.`period_code`"],
                     "order_by": "`tabFiscal Period`.`period_code`"}),
    ("Fiscal Year", {"filters": [["Fiscal Period", "period_code", "like", "%-03"]]}),
    ("Grade", {"filters": [["modified", "<=", "2100-01-01"]]}),
]  # fmt: skip


def of_base(doctype: str, asked: dict) -> list[dict]:
    order = asked.get("order_by") or f"`tab{doctype}`.`name`"
    if "group_by" not in asked and any("(" in field for field in asked.get("fields", ())):
        order = None
    rest = {key: value for key, value in asked.items() if key != "order_by"}
    return frappe.get_list(doctype, order_by=order, **rest)


def of_ours(doctype: str, asked: dict) -> list[dict]:
    order = asked.get("order_by") or f"`tab{doctype}`.`name`"
    if any("(" in field for field in asked.get("fields", ())) and "group_by" not in asked:
        order = None
    sent = {key: json.dumps(value) if key != "order_by" else value for key, value in asked.items()}
    sent = {k: v.strip('"') if isinstance(v, str) else v for k, v in sent.items()}
    return get_list(doctype=doctype, **{"limit_page_length": 0, **sent, "order_by": order})


@pytest.mark.parametrize(("doctype", "asked"), SAME)
def test_same_rows_as_the_base(site, doctype, asked):
    group = frappe.db.get_value(ACCOUNT, "52201", "parent_account")
    asked = json.loads(json.dumps(asked).replace("GROUP", group))
    for user in ("Administrator", make_login("reading.manager", "Finance Manager", "HR Manager")):
        with as_user(user):
            base = of_base(doctype, asked)
            assert [dict(row) for row in of_ours(doctype, asked)] == [dict(row) for row in base]


def test_some_of_the_questions_find_something(site):
    found = [bool(of_ours(doctype, asked)) for doctype, asked in SAME]
    assert sum(found) > len(found) * 0.7


def test_count_counts_documents(site):
    labels, rows = read({"doctype": ACCOUNT, "fields": '["name"]'}, None)
    assert labels == ["name"]
    assert count(read_question({"doctype": ACCOUNT}, None)) == len(rows) > 100


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"fields": '["colour"]'}, "has no field 'colour'"),
        ({"filters": '{"colour": 1}'}, "has no field 'colour'"),
        ({"order_by": "colour"}, "has no field 'colour'"),
        ({"filters": '{"lft": "abc"}'}, "'abc' is not a value of lft"),
        ({"filters": '{"lft": [">", "Infinity"]}'}, "'Infinity' is not a value of lft"),
        ({"filters": '{"lft": ["in", [1, "nan"]]}'}, "'nan' is not a value of lft"),
        ({"filters": '{"lft": ["<", 1e999]}'}, "'inf' is not a value of lft"),
        ({"filters": '[["creation", "timespan", "someday"]]'}, "is not a span of time"),
        ({"filters": '[["account_name", "descendants of", "GROUP"]]'}, "is no tree"),
        ({"filters": "[1"}, "is not JSON"),
        ({"limit_page_length": "x"}, "is not a whole number"),
    ],
)
def test_what_cannot_be_asked_is_said(site, asked, words):
    with pytest.raises(frappe.ValidationError, match=words):
        get_list(doctype=ACCOUNT, **asked)


@pytest.mark.parametrize("fields", ['[""]', "[]", "[null]", ","])
def test_list_of_nothing_is_a_list_of_names(site, fields):
    """It ended in an error of SQL."""
    rows = get_list(doctype="Account", fields=fields, limit=2)
    assert [list(row) for row in rows] == [["name"], ["name"]]
