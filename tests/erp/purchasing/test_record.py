"""The print of a supplier, and the import of a file of suppliers."""

import frappe
import pytest

from erp_app.imports.run import import_file
from erp_app.purchasing.record import supplier_record
from tests.erp.factories import as_user, fresh_iban
from tests.erp.purchasing.factories import (
    given_account,
    licence,
    registered,
    registrar,
    some_arabic_name,
    some_name,
    supplier,
)


def test_record_says_what_the_register_says_in_both_languages(hub, monkeypatch):
    name, iban = registered(documents=[licence(document_number="L-77")]), fresh_iban()
    given_account(name, iban)
    said = supplier_record(supplier(name))
    assert said["direction"] == "ltr"
    assert [part["title"] for part in said["parts"]][-1] == "Bank Account in Force"
    assert ("IBAN", iban) in said["parts"][-1]["facts"]
    assert said["documents"][0]["number"] == "L-77"
    monkeypatch.setattr(frappe.local, "lang", "ar")
    assert supplier_record(supplier(name))["direction"] == "rtl"
    assert supplier_record(supplier(name))["documents"][0]["kind"] == "الرخصة التجارية"


def test_record_is_printed_without_an_error(hub):
    name = registered(supplier_name="A & B <Stores>")
    for language in ("en", "ar"):
        frappe.local.lang = language
        html = frappe.get_print("Supplier", name, "Supplier Record")
        assert "A &amp; B" in html
    frappe.local.lang = "en"


HEADS = (
    "supplier_name,supplier_name_ar,legal_form,country,risk_tier,payment_days,tax_number,"
    "document_kind,expiry_date\n"
)


@pytest.fixture
def file(tmp_path):
    def write(*rows: str):
        path = tmp_path / "suppliers.csv"
        path.write_text(HEADS + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return path

    return write


def test_file_of_suppliers_arrives_as_proposals_that_wait(hub, file):
    first, second = some_name(), some_name()
    place = "United Arab Emirates"
    with as_user(registrar()):
        result = import_file(
            "suppliers",
            file(
                f"{first},{some_arabic_name()},Civil Company,{place},Low,30,100200300400500,"
                "trade-licence,2030-01-01",
                f"{second},{some_arabic_name()},Government Entity,{place},Low,60,,,",
            ),
            registrar(),
            commit=False,
        )
    assert not result["errors"], result["errors"]
    found = frappe.get_all(
        "Supplier Proposal", {"supplier_name": ("in", [first, second])},
        ["workflow_state", "owner"],
    )  # fmt: skip
    assert [(one.workflow_state, one.owner) for one in found] == [("For Approval", registrar())] * 2


def test_one_wrong_row_refuses_the_file(hub, file):
    first = some_name()
    place = "United Arab Emirates"
    with as_user(registrar()):
        result = import_file(
            "suppliers",
            file(
                f"{first},{some_arabic_name()},Other,{place},Low,30,,,",
                f"{some_name()},{some_arabic_name()},Other,{place},Low,30,12,,",
            ),
            registrar(),
            commit=False,
        )
    assert any("15 digits" in error["reason"] for error in result["errors"])
    assert not frappe.db.exists("Supplier Proposal", {"supplier_name": first})
