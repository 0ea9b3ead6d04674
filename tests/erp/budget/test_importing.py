"""Files: a budget arrives for its review; journals beyond the budget are refused as a whole."""

import csv
import io

import frappe
import pytest

from tests.erp.budget.factories import (
    ACCOUNT,
    controller,
    give_money,
    group_of,
    left_of,
    make_centre,
    make_rule,
)
from tests.erp.factories import approve_batch, as_user, manager, officer, run_import, upload

pytestmark = pytest.mark.usefixtures("nothing_waits")


def imported(kind: str, rows: list[dict]):
    """Return the batch of a file with these rows, as a worker left it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    with as_user(officer()):
        file = upload(text.getvalue(), name=f"{frappe.generate_hash(length=6)}.csv")
        fields = {"doctype": "Import Batch", "kind": kind, "file": file.file_url}
        batch = frappe.get_doc(fields).insert()
    frappe.db.commit()
    run_import(batch.name)
    batch.reload()
    return batch


def budget_rows(*centres: str, **values) -> list[dict]:
    fields = {"fiscal_year": "2026", "title": "Budget", "budget_group": group_of()}
    return [
        {**fields, "cost_centre": one, "amount": "100.00", "phasing": "Evenly by Month", **values}
        for one in centres
    ]


def test_budget_arrives_for_its_review(site):
    centres = [make_centre() for _line in range(2)]
    batch = imported("Budget", budget_rows(*centres))
    assert batch.status == "Imported", batch.findings
    name = frappe.db.get_value("Budget", {"import_batch": batch.name}, "name")
    doc = frappe.get_doc("Budget", name)
    assert (doc.workflow_state, doc.total_amount, doc.prepared_by) == (
        "Entity Review", 200, officer()
    )  # fmt: skip
    assert [row.cost_centre for row in doc.lines] == centres


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"amount": "0"}, "above zero"),
        ({"phasing": "Sometimes"}, "Phasing"),
        ({"budget_group": "none"}, "none"),
    ],
)
def test_one_bad_row_refuses_the_file(site, values, says):
    centres = [make_centre() for _line in range(2)]
    rows = [*budget_rows(centres[0]), *budget_rows(centres[1], **values)]
    batch = imported("Budget", rows)
    assert batch.status != "Imported"
    assert says in batch.findings
    assert not frappe.db.exists("Budget", {"import_batch": batch.name})


def journals(centre: str, *amounts: int) -> list[dict]:
    rows = []
    for number, amount in enumerate(amounts):
        key = {"journal": f"{centre}-{number}", "posting_date": "2026-03-05", "title": "Set"}
        given = {"account": ACCOUNT, "cost_centre": centre, "debit": amount, "credit": ""}
        rows.append({**key, **given})
        rows.append({**key, "account": "11102", "cost_centre": "", "debit": "", "credit": amount})
    return rows


def test_journals_beyond_the_budget_are_refused_as_a_whole(site):
    centre = make_centre()
    make_rule(centre)
    line = give_money(centre, 1200)
    batch = imported("Journal", journals(centre, 500, 500, 201))
    assert batch.status == "Imported", batch.findings
    with as_user(manager()), pytest.raises(frappe.ValidationError, match="ask for a transfer"):
        approve_batch(batch.name)
    frappe.db.rollback()
    states = frappe.get_all("Journal", {"import_batch": batch.name}, pluck="workflow_state")
    assert states == ["For Approval"] * 3
    assert left_of(line) == 1200


def test_journals_within_the_budget_are_posted_as_a_whole(site):
    centre = make_centre()
    make_rule(centre)
    line = give_money(centre, 1200)
    batch = imported("Journal", journals(centre, 500, 500, 200))
    with as_user(manager()):
        approve_batch(batch.name)
    frappe.db.commit()
    assert left_of(line) == 0


def test_budget_controller_imports_nothing(site):
    fields = {"doctype": "Import Batch", "kind": "Budget", "file": "/private/files/x.csv"}
    with as_user(controller()), pytest.raises(frappe.PermissionError):
        frappe.get_doc(fields).insert()
