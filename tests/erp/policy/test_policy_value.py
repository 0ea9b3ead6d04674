"""Policy values on a real site: shipped, edited with a trail, read by the rules."""

import json
from pathlib import Path

import frappe
import pytest

from erp_app.domain.policies import LAST_FISCAL_YEAR, MINIMUM_AGE, POLICIES
from erp_app.policy import setup
from erp_app.store.policies import whole_policy
from erp_app.store.policy_cache import forget_policies
from tests.erp.declared import make

DOCTYPE = Path(setup.__file__).parent / "doctype" / "policy_value" / "policy_value.json"


def only_value(policy: str):
    """Return the stored value of a policy that has a single one."""
    (name,) = frappe.get_all("Policy Value", {"policy": policy}, pluck="name")
    return frappe.get_doc("Policy Value", name)


def test_choices_of_the_form_are_the_policies_that_rules_know():
    fields = {field["fieldname"]: field for field in json.loads(DOCTYPE.read_text())["fields"]}
    assert fields["policy"]["options"].split("\n") == list(POLICIES)


def test_every_policy_is_shipped_with_source_and_meaning_in_two_languages(site):
    rows = {row["policy"]: row for row in setup.load_shipped_values()}
    assert set(rows) == set(POLICIES)
    assert all(all(row.values()) for row in rows.values())
    assert setup.install() == []


def test_later_last_year_opens_it_with_its_periods_at_once(site):
    policy = only_value(LAST_FISCAL_YEAR)
    assert not frappe.db.exists("Fiscal Year", "2028")
    policy.policy_value = "2028"
    policy.save()
    year = frappe.get_doc("Fiscal Year", "2028")
    assert len(year.periods) == 14


def test_changed_value_is_kept_in_the_trail_with_who_changed_it(site):
    policy = only_value(MINIMUM_AGE)
    policy.policy_value = "18"
    policy.save()
    (version,) = frappe.get_all(
        "Version", {"ref_doctype": "Policy Value", "docname": policy.name}, ["data", "owner"]
    )
    assert ["policy_value", "15", "18"] in json.loads(version.data)["changed"]
    assert version.owner == frappe.session.user
    assert whole_policy(MINIMUM_AGE) == 18
    frappe.db.rollback()
    forget_policies()
    assert whole_policy(MINIMUM_AGE) == 15


def test_employee_younger_than_the_policy_of_the_day_of_joining_is_refused(site):
    policy = only_value(MINIMUM_AGE)
    policy.valid_to = "2025-12-31"
    policy.save()
    make("Policy Value", policy_value="21", valid_from="2026-01-01", valid_to=None)
    make("Employee", birth_date="2006-05-01", joined_on="2025-06-01", identity_number=None)
    with pytest.raises(frappe.ValidationError, match="younger than 21"):
        make("Employee", birth_date="2006-05-01", joined_on="2026-06-01", identity_number=None)


def test_two_values_for_one_day_are_refused_by_name(site):
    first = only_value(MINIMUM_AGE)
    with pytest.raises(frappe.ValidationError, match=first.name):
        make("Policy Value", valid_from="2026-01-01", valid_to=None)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"policy_value": "99"}, "outside 0 to 60"),
        ({"policy_value": "many"}, "not a number"),
        ({"valid_from": "1990-02-01", "valid_to": "1990-01-01"}, "ends before it begins"),
        ({"policy": "Something Else"}, "Something Else"),
    ],
)
def test_value_that_no_rule_could_use_is_refused(site, fields, reason):
    with pytest.raises(frappe.ValidationError, match=reason):
        make("Policy Value", **fields)
