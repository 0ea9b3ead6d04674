"""Reasons of the night in Arabic: every sentence that a night can say, and what fills it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.nightly import asked, reasons, standing, steps
from analytics.nightly.reasons import in_arabic, sentences
from analytics.transform import culprits, reconcile
from analytics.transform.dbt_build import PROJECT

ENGLISH = re.compile(r"[A-Za-z]{3,}")
SAYS = re.compile(r"""['"]says['"]: (?:called ~ )?(['"])(.*?)\1(?: ~ (.*?) ~ '(.*?)')?""")
FAULTS = re.compile(r"(?:then '|^\s+')(.*?)'(?: as fault)?$", re.M)


def without_quotes(text: str) -> str:
    """Return a reason without what is quoted in it, and without commands."""
    return re.sub(r"\u2068.*?\u2069|\./diwan[\w -]*", "", text, flags=re.S)


def said_by_tests() -> list[str]:
    """Return every sentence of dbt's tests, its places filled."""
    found = []
    for file in sorted((PROJECT / "tests").rglob("*.sql")):
        for _quote, text, joined, rest in SAYS.findall(file.read_text("utf-8")):
            if text != " {record}: {fault}.":
                found.append(text + ("Man, Woman" + rest if joined else ""))
    return found


def filled(text: str) -> str:
    return re.sub(r"{(\w+)}", "X7", text)


def test_every_sentence_of_a_test_is_there_in_arabic():
    said = said_by_tests()
    assert len(said) >= 17
    for text in said:
        assert not ENGLISH.search(without_quotes(in_arabic(filled(text)))), text


@pytest.mark.parametrize(
    "fault",
    [
        "org unit is empty; fill it in",
        "kind 'Visit' is none of Appointment, Transfer; choose one of them",
        "grade 'G99' is not known; add it or name another",
        "valid from 0001-01-01 cannot be; correct the date",
        "valid to 2020-01-01 is before valid from 2021-01-01; correct one of them",
        "debit -5.00 is below zero; post it on the other side",
        "it stands 3 times; leave one of them",
    ],
)
def test_every_fault_of_a_row_is_there_in_arabic(fault):
    """As dbt_project/tests/generic/sound_rows.sql writes them."""
    words = fault.partition("; ")[2]
    assert words in (PROJECT / "tests" / "generic" / "sound_rows.sql").read_text("utf-8")
    arabic = in_arabic(f"Appointment APT-1: {fault}. And 4 more like it.")
    assert not ENGLISH.search(without_quotes(arabic)), arabic


def test_what_differs_from_the_books_is_there_in_arabic():
    for balances, accounts in ((0, 0), (1, 1), (2, 3)):
        for values in ([1, 1, 5, 4, 2, 2, 9, 8], [1, 2, 5, 5, 2, 3, 9, 9], [1] * 8):
            for sentence in reconcile._sentences(balances, accounts, values):
                assert not ENGLISH.search(without_quotes(in_arabic(sentence))), sentence


def test_sentences_of_the_night_stand_in_its_code():
    """Whoever rewords one is told here."""
    texts = "".join(
        Path(str(one.__file__)).read_text("utf-8")
        for one in (asked, standing, steps, culprits, reconcile)
    )
    for said in ("it was never read", "the platform names no database of it any more"):
        assert said in texts
        assert said in sentences()
    for said in (
        "damaged files in the lake: ",
        "Its rows cannot be made into ",
        ". Correct the record.",
    ):
        assert said in texts


def test_several_sentences_are_each_said():
    said = in_arabic(
        "lines: 5 in the ERP, 4 in the warehouse. 3 balances per account and period differ."
    )
    assert without_quotes(said).count(".") == 2
    assert "⁨3⁩" in said


def test_engines_own_words_are_said_in_arabic():
    """As DuckDB's scanner of MySQL says them."""
    for words, said in (
        ("Unknown database 'diwan_gone'", "قاعدة البيانات ⁨diwan_gone⁩ غير موجودة"),
        (
            "Access denied for user 'r'@'%' to database 'diwan_gone'. Attempted host: 127.0.0.1",
            "قاعدة البيانات ⁨diwan_gone⁩ غير موجودة أو لا يراها مستخدم القراءة",
        ),
        (
            "Access denied for user 'reader'@'localhost' (using password: YES)",
            "رُفض دخول مستخدم القراءة إلى قاعدة البيانات",
        ),
    ):
        begin = (
            'IOException: IO Error: Failed to connect to MySQL database with parameters "host=x": '
        )
        assert in_arabic(begin + words) == said


def test_what_nobody_foresaw_is_quoted_beside_what_is_known():
    said = in_arabic("OSError: disk full; damaged files in the lake: a/b.parquet and 2 more")
    assert said.startswith(f"{reasons.ISOLATE}OSError: disk full{reasons.END}؛ ملفات تالفة")
    odd = in_arabic("Something odd. debits: 1 in the ERP, 2 in the warehouse.")
    assert odd.startswith("⁨Something odd.⁩ المدين")
    assert in_arabic("") == ""


def test_arabic_takes_no_place_that_the_english_does_not_fill():
    for english, arabic in sentences().items():
        assert set(re.findall(r"{(\w+)}", arabic)) <= set(re.findall(r"{(\w+)}", english)), english
