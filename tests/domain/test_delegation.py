"""Substitutes: who stands in for whom, and what cannot be handed over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from erp_app.domain.delegation import (
    DAYS_MAX,
    Delegation,
    DelegationInvalidError,
    delegators_of,
    require_sound,
)

TODAY = date(2026, 3, 5)
GIVEN = Delegation("manager@x", "deputy@x", TODAY, TODAY + timedelta(6))


def test_both_ends_count_and_nothing_outside():
    for day, is_in in ((-1, False), (0, True), (6, True), (7, False)):
        found = delegators_of([GIVEN], "deputy@x", "Journal", TODAY + timedelta(day))
        assert found == (["manager@x"] if is_in else [])
    assert delegators_of([GIVEN], "manager@x", "Journal", TODAY) == []


def test_delegation_for_one_type_opens_no_other():
    only = replace(GIVEN, document_type="Journal")
    assert delegators_of([only], "deputy@x", "Journal", TODAY) == ["manager@x"]
    assert delegators_of([only], "deputy@x", "Budget", TODAY) == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"delegate": "manager@x"}, "own substitute"),
        ({"delegate": "Administrator"}, "system account"),
        ({"valid_from": TODAY - timedelta(1)}, "never in the past"),
        ({"valid_to": TODAY - timedelta(1)}, "before the first"),
        ({"valid_to": TODAY + timedelta(DAYS_MAX)}, "at most"),
    ],
)
def test_unsound_delegations_are_refused(change, text):
    with pytest.raises(DelegationInvalidError, match=text):
        require_sound(replace(GIVEN, **change), [], TODAY)
    longest = replace(GIVEN, valid_to=TODAY + timedelta(DAYS_MAX - 1))
    require_sound(longest, [], TODAY)


def test_chains_are_refused_from_both_ends():
    onward = Delegation("deputy@x", "third@x", TODAY + timedelta(6), TODAY + timedelta(9))
    with pytest.raises(DelegationInvalidError, match="cannot be handed on"):
        require_sound(onward, [GIVEN], TODAY)
    with pytest.raises(DelegationInvalidError, match="has a substitute"):
        require_sound(GIVEN, [onward], TODAY)
    later = replace(onward, valid_from=TODAY + timedelta(7))
    require_sound(later, [GIVEN], TODAY)


def test_delegations_for_other_types_or_days_make_no_chain():
    journals = replace(GIVEN, document_type="Journal")
    budgets = Delegation("deputy@x", "third@x", TODAY, TODAY, "Budget")
    require_sound(budgets, [journals], TODAY)
    with pytest.raises(DelegationInvalidError):
        require_sound(replace(budgets, document_type=""), [journals], TODAY)
