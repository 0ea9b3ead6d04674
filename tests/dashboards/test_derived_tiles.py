"""Somebody's own chart, read as a tile of the form, or refused with the reason."""

from __future__ import annotations

import pytest

from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.proposals.derive import FINISHED, derive
from bi.proposals.words import all_words, refusals_in
from erp_app.domain.languages import LANGUAGES

FORM = load_form()
BARS = {"x_axis": "economic_class_name_en", "metrics": ["government_spend"], "row_limit": 10_000}
MONTHS = {"x_axis": "month_start", "time_grain_sqla": "P1M", "metrics": ["government_spend"]}
BAR, LINE = "echarts_timeseries_bar", "echarts_timeseries_line"


def derived(kind, settings, dataset="finance_month"):
    one = FORM.datasets[dataset]
    return derive(kind, settings, one, load_marts()[one.table])


def reasons(kind, settings, dataset="finance_month"):
    return [one.key for one in derived(kind, settings, dataset)[1]]


def simple(subject, operator, comparator=None):
    return {
        "expressionType": "SIMPLE",
        "clause": "WHERE",
        "subject": subject,
        "operator": operator,
        "comparator": comparator,
    }


def where(*filters, dataset="finance_month"):
    facts, found = derived(BAR, {**BARS, "adhoc_filters": list(filters)}, dataset)
    assert found == []
    return facts.get("where")


ONE_OF_EACH = [
    ("big_number_total", {"metric": "government_spend"}, {"kind": "number"}),
    (
        "big_number",
        {**MONTHS, "metric": "government_spend", "aggregation": "sum"},
        {"kind": "trend"},
    ),
    (BAR, BARS, {"kind": "bars", "by": ["economic_class"]}),
    (BAR, MONTHS, {"kind": "months"}),
    (LINE, {**MONTHS, "groupby": ["category_name_en"]}, {"kind": "lines", "split": "category"}),
    (
        "table",
        {"groupby": ["entity_name_en"], "metrics": ["government_spend"], "show_totals": True},
        {"kind": "table", "by": ["entity"], "has_totals": True},
    ),
]


@pytest.mark.parametrize(("kind", "settings", "said"), ONE_OF_EACH)
def test_chart_of_every_kind_is_a_tile(kind, settings, said):
    facts, found = derived(kind, settings)
    assert found == []
    own = {"dataset": "finance_month", "metrics": ["government_spend"], "where": FINISHED}
    assert facts == {**own, **said}


def test_rows_as_they_are_are_a_tile_with_pages():
    settings = {"query_mode": "raw", "all_columns": ["entity_name_en"], "server_pagination": True}
    facts, found = derived("table", settings)
    assert (found, facts["kind"], facts["has_pages"]) == ([], "rows", True)


def test_chart_drawn_in_arabic_is_the_same_tile():
    arabic = {**BARS, "x_axis": "economic_class_name_ar", "metrics": ["government_spend_ar"]}
    assert derived(BAR, arabic) == derived(BAR, BARS)


