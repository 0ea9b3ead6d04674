"""Approval limits: own beats role, the highest role counts, none means no."""

from datetime import date
from decimal import Decimal

import pytest

from erp_app.domain.approval import (
    ApprovalLimit,
    ApprovalLimitError,
    LimitRaisedError,
    find_limit,
    require_no_gain,
    require_within_limit,
)

DAY = date(2026, 3, 5)
ROLES = {"Finance Manager", "Employee"}
LIMITS = [
    ApprovalLimit(Decimal(1000), role="Finance Manager"),
    ApprovalLimit(Decimal(5000), role="Finance Manager", valid_from=date(2026, 6, 1)),
    ApprovalLimit(Decimal(200), user="new@x"),
    ApprovalLimit(Decimal(9000), user="old@x", valid_to=date(2026, 3, 4)),
]


@pytest.mark.parametrize(
    ("user", "day", "limit"),
    [
        ("manager@x", DAY, Decimal(1000)),
        ("manager@x", date(2026, 6, 1), Decimal(5000)),
        ("new@x", DAY, Decimal(200)),
        ("old@x", DAY, Decimal(1000)),
        ("old@x", date(2026, 3, 4), Decimal(9000)),
    ],
)
def test_find_limit_resolves_user_role_and_dates(user, day, limit):
    assert find_limit(LIMITS, user, ROLES, day) == limit


def test_require_within_limit_is_inclusive_and_fails_closed():
    assert require_within_limit(Decimal(1000), LIMITS, "manager@x", ROLES, DAY) == 1000
    with pytest.raises(ApprovalLimitError, match=r"1,000\.01 is above"):
        require_within_limit(Decimal("1000.01"), LIMITS, "manager@x", ROLES, DAY)
    with pytest.raises(ApprovalLimitError, match="No approval limit"):
        require_within_limit(Decimal(1), LIMITS, "clerk@x", {"Finance Officer"}, DAY)


def test_limit_for_the_document_type_beats_the_general_one():
    limits = [
        ApprovalLimit(Decimal(1000), role="Finance Manager"),
        ApprovalLimit(Decimal(10), role="Finance Manager", document_type="Journal"),
        ApprovalLimit(Decimal(70), user="new@x"),
    ]
    assert find_limit(limits, "manager@x", ROLES, DAY, "Journal") == 10
    assert find_limit(limits, "manager@x", ROLES, DAY, "Budget") == 1000
    assert find_limit(limits, "manager@x", ROLES, DAY) == 1000
    assert find_limit(limits, "new@x", ROLES, DAY, "Journal") == 70


GENERAL = ApprovalLimit(Decimal(1000), role="Finance Manager")


@pytest.mark.parametrize(
    ("ended", "others"),
    [
        (ApprovalLimit(Decimal(50), user="new@x"), [GENERAL]),
        (ApprovalLimit(Decimal(50), role="Finance Manager", document_type="Journal"), [GENERAL]),
        (ApprovalLimit(Decimal(50), user="new@x", valid_from=date(2026, 5, 1)), [GENERAL]),
    ],
    ids=["of a person", "of a type", "to come"],
)
def test_limit_that_keeps_somebody_lower_is_not_ended(ended, others):
    with pytest.raises(LimitRaisedError, match=r"1,000\.00 could be approved instead of 50\.00"):
        require_no_gain(ended, others, ROLES, DAY, ["Journal"])


@pytest.mark.parametrize(
    ("ended", "others"),
    [
        (GENERAL, []),
        (ApprovalLimit(Decimal(5000), user="new@x"), [GENERAL]),
        (ApprovalLimit(Decimal(50), user="new@x"), [ApprovalLimit(Decimal(70), user="new@x")]),
        (ApprovalLimit(Decimal(50), user="old@x", valid_to=date(2026, 3, 4)), [GENERAL]),
    ],
    ids=["the only one", "above the role's", "a larger one counts already", "over already"],
)
def test_limit_whose_end_lets_nobody_approve_more_is_ended(ended, others):
    require_no_gain(ended, others, ROLES, DAY, ["Journal"])
