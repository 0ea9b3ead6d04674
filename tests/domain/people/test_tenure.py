"""Effective dating: what a span covers and where two collide."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.people.tenure import (
    Span,
    SpanInvalidError,
    check_no_overlaps,
    close_before,
    find_in_force,
    find_overlaps,
)

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@st.composite
def spans(draw):
    start = draw(days)
    length = draw(st.none() | st.integers(0, 4000))
    return Span(start, None if length is None else start + timedelta(days=length))


@given(spans(), spans())
def test_overlap_means_a_shared_day_whichever_way_it_is_asked(left, right):
    latest_start = max(left.start, right.start)
    shares_a_day = left.covers(latest_start) and right.covers(latest_start)
    assert left.overlaps(right) == right.overlaps(left) == shares_a_day


@given(spans(), days)
def test_closed_span_never_meets_what_follows(span, next_start):
    if next_start <= span.start:
        with pytest.raises(SpanInvalidError):
            close_before(span, next_start)
        return
    closed = close_before(span, next_start)
    assert not closed.overlaps(Span(next_start))
    assert closed.covers(next_start - timedelta(days=1))


@given(st.lists(spans(), max_size=6), days)
def test_spans_that_do_not_collide_have_at_most_one_in_force(held, day):
    found = find_in_force(held, day)
    covering = [span for span in held if span.covers(day)]
    assert (found in covering) if covering else found is None
    if not check_no_overlaps(held):
        assert len(covering) <= 1


def test_both_ends_of_a_span_count():
    span = Span(date(2026, 1, 1), date(2026, 1, 31))
    assert span.covers(date(2026, 1, 1))
    assert span.covers(date(2026, 1, 31))
    assert not span.covers(date(2025, 12, 31))
    assert not span.covers(date(2026, 2, 1))


def test_span_that_ends_before_it_begins_is_refused_with_both_dates():
    with pytest.raises(SpanInvalidError, match="2026-01-30 is before the first day 2026-01-31"):
        Span(date(2026, 1, 31), date(2026, 1, 30))


def test_overlaps_are_named_earliest_first():
    held = [
        Span(date(2026, 6, 1), None, "C"),
        Span(date(2024, 1, 1), date(2024, 12, 31), "A"),
        Span(date(2025, 1, 1), date(2026, 5, 31), "B"),
    ]
    found = find_overlaps(Span(date(2026, 1, 1)), held)
    assert [span.name for span in found] == ["B", "C"]
    assert find_overlaps(Span(date(2020, 1, 1), date(2023, 12, 31)), held) == []


def test_colliding_neighbours_are_paired():
    first = Span(date(2026, 1, 1), date(2026, 3, 1), "A")
    second = Span(date(2026, 3, 1), None, "B")
    assert check_no_overlaps([second, first]) == [(first, second)]
    assert check_no_overlaps([second, close_before(first, second.start)]) == []
