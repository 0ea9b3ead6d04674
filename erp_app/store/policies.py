"""Policy values of the entity, remembered for a few seconds as other small policy tables are."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import getdate, nowdate

from erp_app.domain.policies import PolicyValue, read_value, value_on
from erp_app.store.document_policy import WAS_CONFIRMED
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
        f" where {WAS_CONFIRMED} order by policy, valid_from"
    )
    return [
        PolicyValue(policy, read_value(policy, text), valid_from, valid_to)
        for policy, text, valid_from, valid_to in rows
    ]


def load_other_values(policy: str, name: str) -> list[tuple[str, PolicyValue]]:
    """Return (name, value) of every value of a policy that was confirmed, but the one named.

    The rows are locked until the transaction ends: two people cannot each add one for the same day.
    """
    rows = frappe.db.sql(
        "select name, policy_value, valid_from, valid_to from `tabPolicy Value`"
        f" where {WAS_CONFIRMED} and policy = %s and name != %s order by name for update",
        (policy, name),
    )
    return [
        (other, PolicyValue(policy, read_value(policy, text), valid_from, valid_to))
        for other, text, valid_from, valid_to in rows
    ]


def policies_with_values() -> set[str]:
    """Return the policies that have a confirmed value for any day."""
    rows = frappe.db.sql(f"select distinct policy from `tabPolicy Value` where {WAS_CONFIRMED}")
    return {policy for (policy,) in rows}
