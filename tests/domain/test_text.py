"""Marks that nobody sees: gone from codes, and from words where they turn or hide something."""

import pytest

from erp_app.domain.people.identity import parse_identity_number
from erp_app.domain.text import clean_code, clean_line, clean_words

ORDER_MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN_MARKS = "\u200b\u200c\u200d\u200e\u200f\ufeff\u061c\u2060\u00ad"


@pytest.mark.parametrize("mark", ORDER_MARKS + UNSEEN_MARKS)
def test_code_is_the_same_with_a_mark_anywhere(mark):
    assert clean_code(f"{mark}G{mark}F {mark}") == "GF"


@pytest.mark.parametrize("mark", ORDER_MARKS)
def test_words_are_shown_in_the_order_they_are_written(mark):
    assert clean_words(f"pay {mark}ten{mark}") == "pay ten"
    assert clean_line(f"pay {mark}ten{mark}") == "pay ten"


@pytest.mark.parametrize("mark", UNSEEN_MARKS)
def test_words_keep_marks_within_and_lose_them_at_their_ends(mark):
    assert clean_words(f"{mark} مي{mark}خواهم {mark}") == f"مي{mark}خواهم"


def test_arabic_digits_of_a_code_are_digits():
    assert clean_code("٥٢١٠١") == clean_code("۵۲۱۰۱") == "52101"


def test_number_of_a_person_is_known_with_marks_and_arabic_digits():
    assert parse_identity_number("\u200f784-1985-1234567-٣\u200e") == "784-1985-1234567-3"
