"""The reading path as a person without rights meets it: text is no SQL, nothing is told apart."""

import json

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

INNER = "(select group_concat(sid) from tabSessions)"
ROLES = ["Employee", "Finance Officer", "Entity Administrator"]


@pytest.fixture(scope="module")
def sid(platform) -> str:
    """Return another person's session."""
    return platform.visitor("entity_a", "HR Manager").sid


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("frappe.desk.search.search_widget",
         {"doctype": "Employee", "filter_fields": json.dumps([f"name` , {INNER} as `x"])}),
        ("frappe.desk.search.search_widget",
         {"doctype": "Position", "txt": "", "searchfield": f"name, {INNER}"}),
        ("frappe.desk.reportview.get_sidebar_stats",
         {"doctype": "Position", "stats": '["name"]', "filters": json.dumps([f"1=1 or {INNER}"])}),
        ("frappe.desk.reportview.get",
         {"doctype": "Position", "fields": json.dumps([f"{INNER} as x"])}),
        ("frappe.desk.reportview.get_list",
         {"doctype": "Position", "fields": '["name"]', "group_by": f"name` , {INNER}"}),
        ("frappe.client.get_list",
         {"doctype": "Position", "filters": json.dumps({f"name` = {INNER} or `name": 1})}),
        ("frappe.client.get_value", {"doctype": "Position", "fieldname": f"{INNER} as x"}),
        ("frappe.client.get_count",
         {"doctype": "Position", "filters": json.dumps({f"ifnull({INNER}, 1)": 1})}),
        ("frappe.desk.form.utils.get_next",
         {"doctype": "Position", "value": "x", "prev": 0, "sort_field": f"name, {INNER}"}),
        ("frappe.desk.listview.get_group_by_count",
         {"doctype": "Position", "current_filters": "[]", "field": f"name`, {INNER} as `x"}),
    ],
)  # fmt: skip
def test_text_is_no_part_of_a_query(platform, sid, role, method, arguments):
    answer = platform.visitor("entity_a", role).call(method, **arguments)
    assert answer.status_code in (400, 403, 417)
    assert sid not in answer.text
    assert "Traceback" not in answer.text


def test_charts_of_the_base_are_not_reached(platform):
    """Their own fields end up in SQL: ours come from an endpoint of ours."""
    chart = {"chart_type": "Count", "type": "Heatmap", "document_type": "Position",
             "value_based_on": INNER, "based_on": "creation"}  # fmt: skip
    answer = platform.visitor("entity_a", "Employee").call(
        "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=json.dumps(chart)
    )
    assert_refused(answer, 403)


IBAN = "result = frappe.db.get_value('Employee', {'iban': ('is', 'set')}, 'iban')"


@pytest.mark.parametrize("role", ["Employee", "Entity Administrator"])
def test_guess_and_wrong_guess_are_answered_alike(platform, role):
    """A whole bank account was read in 134 requests by counts."""
    iban = platform.run_inside(IBAN)
    visitor = platform.visitor("entity_a", role)

    def ask(guess: str) -> list[tuple[int, str]]:
        filters = json.dumps([["Employee", "iban", "like", f"{guess}%"]])
        asked = [
            ("frappe.client.get_count", {"doctype": "Employee", "filters": filters}),
            ("frappe.client.get_list", {"doctype": "Employee", "filters": filters}),
            ("frappe.client.get", {"doctype": "Employee", "filters": filters}),
            ("frappe.client.get_value",
             {"doctype": "Employee", "fieldname": "name", "filters": filters}),
            ("frappe.desk.reportview.get_count", {"doctype": "Employee", "filters": filters}),
            ("frappe.desk.search.search_link",
             {"doctype": "Employee", "txt": guess, "searchfield": "iban"}),
            ("frappe.desk.search.search_link",
             {"doctype": "Employee", "txt": "", "filters": filters}),
        ]  # fmt: skip
        answers = [visitor.call(method, **arguments) for method, arguments in asked]
        return [(a.status_code, a.text.replace(guess, "?")) for a in answers]

    for length in (2, 8, len(iban)):
        assert ask(iban[:length]) == ask("Z" * length)


