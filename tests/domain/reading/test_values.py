"""JSON, numbers and yes-or-no, as browsers and programs write them."""

import json

import pytest

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.values import (
    as_json,
    is_yes,
    require_rows_bounded,
    whole_number,
)


@pytest.mark.parametrize("value", [[1], {"a": [None]}, "a\nb", ["العربية"]])
def test_json_in_a_text_is_read_and_everything_else_stays(value):
    assert as_json(json.dumps(value)) == value
    assert as_json(value) == value


@pytest.mark.parametrize("text", ["", "name, title", "5", "true", " [1]", None, 7])
def test_what_does_not_begin_as_json_stays(text):
    assert as_json(text) == text


@pytest.mark.parametrize("text", ["[", "{]", '"a', '{"a": }', "[" * 50_000, '{"a":' * 50_000])
def test_what_begins_as_json_and_is_none_is_refused(text):
    with pytest.raises(RuleError, match="is not JSON") as refused:
        as_json(text)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("value", "number"),
    [("20", 20), (20, 20), (20.0, 20), (" 7 ", 7), ("0", 0), ("999999999", 999_999_999)],
)  # fmt: skip
def test_whole_numbers(value, number):
    assert whole_number(value) == number


@pytest.mark.parametrize(
    "value",
    ["-1", "1.5", 1.5, "", "1e3", "٣", "²", "1000000000", "9" * 5000, True, None, [], {}, "0x10",
     float("nan"), float("inf")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(RuleError, match="is not a whole number"):
        whole_number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), (1, True), ("True", True), ("yes", True), ("0", False), ("", False), (2, False)],
)  # fmt: skip
def test_yes_is_what_the_desk_sends_for_yes(value, expected):
    assert is_yes(value) is expected


def test_document_with_too_many_rows_is_refused_and_named():
    require_rows_bounded({"lines": [{}] * 5, "title": "x" * 50}, 5)
    with pytest.raises(RuleError, match="'lines' has more than 5 rows"):
        require_rows_bounded({"title": "t", "lines": [{}] * 6}, 5)
