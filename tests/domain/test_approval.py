"""Approval limits: own beats role, the highest role counts, none means no."""

from datetime import date
from decimal import Decimal

import pytest

from erp_app.domain.approval import (
    ApprovalLimit,
    ApprovalLimitError,
    find_limit,
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
