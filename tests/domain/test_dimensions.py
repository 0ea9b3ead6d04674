"""Dimension rules: the narrowest range wins, equal ranges settle on the stricter word."""

import pytest

from erp_app.domain.dimensions import (
    DimensionRule,
    DimensionRules,
    DimensionSet,
    Requirement,
    check_dimensions,
)

MANDATORY, OPTIONAL, FORBIDDEN = Requirement.MANDATORY, Requirement.OPTIONAL, Requirement.FORBIDDEN


def rule(start, end, **requirements):
    return DimensionRule(f"{start}-{end}", start, end, requirements)


def test_narrower_rule_beats_the_wider_one():
    rules = DimensionRules(
        (
            rule("50000", "59999", cost_centre=MANDATORY),
            rule("51000", "51999", cost_centre=OPTIONAL),
        )
    )
    assert rules.requirements("52000") == {"cost_centre": MANDATORY}
    assert rules.requirements("51000") == {}


def test_equal_ranges_settle_on_the_stricter_word():
    rules = DimensionRules(
        (rule("10000", "19999", project=OPTIONAL), rule("10000", "19999", project=FORBIDDEN))
    )
    assert rules.requirements("12000") == {"project": FORBIDDEN}


def test_accounts_outside_all_ranges_need_nothing_but_what_they_demand_themselves():
    rules = DimensionRules((rule("50000", "59999", cost_centre=MANDATORY),))
    assert rules.requirements("11000") == {}
    assert rules.requirements("12000", own_required=("fund",)) == {"fund": MANDATORY}


@pytest.mark.parametrize(
    ("dimensions", "codes"),
    [
        (DimensionSet(cost_centre="1000"), []),
        (DimensionSet(), ["dimension_missing"]),
        (DimensionSet(cost_centre="1000", project="P1"), ["dimension_forbidden"]),
    ],
)
def test_check_dimensions_reports_missing_and_forbidden(dimensions, codes):
    needed = {"cost_centre": MANDATORY, "project": FORBIDDEN}
    findings = check_dimensions("51110", dimensions, needed, line=4)
    assert [found.code for found in findings] == codes
    assert all(found.line == 4 for found in findings)


@pytest.mark.parametrize(
    ("account", "is_ruled"),
    [("52150", True), ("521015", False), ("521990", False), ("5215", False), ("52200", False)],
)
def test_rule_is_about_codes_of_as_many_digits(account, is_ruled):
    """As texts, 521015 lies between 52101 and 52199."""
    rules = DimensionRules((rule("52101", "52199", cost_centre=MANDATORY),))
    assert bool(rules.requirements(account)) is is_ruled
    six = DimensionRules((rule("521010", "521990", cost_centre=MANDATORY),))
    assert not six.requirements("52150")
