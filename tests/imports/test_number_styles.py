"""One style of numbers per column, found from what can only be read one way."""

import pytest

from erp_app.imports.number_styles import COMMA, POINT, decimal_mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1234", None),
        ("1,234", None),
        ("1.234", None),
        ("1,234.5", "."),
        ("1.234,5", ","),
        ("12,50", ","),
        ("12.5", "."),
        ("1,234,567", "."),
        ("1.234.567", ","),
        ("٧٫٥", None),
        ("\u200f1,234\u200e", None),
    ],
)
def test_mark_before_the_decimals_is_found_where_only_one_fits(text, mark):
    assert decimal_mark(text) == mark


@pytest.mark.parametrize(
    ("style", "text", "canonical"),
    [
        (POINT, "1,234.50", "1,234.50"),
        (COMMA, "1.234,50", "1,234.50"),
        (COMMA, "1234,50", "1234.50"),
        (POINT, "١٬٢٣٤٫٥٠", "1,234.50"),
        (COMMA, "١٬٢٣٤٫٥٠", "1,234.50"),
        (COMMA, "1\u202f234,50", "1,234.50"),
        (POINT, "-20", "-20"),
        (COMMA, "\u200f1.234,50\u200e", "1,234.50"),
    ],
)
def test_amount_is_written_in_one_way(style, text, canonical):
    assert style.canonical(text) == canonical
