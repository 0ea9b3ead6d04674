"""Rows of policy and reports against who wants more than is theirs: limits, values, filters."""

import json

import pytest

from tests.attack.running_platform import assert_refused
from tests.attack.test_documents_life import day, delegate

pytestmark = pytest.mark.platform


@pytest.mark.parametrize("value", [0, False, 7, ["like", "%"], "0", "User"], ids=str)
def test_delegation_of_no_known_type_is_not_one_of_all_types(platform, value):
    manager = platform.visitor("entity_a", "Finance Manager")
    delegator = platform.login_of("Finance Officer")
    answer = delegate(manager, delegate=delegator, document_type=value)
    assert 400 <= answer.status_code < 500, answer.text[:300]


# Rows of policy that an administrator writes for others.
LIMIT = ("Approval Limit", {"role": "Finance Officer", "amount_max": 50})
VALUE = ("Policy Value", {"policy": "Minimum Age at Joining", "policy_value": "18"})


def test_limits_are_nobodys_own_not_dated_back_and_not_deleted(platform):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    own = {"user": platform.login_of("Entity Administrator"), "role": None}
    role = {"role": "Entity Administrator"}
    kind, fields = LIMIT
    for about in (own, role):
        answer = keeper.resource("POST", kind, **{**fields, **about, "valid_from": day()})
        assert_refused(answer, 403)
    for first in ("2020-01-01", day(-1), None, "soon", 7, True):
        assert_refused(keeper.resource("POST", kind, **fields, valid_from=first), 403, 417)
    for amount in ("abc", True, ["5"], {"a": 1}, "1e"):
        values = {**fields, "amount_max": amount, "valid_from": day()}
        assert_refused(keeper.resource("POST", kind, **values), 417)
    made = keeper.resource("POST", kind, **fields, valid_from=day())
    assert made.status_code == 200, made.text
    name = made.json()["data"]["name"]
    sent = keeper.resource("PUT", f"{kind}/{name}", workflow_state="For Confirmation")
    assert sent.status_code == 200, sent.text
    for change in ({"amount_max": 51}, {"role": "HR Officer"}, {"valid_from": "2020-01-01"}):
        assert_refused(keeper.resource("PUT", f"{kind}/{name}", **change), 403, 417)
    assert_refused(keeper.resource("DELETE", f"{kind}/{name}"), 403, 417)


def test_policy_value_in_force_is_not_rewritten(platform):
    keeper = platform.visitor("entity_a", "Entity Administrator")
    kind, fields = VALUE
    in_force = {"policy": fields["policy"], "valid_from": ["<=", day()]}  # not one that is to come
    name = platform.run_inside(f"result = frappe.db.get_value({kind!r}, {in_force!r})")
    for change in (
        {"policy_value": "16"},
        {"policy_value": 16, "valid_from": "2019-01-01"},
        {"legal_source": "Another"},
        {"valid_from": day(3)},
        {"policy_value": ["like", "%"]},
    ):
        assert_refused(keeper.resource("PUT", f"{kind}/{name}", **change), 417)
    assert_refused(keeper.resource("DELETE", f"{kind}/{name}"), 403, 417)


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": ["like", "%"]},
        {"account": "no such account"},
        {"to_period": "2026-11'--"},
        {"from_date": {"a": 1}},
        {"fund": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("report", ["Trial Balance", "General Ledger"])
def test_filters_of_another_kind_are_refused_in_words(platform, report, wrong):
    officer = platform.visitor("entity_a", "Finance Officer")
    filters = json.dumps({"fiscal_year": "2026", "account": "52101", **wrong})
    name = "frappe.desk.query_report.run"
    assert_refused(officer.call(name, report_name=report, filters=filters), 417)