SQL_METRIC = {"expressionType": "SQL", "sqlExpression": "sum(1)", "label": "mine"}
REFUSED = [
    ("pie", {"metric": "government_spend"}, "kind_unsupported"),
    (BAR, {**BARS, "metrics": [SQL_METRIC]}, "metric_not_saved"),
    (BAR, {**BARS, "metrics": ["no_such"]}, "metric_not_saved"),
    (BAR, {**BARS, "metrics": []}, "no_metric"),
    (BAR, {**BARS, "x_axis": {"label": "mine", "sqlExpression": "1"}}, "column_not_governed"),
    (BAR, {**BARS, "x_axis": None}, "no_axis"),
    (BAR, {**BARS, "groupby": ["category_name_en", "entity_name_en"]}, "one_split"),
    (BAR, {**MONTHS, "time_grain_sqla": "P1Y"}, "grain_is_month"),
    (LINE, {**MONTHS, "x_axis": "category_name_en"}, "lines_by_month"),
    ("big_number", {**MONTHS, "metric": "government_spend"}, "trend_is_sum"),
    ("table", {"groupby": [], "metrics": ["government_spend"]}, "no_dimension"),
    (BAR, {**BARS, "contributionMode": "row"}, "setting"),
    (BAR, {**MONTHS, "time_compare": ["1 year ago"]}, "setting"),
    (BAR, {**BARS, "series_limit": 5}, "setting"),
    (BAR, {**BARS, "time_range": "Last year"}, "setting"),
    (BAR, {**BARS, "adhoc_filters": [{"expressionType": "SQL", "clause": "WHERE",
                                      "sqlExpression": "1 = 1"}]}, "filter_is_sql"),
    (BAR, {**BARS, "adhoc_filters": [{**simple("entity_code", "==", "a"),
                                      "clause": "HAVING"}]}, "filter_is_sql"),
    (BAR, {**BARS, "adhoc_filters": [simple("entity_code", "LIKE", "a%")]}, "filter_operator"),
    (BAR, {**BARS, "adhoc_filters": [simple("no_such", "==", "a")]}, "filter_column"),
    (BAR, {**BARS, "adhoc_filters": [simple("month_start", "TEMPORAL_RANGE", "Last year")]},
     "time_range"),
    (BAR, {**BARS, "adhoc_filters": [simple("month_start", ">", 1_700_000_000_000)]},
     "filter_value"),
    (BAR, {**BARS, "adhoc_filters": [simple("entity_code", "==", "{{ current_user_id() }}")]},
     "filter_value"),
    (BAR, {**BARS, "adhoc_filters": [simple("entity_code", "==", "a\nb")]}, "filter_value"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "settings", "key"), REFUSED)
def test_chart_that_a_tile_cannot_say_is_refused_with_the_reason(kind, settings, key):
    assert key in reasons(kind, settings)


def test_sentence_is_written_in_the_files():
    assert reasons("big_number_total", {"metric": "workforce_lead"}, "workforce_headline") == [
        "is_sentence"
    ]


def test_filters_become_sql_over_the_marts_columns():
    assert where(simple("entity_name_en", "IN", ["Roads", "O'Neil's"])) == (
        f"entity_name_en in ('Roads', 'O''Neil''s') and {FINISHED}"
    )
    assert where(simple("month_start", "TEMPORAL_RANGE", "No filter")) == FINISHED
    assert where(simple("entity_code", "IS NOT NULL"), simple("fiscal_year", "!=", "2025")) == (
        f"entity_code is not null and fiscal_year <> '2025' and {FINISHED}"
    )


def test_month_that_has_not_ended_is_left_out_unless_the_chart_says_of_it():
    """A released tile showed more than the tile above it: the month that still ran."""
    assert where() == FINISHED
    assert where(simple(FINISHED, "IS TRUE")) == f"{FINISHED} is true"
    assert where(simple(FINISHED, "IS FALSE")) == f"{FINISHED} is false"


def test_level_over_several_months_is_refused_and_of_the_newest_is_a_tile():
    heads = {"metric": "heads"}
    assert reasons("big_number_total", heads, "workforce_month") == ["level_adds_up"]
    newest = {**heads, "adhoc_filters": [simple("is_latest_month", "IS TRUE")]}
    facts, found = derived("big_number_total", newest, "workforce_month")
    assert (found, facts["where"], facts["is_latest"]) == ([], "is_latest_month", True)
    projected = {"metric": "projected_heads"}  # no newest that people mean
    assert reasons("big_number_total", projected, "projection") == ["level"]
    along = {**MONTHS, "metrics": ["heads"]}
    assert reasons(LINE, along, "workforce_month") == []


def test_every_reason_is_said_in_both_languages():
    words = all_words()
    for part in words.values():
        for key, said in part.items():
            assert set(said) == set(LANGUAGES), key
    _, found = derived(BAR, {**BARS, "metrics": [SQL_METRIC]})
    english, arabic = (refusals_in(language, found) for language in LANGUAGES)
    assert english[0].startswith("“mine” is a metric of its own")
    assert "«\u2068mine\u2069»" in arabic[0]
