"""The definition of a head and of a vacancy."""

from datetime import date
from decimal import Decimal

import pytest

from erp_app.domain.people.headcount import (
    Position,
    compute_share_percent,
    compute_shares_percent,
    count_heads,
    list_vacancies,
    shorten_codes,
)
from erp_app.domain.people.tenure import Span

DAY = date(2026, 6, 30)


def test_heads_are_people_in_force_on_the_day():
    appointments = [
        ("E1", "G05", Span(date(2026, 1, 1))),
        ("E2", "G05", Span(date(2026, 6, 30), date(2026, 6, 30))),
        ("E3", "G06", Span(date(2026, 7, 1))),
        ("E4", "G06", Span(date(2020, 1, 1), date(2026, 6, 29))),
    ]
    assert count_heads(appointments, DAY) == {"G05": 2}


def test_person_who_moved_counts_once_where_they_are():
    moved = [
        ("E1", "G05", Span(date(2026, 1, 1), date(2026, 6, 29))),
        ("E1", "G06", Span(date(2026, 6, 30))),
    ]
    assert count_heads(moved, DAY) == {"G06": 1}
    assert count_heads(moved, date(2026, 6, 29)) == {"G05": 1}


def test_vacancy_is_an_existing_unfrozen_post_nobody_holds():
    positions = [
        Position("held", date(2020, 1, 1)),
        Position("vacant", date(2020, 1, 1)),
        Position("frozen", date(2020, 1, 1), is_frozen=True),
        Position("abolished", date(2020, 1, 1), abolished_on=DAY),
        Position("not yet", date(2026, 7, 1)),
    ]
    held = [("held", Span(date(2026, 1, 1))), ("vacant", Span(date(2026, 7, 1)))]
    assert list_vacancies(positions, held, DAY) == ["vacant"]


def test_share_of_nothing_is_zero():
    assert compute_share_percent(0, 0) == Decimal("0.0")
    assert compute_share_percent(2, 3) == Decimal("66.7")


def test_codes_of_one_family_lose_what_they_share():
    assert shorten_codes(["ROADS", "ROADS-11", "ROADS-11-02"]) == ["ROADS", "11", "11-02"]


def test_codes_of_two_families_and_words_stay_whole():
    assert shorten_codes(["ROADS-11", "COURTS-11"]) == ["ROADS-11", "COURTS-11"]
    assert shorten_codes(["National", "Expatriate"]) == ["National", "Expatriate"]
    assert shorten_codes([]) == []


@pytest.mark.parametrize(
    "parts", [[1, 1, 1], [2, 3, 5, 7, 11, 13], [1] * 7, [0, 5], [999, 1, 1], [3], list(range(40))]
)
def test_shares_of_a_whole_make_a_hundred(parts):
    shares = compute_shares_percent(parts)
    assert sum(shares) == 100
    for part, share in zip(parts, shares, strict=True):
        assert abs(share - Decimal(part) * 100 / sum(parts)) < Decimal("0.1")


def test_nobody_has_no_share():
    assert compute_shares_percent([0, 0]) == [0, 0]
    assert compute_shares_percent([]) == []