def test_restrictions_are_not_left_out_for_who_asks(platform):
    """`ignore_user_permissions` showed every employee to each of them."""
    employee = platform.visitor("entity_a", "Employee")
    asked = {"doctype": "Employee", "txt": "", "page_length": 100}
    usual = employee.call("frappe.desk.search.search_link", **asked).json()["results"]
    free = employee.call(
        "frappe.desk.search.search_link", ignore_user_permissions=1, **asked
    ).json()["results"]
    assert free == usual
    assert len(usual) <= 1


def test_tasks_of_others_are_in_no_list(platform):
    """Each was refused alone, and all of them were in everybody's list."""
    taker = platform.login_of("Finance Officer")
    task = platform.run_inside(
        "doc = frappe.get_doc(dict(doctype='ToDo', description='a word to one alone', "
        f"allocated_to={taker!r}, assigned_by='Administrator'))\n"
        "doc.insert(ignore_permissions=True)\nresult = doc.name"
    )
    asked = {"doctype": "ToDo", "fields": '["name", "description"]', "limit_page_length": 500}
    for role in ("Employee", "HR Manager", "Auditor", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        for method in ("frappe.client.get_list", "frappe.desk.reportview.get"):
            assert "a word to one alone" not in visitor.call(method, **asked).text
        found = visitor.call("frappe.desk.search.search_link", doctype="ToDo", txt=task)
        assert found.json().get("results", []) == []
        filters = json.dumps({"name": task})
        count = visitor.call("frappe.client.get_count", doctype="ToDo", filters=filters)
        assert count.json()["message"] == 0
    own = platform.visitor("entity_a", "Finance Officer").call("frappe.client.get_list", **asked)
    assert "a word to one alone" in own.text


def test_search_of_the_site_knows_permissions(platform):
    name = platform.run_inside("result = frappe.db.get_value('Journal', {}, 'title')")
    words = {"text": name, "limit": 50}
    assert platform.visitor("entity_a", "Employee").call(
        "frappe.utils.global_search.search", **words
    ).json().get("message", []) == []  # fmt: skip
    found = platform.visitor("entity_a", "Finance Officer").call(
        "frappe.utils.global_search.search", **words
    )
    assert name in str(found.json()["message"])


@pytest.mark.parametrize(
    "path", ["incumbent.birth_date", "incumbent.iban", "owner.api_key", "modified_by.email"]
)
def test_nothing_is_reached_through_a_link(platform, path):
    employee = platform.visitor("entity_a", "Employee")
    for arguments in (
        {"fields": json.dumps(["name", path])},
        {"filters": json.dumps({path: ["is", "set"]})},
        {"order_by": path},
    ):
        answer = employee.call("frappe.client.get_list", doctype="Position", **arguments)
        assert answer.status_code in (400, 403, 417)


@pytest.mark.parametrize(("role", "doctype"), [("Employee", "Employee"), ("HR Officer", "File")])
def test_missing_and_hidden_documents_are_answered_alike(platform, private_file, role, doctype):
    other = "result = frappe.db.get_value('Employee', {'user': ('is', 'not set')}, 'name')"
    name = private_file["name"] if doctype == "File" else platform.run_inside(other)
    visitor, missing = platform.visitor("entity_a", role), "no-such-name"
    for ask in (
        lambda n: visitor.resource("GET", f"{doctype}/{n}"),
        lambda n: visitor.call("frappe.desk.form.load.getdoc", "GET", doctype=doctype, name=n),
        lambda n: visitor.call("frappe.client.get", "GET", doctype=doctype, name=n),
        lambda n: visitor.call("frappe.desk.form.load.get_docinfo", doctype=doctype, name=n),
        lambda n: visitor.get("/printview", params={"doctype": doctype, "name": n}),
        lambda n: visitor.call("frappe.www.printview.get_html_and_style", doc=doctype, name=n),
    ):
        there, gone = ask(name), ask(missing)
        assert there.status_code == gone.status_code
        assert there.text.replace(name, "?") == gone.text.replace(missing, "?")


def test_counts_of_what_belongs_to_a_document_are_the_readers(platform):
    """Whoever asks how much hangs on a document is told of what may be seen."""
    administrator = platform.visitor("entity_a", "Entity Administrator")
    login = platform.login_of("Finance Officer")
    answer = administrator.call(
        "frappe.desk.notifications.get_open_count", "GET",
        doctype="User", name=login, items=json.dumps(["Error Log", "Sessions", "ToDo"]),
    )  # fmt: skip
    if answer.status_code == 200:
        told = {row["name"] for row in answer.json()["message"]["count"]}
        assert told <= {"ToDo"}


@pytest.mark.parametrize("function", ["frappe.client.get_count", "frappe.get_all", "os.system"])
def test_no_function_is_named_by_an_argument(platform, function):
    visitor = platform.visitor("entity_a", "Entity Administrator")
    answer = visitor.post("/api/method/upload_file", data={"method": function})
    assert "there is nothing to keep" in answer.text, "an upload without a file, nothing else"
    for method, arguments in (
        ("frappe.desk.search.search_link", {"doctype": "Role", "txt": "", "query": function}),
        ("frappe.desk.treeview.get_all_nodes",
         {"doctype": "Account", "label": "x", "parent": "", "tree_method": function}),
    ):  # fmt: skip
        usual = visitor.call(method, **{k: v for k, v in arguments.items() if k != "query"})
        answer = visitor.call(method, **arguments)
        assert answer.status_code == 200
        if "query" in arguments:
            assert answer.json() == usual.json()


def test_neighbours_of_a_document_are_those_its_reader_sees(platform):
    """Going on from one's own record led to another's; an order by a hidden column told values."""
    employee = platform.visitor("entity_a", "Employee")
    login = platform.login_of("Employee")
    own = platform.run_inside(f"result = frappe.db.get_value('Employee', {{'user': {login!r}}})")
    get_next = "frappe.desk.form.utils.get_next"
    for value, prev in ((own, 0), (own, 1), ("0", 0), ("zzz", 1)):
        answer = employee.call(get_next, doctype="Employee", value=value, prev=prev)
        assert answer.status_code in (200, 404)
        assert answer.json().get("message") in (None, own)
    for sort_field in ("iban", "bank_name", "`tabEmployee`.`iban`"):
        asked = {"doctype": "Employee", "value": own, "prev": 0, "sort_field": sort_field}
        assert_refused(employee.call(get_next, **asked), 400, 403, 417)
    filters = json.dumps([["Employee", "iban", "like", "A%"]])
    asked = {"doctype": "Employee", "value": own, "prev": 0, "filters": filters}
    assert_refused(employee.call(get_next, **asked), 400, 403, 417)


@pytest.mark.parametrize("method", ["get_all_nodes", "get_children"])
def test_tree_is_drawn_of_what_its_reader_sees(platform, method):
    employee = platform.visitor("entity_a", "Employee")
    for doctype in ("Account", "Cost Centre", "User", "Employee"):
        asked = {"doctype": doctype, "parent": "", "is_root": "true"}
        if method == "get_all_nodes":
            asked["label"] = doctype
        answer = employee.call(f"frappe.desk.treeview.{method}", **asked)
        assert answer.status_code in (400, 403, 417), doctype


def test_search_dialog_shows_no_hidden_column(platform):
    iban = platform.run_inside(IBAN)
    for role in ("Employee", "Entity Administrator", "Finance Officer"):
        visitor = platform.visitor("entity_a", role)
        for fields in (["iban"], ["name", "iban"], ["`tabEmployee`.`iban`"], ["iban as name"]):
            answer = visitor.call(
                "frappe.desk.search.search_widget",
                doctype="Employee", txt="", page_length=500, filter_fields=json.dumps(fields),
            )  # fmt: skip
            assert iban not in answer.text
            assert answer.status_code in (200, 400, 403, 417)


def test_document_with_more_rows_than_it_may_have_is_refused_whole(platform):
    """Rows beyond the limit were cut off in silence: the stored document lacked them."""
    officer = platform.visitor("entity_a", "Finance Officer")
    lines = [{"account": "52101", "debit": 1}] * 100_001
    journal = {"title": "Too many", "posting_date": "2026-03-05", "lines": lines}
    before = platform.run_inside("result = frappe.db.count('Journal')")
    sent = json.dumps({"doctype": "Journal", **journal})
    for answer in (
        officer.call("frappe.client.insert", doc=sent),
        officer.call("frappe.desk.form.save.savedocs", doc=sent, action="Save"),
        officer.resource("POST", "Journal", **journal),
    ):
        assert answer.status_code == 400
        assert "'lines' has more than 100000 rows" in answer.text
    assert platform.run_inside("result = frappe.db.count('Journal')") == before
