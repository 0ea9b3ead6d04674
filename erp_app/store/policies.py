"""Policy values of the entity, remembered for a few seconds as other small policy tables are."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import getdate, nowdate

from erp_app.domain.policies import PolicyValue, read_value, value_on
from erp_app.store.policy_cache import remembered


def load_policy_values() -> list[PolicyValue]:
    """Return every policy value, at most a few seconds old."""
    return remembered("policy values", _read_values)


def whole_policy(policy: str, day: date | None = None) -> int:
    """Return the whole number that a policy has on a day. day: None means today.

    Raises: PolicyMissingError.
    """
    return int(value_on(load_policy_values(), policy, day or getdate(nowdate())))


def _read_values() -> list[PolicyValue]:
    rows = frappe.db.sql(
        "select policy, policy_value, valid_from, valid_to from `tabPolicy Value`"
        " order by policy, valid_from"
    )
    return [
        PolicyValue(policy, read_value(policy, text), valid_from, valid_to)
        for policy, text, valid_from, valid_to in rows
    ]


def load_other_values(policy: str, name: str) -> list[tuple[str, PolicyValue]]:
    """Return (name, value) of every stored value of a policy but the one called `name`.

    The rows are locked until the transaction ends: two people cannot each add one for the same day.
    """
    rows = frappe.db.sql(
        "select name, policy_value, valid_from, valid_to from `tabPolicy Value`"
        " where policy = %s and name != %s order by name for update",
        (policy, name),
    )
    return [
        (other, PolicyValue(policy, read_value(policy, text), valid_from, valid_to))
        for other, text, valid_from, valid_to in rows
    ]


def policies_with_values() -> set[str]:
    """Return the policies that have a value for any day."""
    return {policy for (policy,) in frappe.db.sql("select distinct policy from `tabPolicy Value`")}
