"""Sentences with figures in them: worked examples, run by the engine that says them."""

from __future__ import annotations

import re

import duckdb
import pytest

from bi.compiler.form import FOLDER
from bi.compiler.sentences import SentenceInvalidError, Variant, sentence_sql

METRICS = {
    "spend": "sum(spend)",
    "before": "sum(spend_before)",
    "name": "max(name)",
    "people": "sum(people)",
    "ratio": "max(ratio)",
}


def say(text: str, language: str = "en", drawn: str = "text", **row) -> str:
    """Return what a sentence says of one row."""
    given = {"spend": 0, "spend_before": 0, "name": "", "people": 0, "ratio": 0.0, **row}
    kinds = {name: "text" if name == "name" else "decimal(18, 4)" for name in given}
    columns = ", ".join(f"cast(? as {kind}) as {name}" for name, kind in kinds.items())
    sql = sentence_sql((Variant(None, {language: text}),), METRICS, language, drawn)
    question = f"select {sql} from (select {columns})"
    return duckdb.execute(question, list(given.values())).fetchone()[0]


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("{short spend} AED", {"spend": 4_206_775_151.52}, "4.21 bn AED"),
        ("{short spend} AED", {"spend": 4_000_000}, "4.00 m AED"),
        ("{short spend} AED", {"spend": -1_250}, "−1.25 k AED"),
        ("{short spend} AED", {"spend": 12.5}, "12.50 AED"),
        ("{short spend} AED", {"spend": 999_999_999}, "1,000.00 m AED"),
        ("{signed spend}", {"spend": 30_200_000}, "+30.20 m"),
        ("{signed spend}", {"spend": -30_200_000}, "−30.20 m"),
        ("{signed spend}", {"spend": 0}, "0.00"),
        ("{signed spend}", {"spend": 0.004}, "0.00"),
        ("{signed spend}", {"spend": -0.004}, "0.00"),
        ("{rise ratio}", {"ratio": 0.0004}, "0.0 %"),
        ("{change spend before}", {"spend": 1000, "spend_before": 1000}, "0.0 %"),
        ("{change spend before}", {"spend": 99999, "spend_before": 100000}, "0.0 %"),
        ("{counted people: entity / entities} spent", {"people": 1}, "1 entity spent"),
        ("{counted people: entity / entities} spent", {"people": 0}, "0 entities spent"),
        ("{counted people: entity / entities} spent", {"people": 1200}, "1,200 entities spent"),
        ("{count people} {form people: is / are} not fresh", {"people": 1}, "1 is not fresh"),
        ("{count people} {form people: is / are} not fresh", {"people": 2}, "2 are not fresh"),
        ("{count people} people", {"people": 6550}, "6,550 people"),
        ("{share ratio}", {"ratio": 0.6123}, "61.2 %"),
        ("{rise ratio}", {"ratio": 0.0131}, "+1.3 %"),
        ("{rise ratio}", {"ratio": -0.004}, "−0.4 %"),
        ("{change spend before}", {"spend": 1032, "spend_before": 1000}, "+3.2 %"),
        ("{change spend before}", {"spend": 968, "spend_before": 1000}, "−3.2 %"),
        # Of nothing, and of less than nothing, no share can be said: -137,590 % was.
        ("up {change spend before}.", {"spend": 1, "spend_before": 0}, "up +1."),
        ("{change spend before}", {"spend": 1_000_001, "spend_before": -1999}, "+1.00 m"),
        ("{change spend before}", {"spend": -3, "spend_before": -1}, "−2"),
        ("{change spend before}", {"spend": 0.25, "spend_before": 0}, "+0.25"),
        ("up {change spend before}.", {"spend": 1, "spend_before": None}, "up –."),
        ("its {text name}", {"name": "O'Neil"}, "its O'Neil"),
        ("it's {count people}", {"people": 1}, "it's 1"),
    ],
)
def test_sentence_says_figures_as_people_read_them(text, row, said):
    assert words(say(text, **row)) == said


