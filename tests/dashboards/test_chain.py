"""A name that no longer fits is found from files alone, with its place."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from analytics.contracts.extraction import FILE, load_contract, parse_contract
from bi.compiler import chain
from bi.compiler.empty_build import empty_warehouse
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.compiler.tiles import check_dashboards
from bi.compiler.words import Words


@pytest.fixture(scope="module")
def warehouse():
    """Yield the models over empty tables: an open connection."""
    with empty_warehouse(load_contract()) as (file, findings):
        assert findings == []
        with duckdb.connect(str(file), read_only=True) as connection:
            yield connection


@pytest.fixture
def app(tmp_path) -> Path:
    """Return a copy of the ERP's documents."""
    root = tmp_path / "erp_app"
    for file in (chain.REPO / "erp_app").glob("*/doctype/*/*.json"):
        target = root / file.relative_to(chain.REPO / "erp_app")
        target.parent.mkdir(parents=True)
        shutil.copyfile(file, target)
    return root


def texts(findings) -> str:
    return "\n".join(str(finding) for finding in findings)


def test_everything_fits_today(app, warehouse):
    form = load_form()
    assert texts(chain.check_doctypes(app, load_contract())) == ""
    assert texts(check_dashboards(form)) == ""
    assert texts(chain.check_marts(warehouse)) == ""
    assert texts(chain.check_datasets(form, warehouse)) == ""


def test_renamed_field_of_the_erp_is_found_with_its_document(app):
    file = app / "finance" / "doctype" / "account" / "account.json"
    facts = json.loads(file.read_text())
    [field] = [one for one in facts["fields"] if one["fieldname"] == "root_type"]
    field["fieldname"] = "account_root"
    file.write_text(json.dumps(facts))
    found = texts(chain.check_doctypes(app, load_contract()))
    assert "finance/doctype/account/account.json" in found
    assert "the contract reads Account.root_type, which the document does not have" in found
    assert "Account.account_root is not in the contract" in found


def test_new_document_is_found(app):
    file = app / "finance" / "doctype" / "lease" / "lease.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"name": "Lease", "fields": []}))
    assert "Lease is not in the contract" in texts(chain.check_doctypes(app, load_contract()))


def test_column_renamed_in_the_contract_is_found_in_the_model_that_reads_it():
    text = FILE.read_text().replace("      root_type: text open\n", "      kind: text open\n")
    with empty_warehouse(parse_contract(text)) as (_, findings):
        found = texts(findings)
    assert "models/staging/erp/stg_erp__account.sql" in found
    assert "root_type" in found


def test_metric_over_a_column_that_is_gone_is_found(warehouse):
    form = load_form()
    dataset = form.datasets["finance_month"]
    metric = replace(
        dataset.metrics["entity_spend"], sql={"en": "sum(spent_amount)", "ar": "sum(spent_amount)"}
    )
    form.datasets["finance_month"] = replace(dataset, metrics={"entity_spend": metric})
    found = texts(chain.check_datasets(form, warehouse))
    assert "dashboards/datasets/finance_month.yml: metric entity_spend" in found
    assert "spent_amount" in found


def test_filter_of_a_tile_over_a_column_that_is_gone_is_found(warehouse):
    form = load_form()
    one = form.dashboards["workforce"]
    tile = replace(one.rows[0][0], where="is_newest_month")
    form.dashboards["workforce"] = replace(one, rows=((tile,),))
    found = texts(chain.check_datasets(form, warehouse))
    assert f"dashboards/workforce.yml: tile {tile.slug}: where" in found
    assert "is_newest_month" in found


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"dataset": "finance"}, "unknown dataset 'finance'"),
        ({"metrics": ("spending",)}, "unknown metric 'spending'"),
        ({"by": ("ministry",), "kind": "bars"}, "unknown dimension 'ministry'"),
        ({"split": "ministry"}, "unknown dimension 'ministry'"),
        ({"order": ("ministry",)}, "unknown order 'ministry'"),
        ({"metrics": ()}, "a tile of kind lead takes 1+ metrics"),
    ],
)
def test_tile_that_names_what_is_not_there_is_found(change, complaint):
    form = load_form()
    one = form.dashboards["government"]
    tile = replace(one.rows[0][0], **change)
    form.dashboards["government"] = replace(one, rows=((tile,),), filters=())
    found = texts(check_dashboards(form))
    assert f"dashboards/government.yml: tile {tile.slug}: {complaint}" in found


def test_filter_that_names_what_is_not_there_is_found():
    form = load_form()
    one = form.dashboards["government"]
    lost = replace(one.filters[0], dimension="ministry", label=Words("Ministry", "الوزارة"))
    form.dashboards["government"] = replace(one, filters=(lost,))
    assert "unknown dimension 'ministry'" in texts(check_dashboards(form))


def test_declared_column_that_no_model_makes_is_found(warehouse, monkeypatch):
    marts = dict(load_marts())
    fund = marts["dim_fund"]
    column = next(iter(fund.columns.values()))
    marts["dim_fund"] = replace(fund, columns={**fund.columns, "fund_owner": column})
    monkeypatch.setattr(chain, "load_marts", lambda: marts)
    assert "dim_fund lacks fund_owner" in texts(chain.check_marts(warehouse))


@pytest.mark.parametrize("tile", [
    tile
    for dashboard in load_form().dashboards.values()
    for tile in dashboard.tiles
    if tile.dataset == "finance_month"
], ids=lambda tile: tile.slug)  # fmt: skip
def test_tiles_of_money_speak_of_the_same_months(tile):
    """A month under way in one tile and not in the other: their sums would differ on one page."""
    assert "is_finished_month" in (tile.where or "")


def test_filter_that_reaches_a_tile_in_one_language_alone_is_found():
    """By code it did: the ledger's Arabic column of it was in no other dataset."""
    form = load_form()
    ledger = form.dashboards["ledger"]
    first = replace(ledger.filters[0], dimension="code")
    form.dashboards["ledger"] = replace(ledger, filters=(first, *ledger.filters[1:]))
    found = texts(check_dashboards(form))
    assert "filter ledger-entity: reaches tile ledger-as-of in en alone" in found
