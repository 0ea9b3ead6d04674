"""Equal and similar suppliers are shown to whoever approves; nothing is merged by itself."""

import frappe
import pytest

from tests.erp.factories import as_user, fresh_iban, step_taken
from tests.erp.purchasing.factories import (
    approve,
    approver,
    confirm,
    proposed,
    registered,
    sent_account,
    some_arabic_name,
    supplier,
)

NAMES = {"supplier_name": "Al Wathba Marine Supplies LLC", "supplier_name_ar": "الوثبة للتجهيزات"}


@pytest.mark.parametrize(
    "values",
    [
        {"supplier_name": "AL-WATHBA MARINE SUPLIES L.L.C."},
        {"supplier_name_ar": "شركة الوثبه للتجهيزات ذ.م.م"},
    ],
)
def test_name_in_another_spelling_is_found(values):
    name = registered(**NAMES)
    assert name in proposed(**values).similar


def test_name_in_the_other_script_is_found():
    name = registered(supplier_name="Khalid Mansour Gharib", supplier_name_ar=some_arabic_name())
    assert name in proposed(supplier_name="خالد منصور غريب").similar


def test_other_names_are_not_found():
    registered(**NAMES)
    assert proposed().similar == ""


@pytest.mark.parametrize("field", ["tax_number", "trade_licence_number"])
def test_equal_number_is_approved_with_a_reason_only(field):
    name = registered()
    number = str(supplier(name).get(field))
    other = proposed(**{field: f" {number[:3]} {number[3:]}"})
    assert name in other.similar
    assert other.has_equal
    with pytest.raises(frappe.ValidationError, match="reason"):
        approve(other)
    second = approve(other, reason="Two branches of one group")
    assert second != name
    (step,) = frappe.get_all(
        "Document Step", {"document": other.name, "action": "Approve"}, ["reason"]
    )
    assert step.reason == "Two branches of one group"


def test_equal_one_that_waits_is_found_too():
    first = proposed()
    assert first.name in proposed(tax_number=first.tax_number).similar


def test_equal_one_that_came_since_refuses_the_approval():
    first = proposed()
    approve(proposed(tax_number=first.tax_number), reason="The other one is of another town")
    with pytest.raises(frappe.ValidationError, match="has come since"):
        approve(first)


def test_supplier_is_not_like_itself():
    name = registered()
    row = supplier(name)
    change = proposed(supplier=name, supplier_name=row.supplier_name, tax_number=row.tax_number)
    assert change.similar == ""
    assert not change.has_equal


def test_account_of_another_supplier_is_found_in_a_proposal():
    iban, name = fresh_iban(), registered()
    confirm(sent_account(name, iban))
    other = proposed(iban=iban)
    assert name in other.similar
    assert other.has_equal


def test_rejected_duplicate_leaves_the_register_as_it_was():
    name = registered(**NAMES)
    other = proposed(**NAMES)
    with as_user(approver()):
        step_taken("Supplier Proposal", other.name, "Reject", "The same company")
    assert supplier(name).revision == 1
