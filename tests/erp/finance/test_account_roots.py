"""The root type of an account: what closed years say of it stays."""

import frappe
import pytest

from tests.erp.factories import as_user, manager

EXPENSE, BANK, PAYABLES_GROUP = "52101", "11102", "21100"


def change(account: str, **values):
    doc = frappe.get_doc("Account", account)
    doc.update(values)
    with as_user(manager()):
        doc.save()


def test_posted_account_keeps_its_root_type(site):
    for root in ("Asset", "Liability", "Revenue"):
        with pytest.raises(frappe.ValidationError):
            change(EXPENSE, root_type=root)
    with pytest.raises(frappe.ValidationError):
        change(BANK, root_type="Liability")


@pytest.mark.parametrize("account", [EXPENSE, BANK])
def test_account_goes_under_groups_of_its_own_root_type(site, account):
    with pytest.raises(frappe.ValidationError, match="not of the root type of the group"):
        change(account, parent_account=PAYABLES_GROUP)


def test_group_with_accounts_keeps_its_root_type(site):
    group = frappe.db.get_value("Account", {"is_group": 1, "parent_account": ("is", "not set")})
    other = "Asset" if frappe.db.get_value("Account", group, "root_type") != "Asset" else "Expense"
    with pytest.raises(frappe.ValidationError, match="has accounts below it"):
        change(group, root_type=other)


def test_chart_of_a_site_agrees_with_itself(site):
    rows = frappe.db.sql(
        "select a.name from tabAccount a join tabAccount g on g.name = a.parent_account"
        " where a.root_type != g.root_type"
    )
    assert rows == ()
