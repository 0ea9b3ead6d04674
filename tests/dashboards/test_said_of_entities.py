"""What the governed sentences say of one entity, of several, of two years and of nobody."""

from __future__ import annotations

import re

import duckdb
import pytest

from bi.compiler.form import load_form
from bi.compiler.marts import load_marts

FORM = load_form()


def said(dataset: str, metric: str, language: str, *rows: dict) -> str:
    """Return a sentence over rows of its mart; columns that a row does not name are null."""
    source = FORM.datasets[dataset]
    with duckdb.connect() as connection:
        columns = load_marts()[source.table].columns.values()
        listed = ", ".join(f"{one.name} {one.type}" for one in columns)
        connection.execute(f"create table t ({listed})")
        for row in rows:
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"insert into t ({', '.join(row)}) values ({marks})", [*row.values()]
            )
        question = f"select {source.metrics[metric].sql[language]} from t"
        html = connection.execute(question).fetchone()[0]
    return re.sub(r"<[^>]*>", "", html).replace("\u00a0", " ")


def year(code: str, months: tuple[int, ...], of: int = 2026, **more) -> dict:
    """Return a row of the headline: an entity's finished months of a year."""
    names = {1: ("January", "يناير"), 5: ("May", "مايو"), 8: ("August", "أغسطس")}
    names |= {9: ("September", "سبتمبر"), 10: ("October", "أكتوبر"), 12: ("December", "ديسمبر")}
    first, last = min(months), max(months)
    return {
        "entity_code": code,
        "entity_name_en": code.title(),
        "entity_name_ar": f"هيئة {code}",
        "fiscal_year": str(of),
        "first_month": f"{of}-{first:02}-01",
        "last_month": f"{of}-{last:02}-01",
        "first_month_name_en": names[first][0],
        "first_month_name_ar": names[first][1],
        "last_month_name_en": names[last][0],
        "last_month_name_ar": names[last][1],
        "month_count": len(months),
        "month_bits": sum(1 << month - 1 for month in months),
        "expense_amount": 1_000_000,
        "consolidated_expense_amount": 1_000_000,
        **more,
    }


@pytest.mark.parametrize(
    ("months", "english", "arabic"),
    [
        ((8, 9, 10), "August to October 2026", "من أغسطس إلى أكتوبر 2026"),
        ((10,), "October 2026", "في أكتوبر 2026"),
        ((1, 5, 12), "January, May and December 2026", "في يناير، مايو وديسمبر 2026"),
        ((1, 12), "January and December 2026", "في يناير وديسمبر 2026"),
    ],
)
def test_months_that_have_lines_are_said_and_no_others(months, english, arabic):
    assert said("finance_headline", "months", "en", year("roads", months)) == english
    assert said("finance_headline", "months", "ar", year("roads", months)) == arabic


def test_months_of_several_entities_are_those_that_any_has():
    rows = year("roads", (8, 10)), year("courts", (9,))
    assert said("finance_headline", "months", "en", *rows) == "August to October 2026"


def test_months_of_two_years_are_not_joined():
    rows = year("roads", (1, 12), of=2025), year("roads", (8, 9, 10))
    found = said("finance_headline", "entity_lead", "en", *rows)
    assert found.startswith("Roads spent 2.00 m AED, finished months of 2025 and 2026. Choose one")
    found = said("finance_headline", "entity_lead", "ar", *rows)
    assert "للأشهر المنتهية من 2025 و2026. اختر سنة واحدة" in found


@pytest.mark.parametrize("metric", ["government_lead", "entity_lead"])
def test_one_entity_is_named_and_several_are_counted(metric):
    one = said("finance_headline", metric, "en", year("roads", (8,)))
    assert one.startswith("Roads spent 1.00 m AED, August 2026. Its books do not hold")
    two = [year("roads", (8,)), year("courts", (8,))]
    assert said("finance_headline", metric, "en", *two).startswith("2 entities spent")
    assert said("finance_headline", metric, "ar", *two).startswith("أنفقت جهتان 2.00")
    three = [*two, year("health", (8,))]
    assert said("finance_headline", metric, "ar", *three).startswith("أنفقت 3 جهات")


