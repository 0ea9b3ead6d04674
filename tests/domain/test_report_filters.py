"""Filters of reports: every one of its kind, everything else refused with its name."""

from datetime import date

import pytest

from erp_app.domain.report_filters import (
    FilterInvalidError,
    RawFilters,
    StatementFilters,
    read_statement_filters,
)

TEXTS = ["fiscal_year", "account", "voucher", "voucher_type", "cost_centre", "fund", "function"]
WRONG = [["like", "%"], {"a": 1}, 7, True, 1.5, "x" * 141]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("value", WRONG, ids=str)
def test_texts_are_short_texts(name, value):
    with pytest.raises(FilterInvalidError, match="is not something to choose"):
        read_statement_filters({name: value})


@pytest.mark.parametrize("name", ["from_period", "to_period"])
@pytest.mark.parametrize(
    "value", ["2026-11'--", "0", 0, 14, "-1", "1.5", 1.5, True, [1], "١", "9" * 9]
)
def test_periods_are_numbers_of_a_year(name, value):
    with pytest.raises(FilterInvalidError, match="Period"):
        read_statement_filters({name: value})


@pytest.mark.parametrize("name", ["from_date", "to_date"])
@pytest.mark.parametrize("value", ["yesterday", "2026-02-30", 20260101, True, ["2026-01-01"], "0"])
def test_days_are_days(name, value):
    with pytest.raises(FilterInvalidError, match="Date"):
        read_statement_filters({name: value})


@pytest.mark.parametrize("name", ["group_rows", "comparison"])
@pytest.mark.parametrize("value", ["yes", 2, [1], {"a": 1}, 1.5], ids=str)
def test_boxes_are_ticked_or_not(name, value):
    with pytest.raises(FilterInvalidError):
        read_statement_filters({name: value})


@pytest.mark.parametrize("sent", ["text", 7, [["account", "=", "1"]], True], ids=str)
def test_filters_are_names_with_values(sent):
    with pytest.raises(FilterInvalidError):
        RawFilters(sent)


@pytest.mark.parametrize("sent", [None, [], {}, {"account": None, "from_period": "", "fund": ""}])
def test_nothing_chosen_is_the_whole_year(sent):
    assert read_statement_filters(sent) == StatementFilters(dimensions={})


def test_what_the_screen_sends_is_read():
    asked = read_statement_filters(
        {
            "fiscal_year": "2026", "from_period": "2", "to_period": 3, "account": "52101",
            "from_date": "2026-02-01", "to_date": date(2026, 3, 31), "fund": "GF",
            "group_rows": 1, "comparison": "0", "unknown": ["x"],
        }
    )  # fmt: skip
    expected = StatementFilters("2026", 2, 3, "52101", from_date=date(2026, 2, 1))
    assert (asked.fiscal_year, asked.from_period, asked.to_period) == ("2026", 2, 3)
    assert (asked.from_date, asked.to_date) == (expected.from_date, date(2026, 3, 31))
    assert (asked.dimensions, asked.group_rows, asked.comparison) == ({"fund": "GF"}, True, False)
