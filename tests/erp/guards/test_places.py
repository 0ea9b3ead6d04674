"""Where a node stands in its tree follows from its parent, whatever is sent along.

An account with another one's place, deleted again, had moved that one out of its group, and the
trial balance of the group no longer held it.
"""

import frappe
import pytest

from tests.erp.people.factories import make_unit

TREES = {
    "Account": ("parent_account", "account_code", "52198"),
    "Cost Centre": ("parent_cost_centre", "cost_centre_code", "Z97"),
    "Function": ("parent_function", "function_code", "01.97"),
    "Org Unit": ("parent_org_unit", "unit_code", "Z97"),
}


def places(doctype: str) -> dict[str, tuple[int, int]]:
    rows = frappe.get_all(doctype, fields=["name", "lft", "rgt"], order_by="lft")
    return {row.name: (row.lft, row.rgt) for row in rows}


def misplaced(doctype: str) -> list[str]:
    """Return the nodes that do not stand within their parents."""
    found = places(doctype)
    rows = frappe.get_all(doctype, fields=["name", f"{TREES[doctype][0]} as above"])
    return [
        row.name
        for row in rows
        if row.above
        and not found[row.above][0] < found[row.name][0] < found[row.name][1] < found[row.above][1]
    ]


def leaf_of(doctype: str) -> str:
    """Return a node within another one, with nothing below."""
    if doctype == "Org Unit":
        return make_unit(make_unit(is_group=1))
    rows = frappe.get_all(doctype, ["name", "lft", "rgt"], {TREES[doctype][0]: ("is", "set")})
    return next(row.name for row in rows if row.rgt == row.lft + 1)


@pytest.mark.parametrize("doctype", TREES)
def test_place_that_is_sent_along_counts_for_nothing(site, doctype):
    above, code_field, code = TREES[doctype]
    other = frappe.get_doc(doctype, leaf_of(doctype))
    before, taken = places(doctype), {f: other.get(f) for f in ("lft", "rgt", "old_parent")}
    doc = frappe.copy_doc(other)
    doc.update({code_field: code, **taken}).insert()
    assert misplaced(doctype) == []
    assert len({left for left, _right in places(doctype).values()}) == len(before) + 1

    doc.update({**taken, "old_parent": ""}).save()
    assert misplaced(doctype) == []
    frappe.delete_doc(doctype, doc.name)
    assert misplaced(doctype) == []
    assert set(places(doctype)) == set(before)
    assert frappe.db.get_value(doctype, other.name, above) == other.get(above)
