"""The form of dashboards: what it takes, what it refuses, what it becomes."""

from __future__ import annotations

import pytest
import yaml

from bi.compiler.bundle import as_files, compile_form
from bi.compiler.charts import chart_config
from bi.compiler.form import FormInvalidError, load_form
from bi.compiler.identity import asset_uuid, is_ours, mark
from bi.compiler.layout import NOTHING
from bi.compiler.marts import load_marts
from bi.subjects import dashboard_slug

DATASET = """
table: dim_fund
title: {en: Funds, ar: الصناديق}
owner: {en: Finance, ar: المالية}
dimensions:
  fund: {column: {en: fund_name_en, ar: fund_name_ar}, label: {en: Fund, ar: الصندوق}}
  code: {column: fund_code, label: {en: Code, ar: الرمز}}
metrics:
  funds:
    sql: count(*)
    label: {en: Funds, ar: الصناديق}
    meaning: {en: All funds., ar: كل الصناديق.}
    format: count
"""
DASHBOARD = """
title: {en: Funds, ar: الصناديق}
about: {en: All funds., ar: كل الصناديق.}
filters: []
rows:
  - height: 20
    tiles:
      - slug: funds
        kind: number
        dataset: funds
        metrics: [funds]
        width: 4
        title: {en: Funds, ar: الصناديق}
"""


@pytest.fixture
def write(tmp_path):
    """Return a folder of dashboards with one dataset and one dashboard, changed by (old, new)."""

    def make(dataset=("", ""), dashboard=("", "")):
        (tmp_path / "datasets").mkdir(exist_ok=True)
        (tmp_path / "datasets" / "funds.yml").write_text(DATASET.replace(*dataset))
        (tmp_path / "funds.yml").write_text(DASHBOARD.replace(*dashboard))
        return tmp_path

    return make


def test_smallest_dashboard_becomes_one_per_language(write):
    bundle = compile_form(load_form(write()), load_marts())
    assert sorted(bundle) == [
        "charts/funds.yaml",
        "charts/funds_ar.yaml",
        "dashboards/funds-ar.yaml",
        "dashboards/funds.yaml",
        "datasets/warehouse/funds.yaml",
    ]
    assert bundle["dashboards/funds-ar.yaml"]["dashboard_title"] == "الصناديق"
    assert bundle["charts/funds_ar.yaml"]["params"]["metric"] == "funds_ar"
    columns = {c["column_name"]: c for c in bundle["datasets/warehouse/funds.yaml"]["columns"]}
    assert columns["fund_name_ar"]["verbose_name"] == "الصندوق"
    assert columns["code_ar"]["expression"] == "fund_code"
    assert columns["fund_code"]["verbose_name"] == "Code"


@pytest.mark.parametrize(
    ("dataset", "dashboard", "complaint"),
    [
        (("format: count", "format: dirham"), ("", ""), "metric funds: format is one of"),
        (("table: dim_fund\n", ""), ("", ""), "funds.yml: missing table"),
        (("format: count", "format: count\n    colour: red"), ("", ""), "unknown colour"),
        (("ar: الصندوق", "ar: ' '"), ("", ""), "write it in both languages"),
        (("", ""), ("kind: number", "kind: gauge"), "tile funds: kind is one of"),
        (("", ""), ("width: 4", "width: 14"), "wider than twelve columns"),
        (("", ""), ("filters: []", "filters: ["), "not YAML"),
        (("", ""), (", ar: الصناديق}\nabout", "}\nabout"), "title: missing ar"),
    ],
)
def test_form_that_cannot_be_used_is_refused_with_its_place(write, dataset, dashboard, complaint):
    folder = write(dataset if dataset[0] else ("", ""), dashboard if dashboard[0] else ("", ""))
    with pytest.raises(FormInvalidError, match=complaint):
        load_form(folder)


def test_identifiers_never_change_and_are_known_as_ours():
    first, second = asset_uuid("chart", "a"), asset_uuid("chart", "a")
    assert first == second != asset_uuid("dashboard", "a")
    assert is_ours(first, mark("chart", "a"))
    assert not is_ours(first, mark("chart", "b"))
    assert not is_ours(first, None)
    with pytest.raises(ValueError, match="'report' is none of"):
        asset_uuid("report", "a")


def test_every_tile_names_its_unit_and_both_languages_differ():
    form = load_form()
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            english, arabic = (chart_config(form, tile, language) for language in ("en", "ar"))
            assert english["slice_name"] != arabic["slice_name"]
            assert english["uuid"] != arabic["uuid"]
            units = {form.datasets[tile.dataset].metrics[name].unit for name in tile.metrics}
            if len(units) == 1 and (unit := units.pop()):
                shown = english["slice_name"] + english["params"].get("subtitle", "")
                assert unit.en in shown, tile.slug


