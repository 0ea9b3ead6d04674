"""Gives a site the shipped value of each policy that has none; never touches an entity's own."""

import csv
from pathlib import Path

import frappe

from erp_app.domain.policies import POLICIES
from erp_app.store.policies import policies_with_values

DATA = Path(__file__).parent / "data" / "policy_values.csv"


def install(is_hub: bool = False) -> list[str]:
    """Add shipped values where a policy of this site has none; return those that got one."""
    present = policies_with_values()
    own = [row for row in load_shipped_values() if POLICIES[row["policy"]].is_of_hub == is_hub]
    missing = [row for row in own if row["policy"] not in present]
    for row in missing:
        frappe.get_doc({"doctype": "Policy Value", **row}).insert(ignore_permissions=True)
    return [row["policy"] for row in missing]


def load_shipped_values() -> list[dict[str, str]]:
    """Return the shipped rows: policy, policy_value, valid_from, legal_source, descriptions."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
