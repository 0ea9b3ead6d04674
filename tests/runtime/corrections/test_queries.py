"""Corrections to lists: fields that the user may not read stay unread."""

from tests.runtime.corrections.proofs import InErp, proves


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
            ["name as x, iban", "name as x, iban as y", "title"],
            ["cast(iban as char)", "cast(iban as char) as x", "iban as `x(name)`", "name"],
            ["iban\tas\t`x name distinct`", "name as `a'`, iban as `b'`", "name"],
            ["concat(title as x, iban) as y", "upper(iban) as name", "`tabEmployee`.iban as name"],
            ["cast(title as char(10)) as x", "max(cast(`tabEmployee`.`grade` as signed)) as y"],
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
    assert told[10] == ["title"]
    assert told[11] == ["name"]
    assert told[12] == ["name"]
    assert told[13] == ["name"]
    assert len(told[14]) == 2
    assert told[-1] == [None, "name"]


@proves("conditions-do-not-mix")
def test_conditions_of_several_apps_hold_each_as_a_whole(in_erp: InErp) -> None:
    told = in_erp("""
import frappe.model.db_query as module
from unittest.mock import patch
query = object.__new__(module.DatabaseQuery)
query.__dict__.update(doctype="File", user="somebody")
said = {"base": "public = 1 or owner = 'a'", "ours": "owner = 'b'", "nothing": ""}
with (
    patch.object(frappe, "get_hooks", lambda *args: {"File": list(said)}),
    patch.object(frappe, "get_attr", lambda name: lambda user: said[name]),
    patch.object(module, "get_server_script_map", dict),
):
    return query.get_permission_query_conditions()
""")
    assert told == "(public = 1 or owner = 'a') and (owner = 'b')"
