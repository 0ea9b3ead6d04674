"""Trap 10 and personal data: reports, searches and lists reach no further than their reader."""

import json

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform


@pytest.mark.parametrize("report", ["Trial Balance", "General Ledger"])
@pytest.mark.parametrize("role", ["Employee", "HR Officer", None])
def test_financial_report_is_closed_to_others(platform, report, role):
    visitor = platform.visitor("entity_a", role)
    for method in ("frappe.desk.query_report.run", "frappe.desk.query_report.export_query"):
        answer = visitor.call(
            method, report_name=report, filters="{}", file_format_type="Excel"
        )  # fmt: skip
        assert_refused(answer, 401, 403)


def test_employee_reads_no_other_employee(platform):
    employee = platform.visitor("entity_a", "Employee")
    login = platform.login_of("Employee")
    for answer in (
        employee.get("/api/resource/Employee", params={"fields": '["name", "user"]', "limit": 0}),
        employee.call("frappe.desk.reportview.get_list", doctype="Employee",
                      fields=json.dumps(["name", "user"])),
    ):  # fmt: skip
        assert answer.status_code in (200, 403)
        rows = answer.json().get("data") or answer.json().get("message") or []
        assert all(row["user"] == login for row in rows)


@pytest.mark.parametrize("field", ["iban", "identity_number"])
def test_confidential_field_is_in_no_answer_to_an_employee(platform, field):
    value = platform.run_inside(
        f"result = frappe.db.get_value('Employee', {{'{field}': ('is', 'set')}}, '{field}')"
    )
    assert value, "the demonstration has employees with that field"
    for role in ("Employee", "Finance Officer", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        for answer in (
            visitor.get("/api/resource/Employee",
                        params={"fields": json.dumps(["name", field]), "limit": 0}),
            visitor.get("/api/resource/Employee",
                        params={"filters": json.dumps([[field, "=", value]])}),
            visitor.call("frappe.desk.search.search_link", doctype="Employee", txt=value),
            visitor.call("frappe.desk.reportview.get", doctype="Employee",
                         fields=json.dumps([f"`tabEmployee`.`{field}`"])),
            visitor.call("frappe.client.get_value", doctype="Employee", fieldname=field,
                         filters=json.dumps({field: value})),
        ):  # fmt: skip
            assert value not in answer.text


@pytest.mark.parametrize(
    "fields",
    [["`tabUser`.`api_key`"], ["name", "(select password from __Auth limit 1)"],
     ["sleep(5)"], ["count(*) as c, password from __Auth -- "], ["extractvalue(1, version())"],
     ["name as `x`, (select 1)"], ["benchmark(10000000, md5(1))"]],
)  # fmt: skip
def test_query_pieces_in_field_names_are_refused(platform, fields):
    auditor = platform.visitor("entity_a", "Auditor")
    for answer in (
        auditor.get("/api/resource/Journal", params={"fields": json.dumps(fields)}),
        auditor.call("frappe.desk.reportview.get", doctype="Journal", fields=json.dumps(fields)),
    ):
        rows = answer.json().get("data") or [] if answer.status_code == 200 else []
        assert all(set(row) <= {"name"} for row in rows)
        assert answer.elapsed.total_seconds() < 3
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("field", "text"),
    [("order_by", "(select sleep(5))"), ("group_by", "(select sleep(5))"),
     ("order_by", "if(1, sleep(5), 1)"), ("order_by", "name; drop table x"),
     ("limit_page_length", "1 procedure analyse()"), ("limit_start", "0, 1 union select 1"),
     ("ignore_permissions", "1")],
)  # fmt: skip
def test_query_pieces_outside_field_names_are_refused(platform, field, text):
    """The bases let a function call pass as an order: the gate checks the text's shape."""
    auditor = platform.visitor("entity_a", "Auditor")
    for answer in (
        auditor.get("/api/resource/Journal", params={field: text, "fields": '["name"]'}),
        auditor.call("frappe.client.get_list", doctype="Journal", **{field: text}),
        auditor.call("frappe.desk.reportview.get_list", doctype="Journal", **{field: text}),
    ):
        assert_refused(answer, 403)
        assert answer.elapsed.total_seconds() < 3


def test_order_a_list_really_uses_is_accepted(platform):
    auditor = platform.visitor("entity_a", "Auditor")
    answer = auditor.call(
        "frappe.desk.reportview.get", doctype="Journal", fields='["`tabJournal`.`name`"]',
        order_by="`tabJournal`.`modified` desc", start=0, page_length=20, group_by="",
    )  # fmt: skip
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "filters",
    [[["sleep(5)", "=", 1]], [["name", "in (select sleep(5)) or 1", 1]],
     {"name) or sleep(5) -- ": 1}, [["Journal", "`name` or sleep(5)", "=", 1]],
     [["User", "api_key", "like", "%"]]],
)  # fmt: skip
def test_query_pieces_in_filters_run_nothing(platform, filters):
    auditor = platform.visitor("entity_a", "Auditor")
    answer = auditor.get("/api/resource/Journal", params={"filters": json.dumps(filters)})
    assert answer.elapsed.total_seconds() < 3
    assert answer.status_code != 200 or not answer.json()["data"]


def test_group_count_refuses_a_field_one_may_not_read(platform):
    answer = platform.visitor("entity_a", "Entity Administrator").call(
        "frappe.desk.listview.get_group_by_count",
        doctype="Employee", current_filters="[]", field="iban",
    )  # fmt: skip
    assert_refused(answer, 403)


def test_number_card_is_computed_from_its_stored_definition(platform):
    employee = platform.visitor("entity_a", "Employee")
    card = {"name": "no such card", "document_type": "Journal", "function": "Count"}
    answer = employee.call(
        "frappe.desk.doctype.number_card.number_card.get_result",
        doc=json.dumps(card), filters="[]",
    )  # fmt: skip
    assert answer.status_code in (403, 404)


def test_link_check_tells_nothing_about_documents_one_may_not_read(platform):
    employee = platform.visitor("entity_a", "Employee")
    assert_refused(
        employee.call("frappe.client.validate_link", doctype="Journal", docname="x"), 403
    )
    assert_refused(
        employee.call("frappe.desk.search.get_link_title", doctype="Journal", docname="x"), 403
    )


def test_print_of_a_document_one_may_not_read_is_refused(platform):
    employee = platform.visitor("entity_a", "Employee")
    user = platform.login_of("Finance Manager")
    for answer in (
        employee.get("/printview", params={"doctype": "User", "name": user}),
        employee.call("frappe.utils.print_format.download_pdf", "GET", doctype="User", name=user),
        employee.call("frappe.www.printview.get_html_and_style", doc="User", name=user),
    ):
        assert_refused(answer, 403)
        assert user not in answer.text


@pytest.mark.parametrize(
    "report",
    ["Permitted Documents For User", "Document Share Report", "Database Storage Usage By Tables",
     "ToDo", "Website Analytics", "No Such Report"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["Employee", "Entity Administrator", "Auditor"])
def test_reports_of_the_base_are_run_by_nobody(platform, report, role):
    """They say of other people what these may see, share and have to do."""
    visitor = platform.visitor("entity_a", role)
    for method, extra in (
        ("run", {}), ("get_script", {}), ("export_query", {"file_format_type": "Excel"}),
    ):  # fmt: skip
        answer = visitor.call(f"frappe.desk.query_report.{method}", report_name=report, **extra)
        assert_refused(answer, 403)
