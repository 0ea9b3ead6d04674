"""Ways from a row to the dashboard that is filtered to it."""

from __future__ import annotations

import re
from urllib.parse import unquote

import duckdb
import pytest

from bi.compiler.form import load_form
from bi.compiler.links import LinkInvalidError, link_sql
from bi.compiler.parts import Link
from bi.compiler.words import Words

TEXT = Words("Look inside", "التفاصيل")


def address(language: str, name: str, link: Link | None = None) -> str:
    """Return the address that a row of the headline leads to, decoded."""
    form = load_form()
    link = link or Link("entity-finance", {"finance-entity": "entity"}, TEXT)
    here = form.datasets["finance_headline"]
    sql = link_sql(link, here, form.dashboards, form.datasets, language)
    with duckdb.connect() as connection:
        connection.execute("create table t (entity_name_en text, entity_name_ar text)")
        connection.execute("insert into t values (?, ?)", [name, name])
        html = connection.execute(f"select {sql} from t").fetchone()[0]
    [href] = re.findall(r'<a href="([^"]*)">', html)
    assert re.fullmatch(r"[\w/?=%.~-]+", href), "nothing that ends the attribute or the address"
    return unquote(href)


def test_row_leads_to_its_entity_in_the_language_of_the_page():
    assert address("en", "Roads").startswith(
        "/superset/dashboard/entity-finance/?native_filters=(NATIVE_FILTER-finance-entity:"
    )
    arabic = address("ar", "الطرق")
    assert arabic.startswith("/superset/dashboard/entity-finance-ar/?native_filters=")
    assert "NATIVE_FILTER-finance-entity_ar" in arabic
    assert "(col:entity_name_ar,op:IN,val:!('الطرق'))" in arabic


def test_filter_is_whole_rison_whatever_the_name_holds():
    found = address("en", "It's 100% \"done\" & <b>!')")
    assert "val:!('It!'s 100% \"done\" & <b>!!!')')" in found
    assert found.count("(") - found.count(")") == -3, "the name's own, three times"


@pytest.mark.parametrize(
    "link",
    [
        Link("nowhere", {"finance-entity": "entity"}, TEXT),
        Link("entity-finance", {"government-entity": "entity"}, TEXT),
        Link("entity-finance", {"finance-entity": "ministry"}, TEXT),
    ],
)
def test_link_that_leads_nowhere_is_refused(link):
    with pytest.raises(LinkInvalidError, match="unknown"):
        address("en", "Roads", link)


def test_account_leads_to_the_lines_that_its_figure_is_the_sum_of():
    """Years, months that are not finished and other cost centres stay out of what is opened."""
    form = load_form()
    link = form.datasets["finance_month"].metrics["open_account"].sql["en"]
    [tile] = [t for t in form.dashboards["entity-finance"].tiles if t.slug == "finance-accounts"]
    lines = [
        ("2026-08", True, "roads|1100", "0.004"),
        ("2026-08", True, None, "0.003"),
        ("2026-09", True, "roads|1200", "0.003"),
        ("2026-11", False, "roads|1100", "900.00"),
        ("2025-13", True, "roads|1100", "2011.88"),
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table t (period_code text, is_finished_month boolean, cost_centre_key text,"
            " expense_amount decimal(18, 3), fiscal_year text, root_type text, account_code text,"
            " entity_name_en text)"
        )
        for period, is_finished, centre, amount in lines:
            row = [period, is_finished, centre, amount, period[:4], "Expense", "52607", "Courts"]
            connection.execute("insert into t values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        question = f"select {link} from t where fiscal_year = '2026' and {tile.where}"
        html = connection.execute(question).fetchone()[0]
        found = unquote(re.findall(r'href="([^"]*)"', html)[0])
        shown = {
            slug: re.search(rf"{slug}:.*?val:!\(([^)]*)\)", found)[1]
            for slug in ("ledger-entity", "ledger-account", "ledger-period", "ledger-cost-centre")
        }
        assert shown == {
            "ledger-entity": "'Courts'",
            "ledger-account": "'52607'",
            "ledger-period": "'2026-08','2026-09'",
            "ledger-cost-centre": "'1100','1200','–'",
        }
        centre = form.datasets["ledger_lines"].dimensions["cost_centre_code"].columns["en"]
        [behind] = connection.execute(
            f"select sum(expense_amount) from t where period_code in ({shown['ledger-period']})"
            f" and {centre} in ({shown['ledger-cost-centre']})"
        ).fetchone()
    assert str(behind) == "0.010"
    assert "label:'2026-08, 2026-09'" in found


def test_every_link_carries_the_values_of_every_filter_that_both_dashboards_have():
    """A figure that is of one year, entity or account leads to no other's."""
    form = load_form()
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            dataset = form.datasets[tile.dataset]
            links = [dataset.metrics[m].link for m in tile.metrics if dataset.metrics[m].link]
            for link in links:
                there = form.dashboards[link.dashboard].filters
                wanted = {
                    one.slug
                    for one in there
                    if one.dimension in dataset.dimensions
                    and not form.datasets[one.dataset].dimensions[one.dimension].is_time
                }
                assert wanted <= set(link.filters), (dashboard.slug, tile.slug)