def test_every_dashboard_says_how_old_its_data_is():
    form = load_form()
    for dashboard in form.dashboards.values():
        datasets = [tile.dataset for row in dashboard.rows[:2] for tile in row]
        assert "freshness" in datasets, dashboard.slug


def test_bundle_is_the_same_every_time():
    one, two = (as_files(compile_form(load_form(), load_marts()), {}) for _ in range(2))
    assert one == two
    assert yaml.safe_load(one["metadata.yaml"])["type"] == "assets"


def test_languages_link_to_each_other():
    bundle = compile_form(load_form(), load_marts())
    for slug in load_form().dashboards:
        for language, other in (("en", "ar"), ("ar", "en")):
            content = bundle[f"dashboards/{dashboard_slug(slug, language)}.yaml"]
            text = content["position"]["MARKDOWN-about"]["meta"]["code"]
            assert f"](/lang/{other})" in text  # which leads to the twin, its filters carried


def test_share_of_a_change_is_taken_of_what_is_more_than_nothing():
    """Spending rose from less than nothing by -137,590 %."""
    shares = [
        (name, str(metric.sql))
        for dataset in load_form().datasets.values()
        for name, metric in dataset.metrics.items()
        if metric.format == "change" and " - 1" in str(metric.sql)
    ]
    assert shares
    assert [name for name, sql in shares if "nullif(greatest(" not in sql] == []


def test_metrics_that_differ_have_names_that_differ():
    """Spend with grants and without, in millions and to the fils, are four figures."""
    metrics = load_form().datasets["finance_month"].metrics.values()
    for language in ("en", "ar"):
        labels = [getattr(metric.label, language) for metric in metrics]
        assert len(set(labels)) == len(labels) > 8


# What no entity writes: codes, days, figures, and the names that the hub gives entities.
NOBODYS_TEXT = {
    "entity_name",
    "entity",
    "entity_code",
    "account_code",
    "cost_centre_code",
    "period",
}
NOBODYS_TEXT |= {"posting_date", "line", "debit", "credit", "document"}


def test_no_text_of_an_entity_stands_where_html_is_drawn():
    form, found = load_form(), []
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            dataset = form.datasets[tile.dataset]
            if not chart_config(form, tile, "en")["params"].get("allow_render_html"):
                continue
            found += [tile.slug]
            for name in set(tile.by) - NOBODYS_TEXT:
                for sql in dataset.dimensions[name].columns.values():
                    assert "replace(" in sql, f"{tile.slug}: {name}"
                    assert "'<'" in sql, f"{tile.slug}: {name}"
    assert {"government-lead", "government-by-entity", "finance-accounts", "ledger-lines"} <= set(
        found
    )


def test_good_news_is_said_where_a_tile_has_no_rows():
    """Tiles of what is wrong alone: without rows all is well, unless nobody was asked for."""
    form, bundle = load_form(), compile_form(load_form(), load_marts())
    said = 0
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            is_of_what_is_wrong = tile.where in ("is_stale", "not is_reconciled", "is_finding")
            assert is_of_what_is_wrong == bool(tile.empty), tile.slug
            for language in ("en", "ar") if tile.empty else ():
                css = bundle[f"dashboards/{dashboard_slug(dashboard.slug, language)}.yaml"]["css"]
                assert f'content: "{tile.empty.of(language)}"' in css
                assert ":not(:has(.diwan-none))" in css
                said += 1
    assert said


def test_figures_stand_at_the_right_in_both_languages():
    form = load_form()
    for language in ("en", "ar"):
        [tile] = [t for t in form.dashboards["entity-finance"].tiles if "balance" in t.slug]
        cells = chart_config(form, tile, language)["params"]["column_config"]
        numbers = [one for one in cells.values() if "d3NumberFormat" in one]
        assert len(numbers) == 4
        assert {one["horizontalAlign"] for one in numbers} == {"right"}


def test_every_tile_without_rows_says_what_to_do_in_the_language_of_its_dashboard():
    form, bundle = load_form(), compile_form(load_form(), load_marts())
    for slug in form.dashboards:
        for language, words in (("en", "press Clear All"), ("ar", "«مسح الكل»")):
            css = bundle[f"dashboards/{dashboard_slug(slug, language)}.yaml"]["css"]
            assert words in css
            assert NOTHING.of("en" if language == "ar" else "ar") not in css