def test_one_entity_against_the_year_before_says_by_how_much():
    before = {"consolidated_expense_before_amount": 1_000_000, "is_comparable": True}
    found = said("finance_headline", "government_lead", "en", year("roads", (8,), **before))
    assert ": 0.0 % on the same months of the year before, or 0.00 AED." in found


def test_comparison_of_some_says_of_how_many():
    """A share of 40 entities stood behind "52 entities spent" as if it were theirs."""
    before = {"consolidated_expense_before_amount": 500_000, "is_comparable": True}
    rows = [year(code, (8,), **before) for code in ("roads", "courts")]
    all_said = [said("finance_headline", "government_lead", one, *rows) for one in ("en", "ar")]
    assert "+100.0 % on the same months of the year before. Spending" in all_said[0]
    assert "عن الأشهر نفسها من السنة السابقة. ارتفع" in all_said[1]
    rows.append(year("health", (8,), is_comparable=False))
    some_said = [said("finance_headline", "government_lead", one, *rows) for one in ("en", "ar")]
    assert "of the year before at the 2 whose books hold them. Spending" in some_said[0]
    assert "السنة السابقة في الجهات التي تحويها دفاترها وعددها 2. ارتفع" in some_said[1]


def test_comparison_of_people_says_of_how_many():
    month = {"month_start": "2026-11-01", "head_count": 4}
    rows = [
        {"entity_code": code, **month, "head_before_count": was}
        for code, was in (("a", 2), ("b", 2), ("c", None))
    ]
    found = said("workforce_headline", "workforce_lead", "en", *rows)
    assert "+100.0 % on the year before at the 2 that had people then;" in found
    assert "at the" not in said("workforce_headline", "workforce_lead", "en", *rows[:2])


@pytest.mark.parametrize(
    ("dataset", "metric"),
    [
        *[("finance_headline", "government_lead"), ("finance_headline", "entity_lead")],
        *[("freshness", "freshness_lead"), ("freshness", "freshness_card")],
        ("workforce_headline", "workforce_lead"),
    ],
)
def test_entity_that_there_is_not_is_told_so(dataset, metric):
    assert "there is no such entity" in said(dataset, metric, "en").lower()
    assert "لا توجد جهة بهذا الاسم" in said(dataset, metric, "ar")


def fresh(code: str, is_fresh: bool = True) -> dict:
    return {
        "entity_code": code,
        "entity_name_en": code.title(),
        "entity_name_ar": f"هيئة {code}",
        "is_stale": not is_fresh,
        "is_reconciled": is_fresh,
        "data_as_of": "2026-11-30 06:04:00",
        "freshness_status": "Fresh" if is_fresh else "Blocked",
    }


@pytest.mark.parametrize(
    ("states", "english", "arabic"),
    [
        ((True,), "Roads is fresh, read at 2026-11-30 06:04 UTC", "بيانات هيئة roads حديثة"),
        ((False,), "Roads is not fresh: Roads (blocked)", "بيانات هيئة roads ليست حديثة"),
        ((True, True, True), "All 3 entities are fresh", "بيانات الجهات كلها حديثة وعددها 3"),
        ((False, True), "1 of 2 entities is not fresh", "1 من جهتين بياناتها ليست حديثة"),
        ((False, False, True), "2 of 3 entities are not fresh", "2 من 3 جهات بياناتها"),
    ],
)
def test_fresh_entities_are_counted_in_words_that_agree(states, english, arabic):
    rows = [fresh(code, one) for code, one in zip(("roads", "courts", "tax"), states, strict=False)]
    assert said("freshness", "freshness_lead", "en", *rows).startswith(english)
    assert said("freshness", "freshness_lead", "ar", *rows).startswith(arabic)
    assert "1 in all" not in said("freshness", "freshness_card", "en", *rows)


def test_people_are_counted_in_words_that_agree():
    for people, english, arabic in (
        (1, "1 person is in service", "يعمل موظف واحد في"),
        (3, "3 people are in service", "يعمل 3 موظفين في"),
        (40, "40 people are in service", "يعمل 40 موظفاً في"),
    ):
        rows = [
            {"entity_code": code, "month_start": "2026-11-01", "head_count": count}
            for code, count in (("a", people), ("b", 0))
        ]
        assert said("workforce_headline", "workforce_lead", "en", *rows).startswith(english)
        assert said("workforce_headline", "workforce_lead", "ar", *rows).startswith(arabic)
