"""The same question has the same answer: what is equal in the asked order stands by name.

Without it MariaDB returns equals in whatever order it met them: a row stood on two pages or on
none, and the bars of a chart changed places from one look to the next.
"""

import json

import frappe
import pytest

from erp_app.reading.documents import get_group_by_count, get_next
from erp_app.reading.lists import get_list
from erp_app.store import desk

ACCOUNT = "Account"


@pytest.fixture
def same_moment(site):
    """Give every account the same moment of change."""
    frappe.db.sql("update `tabAccount` set modified = '2026-01-01 00:00:00'")


@pytest.mark.parametrize(
    "order", [None, "modified desc", "`tabAccount`.`is_group` asc", "root_type desc, is_group asc"]
)
@pytest.mark.parametrize("length", [3, 7, 20])
def test_pages_hold_every_row_once(same_moment, order, length):
    names = frappe.get_all(ACCOUNT, pluck="name")
    paged = []
    for start in range(0, len(names), length):
        asked = {"limit_start": start, "limit_page_length": length, "order_by": order}
        paged += [row["name"] for row in get_list(doctype=ACCOUNT, **asked)]
    assert sorted(paged) == sorted(names)


def test_rows_of_one_parent_keep_their_order(site):
    asked = {"fields": json.dumps(["name", "`tabFiscal Period`.`period_code`"])}
    rows = get_list(doctype="Fiscal Year", limit_page_length=0, order_by="docstatus asc", **asked)
    codes = [row["period_code"] for row in rows]
    assert len(codes) > 12
    assert codes == sorted(codes)


def test_going_through_a_list_meets_every_document(same_moment):
    names = set(frappe.get_all(ACCOUNT, pluck="name", order_by="name"))
    for order, first in (("desc", max(names)), ("asc", min(names))):
        met, at = [first], first
        while at := get_next(ACCOUNT, at, 0, sort_order=order):
            met.append(at)
        assert len(met) == len(set(met))
        assert set(met) == names
        back = get_next(ACCOUNT, met[-1], 1, sort_order=order)
        assert back == met[-2]


def test_equal_counts_and_amounts_stand_by_name(site):
    counted = desk.count_by_field(ACCOUNT, "name")
    assert [name for name, _count in counted] == sorted(name for name, _count in counted)
    grouped = [row.name for row in get_group_by_count(ACCOUNT, "name")]
    assert grouped == sorted(grouped)
