"""Policy values on a real site: shipped, edited with a trail, read by the rules."""

import json
from pathlib import Path

import frappe
import pytest
from frappe.utils import getdate

from erp_app.domain.policies import LAST_FISCAL_YEAR, MINIMUM_AGE, POLICIES
from erp_app.policy import setup
from erp_app.store.policies import whole_policy
from erp_app.store.policy_cache import forget_policies
from tests.erp.declared import make
from tests.erp.factories import confirmed, confirmer, day, keeper

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


@pytest.fixture
def people(site):
    """Make who writes a value and who confirms it, before a test writes anything."""
    return keeper(), confirmer()


def follow(policy, value):
    fields = {"policy": policy, "policy_value": value, "legal_source": "Circular 7"}
    return confirmed("Policy Value", valid_from=day(), **fields)


def test_later_last_year_opens_it_with_its_periods_at_once(people):
    assert not frappe.db.exists("Fiscal Year", "2028")
    follow(LAST_FISCAL_YEAR, "2028")
    year = frappe.get_doc("Fiscal Year", "2028")
    assert len(year.periods) == 14
    frappe.db.rollback()
    forget_policies()


def test_value_that_follows_another_names_who_wrote_and_who_confirmed_it(people):
    earlier = only_value(MINIMUM_AGE)
    value = follow(MINIMUM_AGE, "18")
    assert (value.prepared_by, value.approved_by) == people
    assert whole_policy(MINIMUM_AGE) == 18
    assert whole_policy(MINIMUM_AGE, getdate(day(-1))) == 15
    said = frappe.get_all("Comment", {"reference_name": earlier.name}, pluck="content")
    assert said == [f"Followed by {value.name}"]
    frappe.db.rollback()
    forget_policies()
    assert whole_policy(MINIMUM_AGE) == 15


def test_employee_younger_than_the_policy_of_the_day_of_joining_is_refused(site):
    frappe.db.set_value("Policy Value", only_value(MINIMUM_AGE).name, "valid_to", "2025-12-31")
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
