"""The standard content of a site's finance: complete, in both languages, loaded once."""

import frappe
import pytest

from erp_app.finance import setup
from erp_app.install.titles import fill_rule_titles


def test_second_load_adds_nothing(site):
    before = frappe.db.count("Account")
    assert set(setup.load_chart().values()) == {0}
    assert setup.load_fiscal_years(2024, 2027) == []
    assert frappe.db.count("Account") == before


def test_chart_is_complete_and_bilingual(site):
    accounts = frappe.get_all(
        "Account",
        [
            *("name", "parent_account", "account_name", "account_name_ar", "is_group"),
            *("root_type", "gfsm_class", "ipsas_line", "lft", "rgt"),
        ],
    )
    shipped = [row for row in accounts if len(row.name) == 5]
    leaves = [row for row in shipped if not row.is_group]
    assert len(leaves) >= 150
    assert all(any("؀" <= letter <= "ۿ" for letter in row.account_name_ar) for row in shipped)
    assert all(row.gfsm_class and row.ipsas_line for row in leaves)
    assert all(row.lft < row.rgt for row in accounts)


def test_loaded_tree_nests_every_child_in_its_parent(site):
    rows = {
        row.name: row for row in frappe.get_all("Account", ["name", "parent_account", "lft", "rgt"])
    }
    for row in rows.values():
        if row.parent_account:
            parent = rows[row.parent_account]
            assert parent.lft < row.lft < row.rgt < parent.rgt


def test_arabic_titles_of_shipped_rules_are_filled_once_and_only_where_missing(site):
    shipped, own = "Cash belongs to no programme", "Revenue names who collects"
    frappe.db.set_value("Dimension Rule", shipped, "title_ar", None)
    frappe.db.set_value("Dimension Rule", own, "title_ar", "عنوان الجهة")
    assert fill_rule_titles() == 1
    assert fill_rule_titles() == 0
    assert frappe.db.get_value("Dimension Rule", shipped, "title_ar") == "النقد لا يتبع برنامجًا"
    assert frappe.db.get_value("Dimension Rule", own, "title_ar") == "عنوان الجهة"


def test_an_account_is_added_to_the_loaded_tree_by_form(site):
    doc = frappe.new_doc("Account")
    names = {"account_name": "Postage machines", "account_name_ar": "آلات بريد"}
    doc.update({"account_code": "521990", **names, "parent_account": "52100"})
    doc.update({"root_type": "Expense"}).insert()
    parent = frappe.get_doc("Account", "52100")
    doc.reload()
    assert parent.lft < doc.lft < doc.rgt < parent.rgt


def test_years_have_twelve_months_between_openings_and_adjustments(site):
    year = frappe.get_doc("Fiscal Year", "2026")
    assert [row.period_number for row in year.periods] == list(range(14))
    assert str(year.periods[13].start_date) == "2026-12-31"


def test_new_fiscal_year_by_form_gets_its_periods_and_no_overlap(site):
    year = frappe.new_doc("Fiscal Year")
    year.update({"year_name": "2028", "start_date": "2028-01-01"}).insert()
    assert [row.name for row in year.periods][:2] == ["2028-00", "2028-01"]
    other = frappe.new_doc("Fiscal Year")
    other.update({"year_name": "FY2028", "start_date": "2028-06-01"})
    with pytest.raises(frappe.ValidationError, match="overlaps"):
        other.insert()
