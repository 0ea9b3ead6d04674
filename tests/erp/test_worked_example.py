"""The guide's example, built on a real site: sent, approved, posted and cancelled."""

import json
from importlib import import_module

import frappe
import pytest
import yaml

from tests.erp.factories import as_user, manager, officer, take_step
from tests.worked_example import STEM, write_example

NAME = "Petty Cash Count"


@pytest.fixture
def example(site, tmp_path, monkeypatch):
    """Yield the example's values, its DocType on the site and its code in the app."""
    from frappe.modules.import_file import import_doc

    import erp_app.finance.doctype as package
    from erp_app import hooks
    from erp_app.documents import registry, setup

    folder = write_example(tmp_path)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    workflow = import_module(f"erp_app.finance.doctype.{STEM}.workflow").WORKFLOW
    monkeypatch.setitem(registry.load_workflows(), NAME, workflow)
    vouchers = f"erp_app.finance.doctype.{STEM}.{STEM}.PettyCashCountVouchers"
    monkeypatch.setitem(hooks.diwan_voucher_types, NAME, vouchers)
    frappe.clear_cache()
    import_doc(json.loads((folder / f"{STEM}.json").read_text()))
    setup.install()
    frappe.db.commit()
    officer(), manager()
    yield yaml.safe_load((folder / f"{STEM}.yml").read_text())["example"]
    frappe.db.rollback()
    frappe.set_user("Administrator")
    frappe.delete_doc("DocType", NAME, force=True)
    frappe.db.sql_ddl(f"drop table if exists `tab{NAME}`")
    frappe.db.delete("Step Role", {"document_type": NAME})
    frappe.db.commit()
    monkeypatch.undo()
    frappe.clear_cache()


def test_example_of_the_guide_is_approved_posted_and_taken_back(example):
    with as_user(officer()):
        doc = frappe.get_doc({"doctype": NAME, **example})
        doc.workflow_state = "For Approval"
        doc.insert()
        with pytest.raises(frappe.PermissionError):
            take_step(NAME, doc.name, "Approve")
    assert frappe.db.exists("Inbox Item", {"document": doc.name})
    with as_user(manager()):
        take_step(NAME, doc.name, "Approve")
    posted = frappe.get_doc(NAME, doc.name)
    lines = frappe.get_all(
        "Ledger Line",
        {"voucher_type": NAME, "voucher": doc.name},
        ["account", "cost_centre", "debit", "credit", "period"],
        order_by="name",
    )
    assert [(one.account, one.debit, one.credit) for one in lines] == [
        ("52101", 25, 0),
        ("11102", 0, 25),
    ]
    assert (posted.period, lines[0].cost_centre) == ("2026-03", "1100")
    with as_user(manager()):
        take_step(NAME, doc.name, "Cancel", "It was found")
    reversal = frappe.get_doc(NAME, {"reverses": doc.name})
    assert (reversal.docstatus, reversal.missing) == (1, 25)


def test_example_refuses_what_it_says(example):
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="Nothing is missing"):
        frappe.get_doc({"doctype": NAME, **example, "missing": 0}).insert()
