"""A released tile in a dashboard's file: its line, its place, and nothing else changed."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from bi.compiler.additions import (
    Addition,
    AdditionInvalidError,
    difference,
    missing,
    texts_with,
    write_into,
    write_line,
)
from bi.compiler.bundle import compile_form
from bi.compiler.form import FOLDER, load_form
from bi.compiler.marts import load_marts
from bi.compiler.released import Released
from bi.proposals import draft
from bi.proposals.draft import Wish
from bi.proposals.refusals import ProposalRefusedError
from bi.proposals.words import refusals_in

FACTS = {
    "slug": "workforce-mine",
    "kind": "bars",
    "dataset": "workforce_month",
    "metrics": ["joiners"],
    "by": ["category"],
    "where": "entity_name_en = 'O''Neil: \"a\", {b}'",
    "width": 4,
    "title": {"en": "Mine, <b>own</b>: all", "ar": "لي"},
}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "dashboards")
    return tmp_path / "dashboards"


def addition(beside="", **changes):
    return Addition("workforce", write_line({**FACTS, **changes}), beside, 40)


def rows(folder, subject="workforce"):
    dashboard = load_form(folder).dashboards[subject]
    return [[tile.slug for tile in row] for row in dashboard.rows]


def test_line_says_the_same_facts_again():
    assert addition().facts == FACTS


def test_tile_gets_a_row_at_the_end_and_nothing_else_changes(folder):
    file = folder / "workforce.yml"
    file.write_text("# kept\n" + file.read_text("utf-8").rstrip("\n"), "utf-8")
    before, text = rows(folder), file.read_text("utf-8")
    assert [one.slug for one in write_into([addition()], folder)] == ["workforce-mine"]
    assert rows(folder) == [*before, ["workforce-mine"]]
    assert file.read_text("utf-8").startswith(text)
    [tile] = load_form(folder).dashboards["workforce"].rows[-1]
    assert (tile.height, tile.where, tile.title.en) == (40, FACTS["where"], FACTS["title"]["en"])


def test_second_write_changes_nothing(folder):
    write_into([addition()], folder)
    text = (folder / "workforce.yml").read_text("utf-8")
    assert missing([addition()], folder) == []
    assert write_into([addition()], folder) == []
    assert (folder / "workforce.yml").read_text("utf-8") == text


def test_tile_stands_beside_another_where_there_is_room_and_below_where_not(folder):
    first = addition()
    beside = addition("workforce-mine", slug="workforce-second", width=8)
    too_wide = addition("workforce-mine", slug="workforce-third", width=3)
    write_into([first, beside, too_wide], folder)
    assert rows(folder)[-2:] == [["workforce-mine", "workforce-second"], ["workforce-third"]]


def test_file_that_goes_on_after_its_rows_is_left_to_a_person(folder):
    file = folder / "workforce.yml"
    title, rest = file.read_text("utf-8").split("\n", 1)
    file.write_text(f"{rest}{title}\n", "utf-8")
    text = file.read_text("utf-8")
    with pytest.raises(AdditionInvalidError, match="workforce-mine"):
        write_into([addition()], folder)
    assert file.read_text("utf-8") == text


def test_dashboard_there_is_not_is_named(folder):
    with pytest.raises(AdditionInvalidError, match=r"no file dashboards/nowhere\.yml"):
        texts_with([Addition("nowhere", addition().line, "", 40)], folder)


def test_difference_is_that_of_the_file():
    text = (FOLDER / "workforce.yml").read_text("utf-8")
    added = [
        line
        for line in difference("workforce", text, texts_with([addition()])["workforce"]).split("\n")
        if line.startswith("+") and not line.startswith("+++")
    ]
    assert added == ["+  - height: 40", "+    tiles:", f"+      - {addition().line}"]


def test_released_tile_is_compiled_beside_the_files():
    form = load_form(texts=texts_with([addition()]))
    wanted = compile_form(form, load_marts())
    assert set(wanted) - set(compile_form(load_form(), load_marts())) == {
        "charts/workforce-mine.yaml",
        "charts/workforce-mine_ar.yaml",
    }
    Released([addition()], []).require_fitting(form)


def test_push_is_refused_when_a_released_tile_no_longer_fits():
    gone = addition(metrics=["no_such"])
    form = load_form(texts=texts_with([gone]))
    with pytest.raises(AdditionInvalidError, match=r"unknown metric 'no_such'.*pull"):
        Released([gone], []).require_fitting(form)


# --- before it is sent ----------------------------------------------------------------------


@pytest.fixture
def marts():
    """Return an engine with one mart that has three kinds of entities."""
    connection = duckdb.connect()
    columns = load_marts()["rpt_workforce_month"].columns.values()
    listed = ", ".join(f"{one.name} {one.type}" for one in columns)
    connection.execute(f"create schema marts; create table marts.rpt_workforce_month ({listed})")
    for name in "abc":
        connection.execute(
            "insert into marts.rpt_workforce_month (category_name_en, category_name_ar)"
            f" values ('{name}', '{name}')"
        )
    return connection


def test_checks_of_validate_are_asked_before_it_is_sent(marts):
    one = draft.place(addition(), [], marts)
    assert one.row == len(load_form().dashboards["workforce"].rows)
    assert "+    tiles:" in one.difference
    for change, said in (
        ({"metrics": ["no_such"]}, "unknown metric"),
        ({"where": "no_such = 1"}, "no_such"),
        ({"slug": "workforce-lead"}, "used twice"),
    ):
        with pytest.raises(ProposalRefusedError) as caught:
            draft.place(addition(**change), [], marts)
        assert said in caught.value.refusals[0].values[0]


def test_row_limit_that_would_cut_is_refused(marts):
    one = draft.place(addition(where="category_name_en < 'x'"), [], marts)
    [refusal] = draft.check_row_limit(2, one.tile, one.form, marts)
    assert (refusal.key, refusal.values) == ("row_limit", ("2", "3"))
    for enough in (3, 0, None, "10000"):
        assert draft.check_row_limit(enough, one.tile, one.form, marts) == []


def test_titles_are_demanded_in_both_languages():
    def keys(english, arabic):
        return [one.key for one in draft.check_titles(english, arabic)]

    assert keys("Spend <b>", "الإنفاق <b>") == []
    assert keys("Spend", " ") == ["title_missing"]
    assert keys("Spend", "Spend") == ["title_not_arabic"]
    assert keys('Spend "x"', "الإنفاق") == ["title_letters"]
    assert keys("S" * 121, "الإنفاق") == ["title_letters"]


def test_place_that_is_not_there_is_refused():
    def keys(subject, beside, width):
        wish = Wish(subject, beside, width, "Spend", "الإنفاق")
        return [one.key for one in draft.check_wish(wish, load_form())]

    assert keys("workforce", "", 6) == []
    assert keys("nowhere", "", 6) == ["place_unknown"]
    assert keys("workforce", "nobody", 6) == ["place_unknown"]
    assert keys("workforce", "", 13) == ["place_unknown"]
    assert keys("workforce", "workforce-lead", 6) == ["no_room"]


def test_title_of_another_tile_is_refused_in_words_of_both_languages():
    """Each language by itself, however it is written; on another dashboard it is free."""

    def said(subject, english, arabic):
        found = draft.check_wish(Wish(subject, "", 6, english, arabic), load_form())
        assert all(one.key == "title_taken" for one in found)
        return refusals_in("en", found), refusals_in("ar", found)

    english, arabic = said("workforce", "joiners AND leavers", "حركة")
    assert english == [
        "This dashboard has a tile called “Joiners and leavers” already."
        " Give it a title that says the difference."
    ]
    assert "Joiners and leavers" in arabic[0]
    assert "بلاطة عنوانها" in arabic[0]
    assert len(said("workforce", "Moves", "الملتحقون  و المغادرون")[0]) == 1
    assert len(said("workforce", "Joiners and leavers", "في الخدمة")[0]) == 2
    assert said("government", "Joiners and leavers", "حركة") == ([], [])


def test_title_that_was_given_meanwhile_is_refused(marts):
    first = addition(title={"en": "Joiners by kind", "ar": "الملتحقون"})
    second = addition(slug="workforce-other", title={"en": "Joiners by kind", "ar": "آخر"})
    with pytest.raises(ProposalRefusedError) as caught:
        draft.place(second, [first], marts)
    assert [one.key for one in caught.value.refusals] == ["title_taken"]


def test_digest_stands_for_line_place_chart_and_dataset(marts):
    one = draft.place(addition(), [], marts)
    other = draft.place(addition(width=6), [], marts)
    digests = {one.digest("a", "b"), one.digest("x", "b"), one.digest("a", "x")}
    assert len({*digests, other.digest("a", "b")}) == 4
