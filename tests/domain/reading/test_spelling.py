"""A text is found in all its spellings, and nothing in it is a mark of a pattern."""

import re

import pytest

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.conditions import OURS, read_conditions
from erp_app.domain.reading.spelling import (
    has_spellings,
    literally,
    pattern_of,
    pattern_of_like,
)

FOUND = [
    ("الاصول", "الأصول المتداولة"),
    ("ايجار", "إيجار المكاتب"),
    ("ضريبه", "ضريبة القيمة المضافة"),
    ("مبانى", "صيانة مباني الجهة"),
    ("صيانه  مباني", "صيانة مبانى"),
    ("الضريبة", "الضَّريبةُ"),
    ("الضَّريبة", "الضريبة"),
    ("رســـوم", "رسوم"),
    ("رسوم", "رســوم"),
    ("فاتوره 2024", "فاتورة ٢٠٢٤"),
    ("٥٢١", "52101"),
    ("مؤسسه", "موسسة"),
    ("rent june", "Rent   June"),
    ("a.b", "A.B"),
    ("50% (net) [x] {y} ^$ c:\\d|+*?", "50% (net) [x] {y} ^$ c:\\d|+*?"),
]
LEFT_ALONE = [("a.b", "axb"), ("ايجار", "تاجير"), ("rent june", "rentjune"), ("(a|b) c", "b c")]


@pytest.mark.parametrize(("text", "stored"), FOUND)
def test_text_is_found_in_another_spelling(text, stored):
    assert re.search(pattern_of(text), stored, re.IGNORECASE)
    assert re.search(pattern_of_like(f"%{text.split('%')[0]}%"), stored, re.IGNORECASE)


@pytest.mark.parametrize(("text", "stored"), LEFT_ALONE)
def test_other_words_are_not_found(text, stored):
    assert not re.search(pattern_of(text), stored, re.IGNORECASE)


def test_pattern_keeps_its_ends_and_a_line_is_a_letter():
    assert re.search(pattern_of_like("الاصول%"), "الأصول المتداولة")
    assert not re.search(pattern_of_like("%الاصول"), "الأصول المتداولة")
    assert re.search(pattern_of_like("%ضريب%مضاف%"), "ضريبة القيمة المضافة")
    assert not re.search(pattern_of_like("%ا_ر%"), "ايجار")


def test_plain_words_are_left_to_the_database():
    assert not has_spellings("rent")
    assert not has_spellings("café noir")  # its collation knows accents, a pattern does not
    assert has_spellings("rent june")
    assert has_spellings("ا")
    assert literally("50%_\\") == "50\\%\\_\\\\"


@pytest.mark.parametrize("operator", sorted(OURS))
def test_no_request_says_a_pattern(operator):
    with pytest.raises(RuleError):
        read_conditions([["title", operator, "(a+)+$"]])
