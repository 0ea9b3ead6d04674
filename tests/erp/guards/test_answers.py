"""What a refused request is told: something, in words, and not all that it sent."""

import json

import frappe
import pytest
from frappe.utils import response as base
from pymysql.err import DataError, OperationalError

from erp_app.guards import answers


def answer_to(error: Exception, status: int = 500):
    """Return the answer that the base gives to an error, and its words."""
    answers.install()
    frappe.local.response = frappe._dict()
    try:
        raise error
    except type(error):
        answer = base.report_error(status)
    said = json.loads(answer.data)["_server_messages"]
    return answer, json.loads(json.loads(said)[0])["message"]


@pytest.mark.parametrize(
    "error",
    [
        frappe.QueryDeadlockError("x"),
        frappe.QueryTimeoutError("x"),
        OperationalError(1213, "Deadlock found"),
        OperationalError(1205, "Lock wait timeout exceeded"),
        OperationalError(1020, "Record has changed since last read"),
    ],
    ids=repr,
)
def test_two_who_write_at_once_are_no_error_of_the_server(site, error):
    """A fiscal year saved while somebody posts ended as one."""
    answer, words = answer_to(error)
    assert answer.status_code == 409
    assert "try again" in words


@pytest.mark.parametrize("number", [1264, 1292, 1366, 1406])
def test_what_does_not_fit_its_column_is_said(site, number):
    answer, words = answer_to(DataError(number, "secret value 'x' for column y"))
    assert answer.status_code == 417
    assert "secret" not in words


def test_trigger_of_the_ledger_refuses(site):
    answer, words = answer_to(OperationalError(1644, "Ledger lines are immutable"))
    assert answer.status_code == 417
    assert "reversal" in words


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (frappe.ValidationError("Enter <b>it</b>"), 417, "Enter &lt;b&gt;it&lt;/b&gt;"),
        (frappe.ValidationError(), 417, "check what you entered"),
        (frappe.PermissionError(), 403, "Ask your administrator"),
        (frappe.DoesNotExistError(), 404, "does not exist"),
        (KeyError("user"), 500, "Something failed"),
    ],
)
def test_error_without_words_gets_some(site, error, status, words):
    answer, said = answer_to(error, status)
    assert (answer.status_code, words in said) == (status, True)


def test_words_of_an_error_are_shortened(site):
    frappe.msgprint("no " + "x" * 10_000_000)
    answer, said = answer_to(frappe.ValidationError("x"), 417)
    assert said == "no " + "x" * 60 + "…"
    assert len(answer.data) < 1000


@pytest.mark.parametrize(("status", "is_kept"), [(None, False), (200, False), (417, True)])
def test_error_that_was_got_over_is_not_in_the_answer(site, status, is_kept):
    answers.install()
    frappe.local.response = frappe._dict(message="done")
    if status:
        frappe.local.response.http_status_code = status
    with pytest.raises(frappe.DoesNotExistError):
        frappe.throw("nobody", frappe.DoesNotExistError)
    said = json.loads(base.as_json().data)
    assert ("exc_type" in said, said["message"]) == (is_kept, "done")
