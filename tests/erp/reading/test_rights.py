"""A reader sees own rows and open columns, however the question is put."""

import frappe
import pytest

from erp_app.declarations.reading import arabic_title_fields
from erp_app.reading import documents, lists, search
from erp_app.reading.rights import titles_of
from tests.erp.factories import as_user, fresh_iban
from tests.erp.people.factories import make_employee, make_login

IBAN = fresh_iban()
HIDDEN = "iban"


@pytest.fixture
def reader(site):
    """Return an employee whose own record is one of two."""
    reader = make_login("rights.reader", "Employee")
    own = make_employee(user=reader, iban=IBAN)
    other = make_employee()
    return frappe._dict(user=reader, own=own, other=other)


def names(rows) -> set[str]:
    return {row["name"] for row in rows}


def test_rows_of_others_are_in_no_list_count_search_or_value(reader):
    with as_user(reader.user):
        assert names(lists.get_list(doctype="Employee", limit_page_length=0)) == {reader.own}
        assert lists.get_count(doctype="Employee") == 1
        _labels, rows = search.find({"doctype": "Employee", "txt": reader.other})
        assert rows == []
        assert lists.get_value(doctype="Employee", fieldname="name", filters=reader.other) == {}
        assert not documents.is_visible("Employee", reader.other)
        assert documents.is_visible("Employee", reader.own)
        with pytest.raises(frappe.PermissionError):
            documents.get("Employee", reader.other)
        with pytest.raises(frappe.DoesNotExistError):
            documents.get("Employee", "no such employee")


def test_hidden_column_is_left_out_of_what_is_selected(reader):
    with as_user(reader.user):
        for fields in (["name", HIDDEN], ["name", f"`tabEmployee`.`{HIDDEN}`"], ["*"],
                       ["name", f"max({HIDDEN}) as n"], ["name", f"{HIDDEN} as x"]):  # fmt: skip
            [row] = lists.get_list(doctype="Employee", fields=fields)
            assert IBAN not in map(str, row.values())
            assert row["name"] == reader.own


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {HIDDEN: ["like", "AE%"]}},
        {"or_filters": [[HIDDEN, "is", "set"], ["name", "is", "set"]]},
        {"filters": [["Employee", HIDDEN, "=", "x"]]},
        {"order_by": HIDDEN},
        {"order_by": f"name, `tabEmployee`.`{HIDDEN}` desc"},
        {"group_by": HIDDEN},
        {"fields": ["name"], "group_by": f"`tabEmployee`.`{HIDDEN}`"},
    ],
)
def test_nothing_is_asked_by_a_hidden_column(reader, asked):
    """Whatever its value: a refusal that depends on it would be an answer."""
    with as_user(reader.user):
        for ask in (lists.get_list, lists.get_count):
            if ask is lists.get_count and not {"filters", "or_filters"} & asked.keys():
                continue
            with pytest.raises(frappe.PermissionError):
                ask(doctype="Employee", **asked)


@pytest.mark.parametrize("path", ["incumbent.birth_date", "incumbent.name", "org_unit.manager"])
def test_nothing_is_reached_through_a_link(reader, path):
    with as_user(reader.user):
        for asked in ({"fields": [path]}, {"filters": {path: 1}}, {"order_by": path}):
            with pytest.raises(frappe.PermissionError, match=r"are asked of .* itself"):
                lists.get_list(doctype="Position", **asked)


def test_titles_of_linked_documents_are_shown_as_lists_do(reader):
    """Of a linked document its title, where the reader may see it; of the same type too."""
    with as_user(reader.user):
        asked = {"doctype": "Employee", "fields": ["name", "org_unit.title as unit"]}
        if title := frappe.get_meta("Org Unit").title_field:
            asked["fields"][1] = f"org_unit.{title} as unit"
            [row] = lists.get_list(**asked)
            assert set(row) == {"name", "unit"}
    assert arabic_title_fields()["Account"] in titles_of("Account")
    title = frappe.get_meta("Account").title_field
    rows = lists.get_list(doctype="Account", fields=["name", f"parent_account.{title} as above"],
                          filters={"name": "52201"})  # fmt: skip
    above = frappe.db.get_value("Account", "52201", "parent_account")
    assert [row["above"] for row in rows] == [frappe.db.get_value("Account", above, title)]


@pytest.mark.parametrize("table", ["User", "Sessions", "Employee", "DocType"])
def test_columns_of_other_types_are_not_reached(reader, table):
    with as_user(reader.user):
        for asked in ({"fields": [f"`tab{table}`.`name`"]}, {"filters": [[table, "name", "=", 1]]}):
            with pytest.raises(frappe.PermissionError):
                lists.get_list(doctype="Position", **asked)


def test_document_of_which_there_is_one_has_no_list(site):
    """Its name was looked for among the tables: an error of the server."""
    officer = make_login("rights.settings", "Finance Manager")
    with as_user(officer):
        for ask in (lists.get_list, lists.get_count):
            with pytest.raises(frappe.PermissionError):
                ask(doctype="Finance Settings")
        with pytest.raises(frappe.PermissionError):
            search.find({"doctype": "Finance Settings", "txt": ""})


def test_child_rows_are_those_of_documents_one_may_see(site):
    """Lines of journals for who reads journals; a made-up parent opens nothing."""
    clerk = make_login("rights.clerk", "Employee")
    with as_user(clerk):
        for parent in ("Journal", "Employee", "", "User"):
            with pytest.raises(frappe.PermissionError):
                lists.get_list(doctype="Journal Line", parent=parent)
        with pytest.raises(frappe.PermissionError):
            lists.get_list(doctype="Has Role", parent="User", fields=["role"])


def test_users_have_hidden_fields_as_well(site):
    """The base shows every column of users, roles and other core types."""
    clerk = make_login("rights.user", "Employee")
    with as_user(clerk):
        rows = lists.get_list(doctype="User", fields=["name", "api_key", "reset_password_key"])
        assert rows
        assert all(set(row.values()) <= {row["name"], None} for row in rows)
        with pytest.raises(frappe.PermissionError):
            lists.get_list(doctype="User", filters={"reset_password_key": ["is", "set"]})


def test_search_leaves_out_who_is_switched_off(site):
    gone = make_login("rights.gone", "Employee")
    frappe.db.set_value("User", gone, "enabled", 0)
    with as_user(make_login("rights.seeker", "Employee")):
        assert search.find({"doctype": "User", "txt": "rights.gone"})[1] == []
        assert search.find({"doctype": "User", "txt": "rights.seeker"})[1]


def test_search_of_the_site_finds_what_the_searcher_may_see(reader):
    with as_user(reader.user):
        assert [hit["name"] for hit in search.search_site(reader.own)] == [reader.own]
        assert search.search_site(reader.other) == []
