"""Who needs a second factor, how fresh a proof is, what a code is: rules without secrets."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from erp_app.domain.second_factor import (
    CHANGE,
    RECOVERY_CODE_LENGTH,
    Rule,
    SecondFactorRuleError,
    Standing,
    find_stale,
    find_time_step,
    in_groups,
    is_fresh,
    is_needed,
    is_recovery_code,
    lock_until,
    make_recovery_code,
    normalise_code,
    require_sound,
    rules_for,
    standing_of,
)

DAY = date(2026, 11, 29)
NOW = 1_700_000_000
ACTIONS = ["Approve", "Reject", CHANGE]


@pytest.mark.parametrize(
    ("enrolled", "needed", "proven", "standing"),
    [
        (False, False, None, Standing.WHOLE),
        (False, True, None, Standing.MUST_ENROL),
        (False, True, NOW, Standing.MUST_ENROL),  # it was taken away meanwhile
        (True, False, None, Standing.MUST_PROVE),
        (True, True, None, Standing.MUST_PROVE),
        (True, True, NOW, Standing.WHOLE),
    ],
)
def test_session_is_whole_with_a_proof_or_without_a_need(enrolled, needed, proven, standing):
    assert standing_of(enrolled, needed, proven) is standing


def test_need_follows_the_roles_and_the_day():
    rules = [Rule(role="Auditor", valid_from=DAY, valid_to=DAY), Rule(document_type="Journal")]
    assert is_needed(rules, ["Auditor", "All"], DAY)
    assert not is_needed(rules, ["Auditor"], DAY + timedelta(1))
    assert not is_needed(rules, ["Auditor"], DAY - timedelta(1))
    assert not is_needed(rules, ["Employee", ""], DAY)


def test_rules_are_found_by_step_and_day():
    rule = Rule("", "Journal", "Approve", valid_from=DAY)
    assert rules_for([rule], "Journal", "Approve", DAY) == [rule]
    for kind, action, day in (
        ("Employee", "Approve", DAY),
        ("Journal", "Reject", DAY),
        ("Journal", "Approve", DAY - timedelta(1)),
    ):
        assert rules_for([rule], kind, action, day) == []


def test_amount_decides_whether_a_rule_is_asked():
    rule = Rule("", "Journal", "Approve", amount_from=Decimal(1000), minutes=5)
    assert find_stale([rule], Decimal("999.99"), None, NOW) is None
    assert find_stale([rule], Decimal(1000), None, NOW) is rule
    assert find_stale([rule], Decimal(1000), NOW - 299, NOW) is None


def test_strictest_stale_rule_is_named():
    loose, strict = Rule(minutes=0), Rule(minutes=5)
    assert find_stale([loose, strict], Decimal(0), None, NOW) is strict
    assert find_stale([loose, strict], Decimal(0), NOW - 3600, NOW) is strict
    assert find_stale([loose], Decimal(0), NOW - 3600, NOW) is None


def test_proof_from_the_future_is_none():
    assert not is_fresh(5, NOW + 10, NOW)
    assert is_fresh(0, NOW - 10**6, NOW)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(),
        Rule(role="Auditor", document_type="Journal", action="Approve"),
        Rule(role="Auditor", minutes=5),
        Rule(role="Auditor", amount_from=Decimal(1)),
        Rule(document_type="Journal"),
        Rule(document_type="Journal", action="Dance"),
        Rule(document_type="Journal", action="Approve", field="title"),
        Rule(document_type="Journal", action=CHANGE, amount_from=Decimal(1)),
        Rule(document_type="Journal", action="Approve", amount_from=Decimal(-1)),
        Rule(document_type="Journal", action="Approve", minutes=-1),
        Rule(document_type="Journal", action="Approve", minutes=1441),
    ],
)
def test_rule_that_says_what_it_cannot_is_refused(rule):
    with pytest.raises(SecondFactorRuleError):
        require_sound(rule, ACTIONS)


def test_sound_rules_pass():
    require_sound(Rule(role="Auditor"), [])
    require_sound(Rule("", "Journal", "Approve", "", Decimal(5), 15), ACTIONS)
    require_sound(Rule("", "Employee", CHANGE, "iban", minutes=15), ACTIONS)


def code_of(step: int) -> str:
    return f"{step:06d}"


def test_code_of_now_and_half_a_minute_around_it_counts_once():
    here = NOW // 30
    for step in (here - 1, here, here + 1):
        assert find_time_step(code_of(step), code_of, NOW, 0) == step
        assert find_time_step(code_of(step), code_of, NOW, step) is None
    for step in (here - 2, here + 2):
        assert find_time_step(code_of(step), code_of, NOW, 0) is None
    assert find_time_step(code_of(here - 1), code_of, NOW, here) is None, "older than one used"
    assert find_time_step("", code_of, NOW, 0) is None
    assert find_time_step("é", code_of, NOW, 0) is None


def test_recovery_codes_are_of_their_form_however_typed():
    code = make_recovery_code(random.Random(7).choice)
    assert len(code) == RECOVERY_CODE_LENGTH
    typed = in_groups(code, "-").lower()
    assert normalise_code(f" {typed} ") == code
    assert is_recovery_code(code)
    assert not is_recovery_code(code[:-1])
    assert not is_recovery_code("O" * RECOVERY_CODE_LENGTH)
    assert not is_recovery_code("123456")


def test_door_closes_at_every_fifth_wrong_code_for_longer_each_time():
    now = datetime(2026, 11, 29, 12)
    minutes = {
        number: (until - now).total_seconds() / 60
        for number in range(1, 41)
        if (until := lock_until(number, now))
    }
    assert minutes == {5: 15, 10: 30, 15: 60, 20: 120, 25: 240, 30: 240, 35: 240, 40: 240}
    assert lock_until(0, now) is None