def test_exact_value_is_told_when_pointed_at():
    assert 'title="4,206,775,151.52"' in say("{short spend}", spend=4_206_775_151.52)
    assert 'title="1,000"' in say("{change spend before}", spend=1, spend_before=1000)


def test_arabic_sentence_keeps_digits_in_their_direction_and_units_in_its_own():
    said = say("{short spend} درهم", language="ar", spend=1_590_000_000)
    assert '<bdi dir="ltr">1.59</bdi> مليار' in said


def test_markup_of_the_data_is_shown_as_it_is_written():
    said = say("{text name}", name="<b>&amp;</b><script>")
    assert said == "<bdi>&lt;b>&amp;amp;&lt;/b>&lt;script></bdi>"


def test_lines_of_a_card_stand_below_each_other():
    said = say("{count people} | people", drawn="card", people=3)
    assert said.startswith('<div class="diwan-card"><div>')
    assert said.count("<div>") == 2
    assert words(say("a | b", drawn="lead")) == "a | b"


def test_first_variant_whose_condition_holds_is_said():
    variants = (
        Variant("count(*) = 0", {"en": "nothing"}),
        Variant("sum(people) > 5", {"en": "many"}),
        Variant(None, {"en": "few"}),
    )
    sql = sentence_sql(variants, METRICS, "en")
    for people, said in (([], "nothing"), ([9], "many"), ([2], "few")):
        question = f"select {sql} from (select unnest(?::integer[]) as people)"
        assert duckdb.execute(question, [people]).fetchone()[0] == said


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{short spending}", "names no metric: spending"),
        ("{long spend}", "is none of"),
        ("{change spend}", "is none of"),
        ("{short spend before}", "is none of"),
    ],
)
def test_sentence_that_names_what_is_not_there_is_refused(text, complaint):
    with pytest.raises(SentenceInvalidError, match=complaint):
        sentence_sql((Variant(None, {"en": text}),), METRICS, "en")


@pytest.mark.parametrize(
    ("people", "said"),
    [
        *[(1, "جهة واحدة"), (2, "جهتان"), (3, "3 جهات"), (10, "10 جهات"), (11, "11 جهة")],
        *[(99, "99 جهة"), (100, "100 جهة"), (103, "103 جهات"), (0, "0 جهة")],
    ],
)
def test_arabic_word_agrees_with_its_number(people, said):
    text = "أنفقت {counted people: جهة واحدة / جهتان / جهات / جهة}"
    assert words(say(text, "ar", people=people)) == f"أنفقت {said}"


def test_arabic_word_of_hundreds_may_be_another():
    text = "{counted people: موظف واحد / موظفان / موظفين / موظفاً / موظف}"
    assert words(say(text, "ar", people=14)) == "14 موظفاً"
    assert words(say(text, "ar", people=200)) == "200 موظف"


def test_moments_and_names_keep_their_own_direction():
    said = say("قُرئت {moment name} بالتوقيت", "ar", name="2026-11-30 06:04")
    assert '<bdi dir="ltr">2026-11-30 06:04</bdi>' in said
    assert 'class="diwan-figure"' in said, "it is not broken at a line's end"
    assert say("لدى {text name}", "ar", name="Roads (stale)") == "لدى <bdi>Roads (stale)</bdi>"


@pytest.mark.parametrize("text", ["{counted people}", "{form people: is}", "{count people: a / b}"])
def test_forms_that_a_language_has_not_are_refused(text):
    for language in ("en", "ar"):
        with pytest.raises(SentenceInvalidError, match="forms, told apart by /"):
            say(text, language)
    with pytest.raises(SentenceInvalidError, match="has not 4 or 5 forms"):
        say("{counted people: جهة / جهات}", "ar")


def test_no_sentence_counts_without_the_form_of_its_word():
    """A number is followed by a word that agrees with it, in both languages."""
    loose = re.compile(
        r"\{count [a-z_]+\}(</b>)? "
        r"(?!of |in all|not fresh|من |منها |ليست حديثة|مجمدة|بين |\{form|·|\|)[\w]"
    )
    for file in (FOLDER / "datasets").glob("*.yml"):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            assert not loose.search(line), f"{file.name}:{number}"
