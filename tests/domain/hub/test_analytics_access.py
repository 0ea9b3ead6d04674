"""Which entities suit which role of the dashboards."""

import pytest

from erp_app.domain.hub.analytics_access import (
    ANALYTICS_ROLES,
    AnalyticsScopeInvalidError,
    require_scope,
)


@pytest.mark.parametrize(
    ("role", "whole", "codes", "scope"),
    [
        ("Central Analyst", True, [], "*"),
        ("Auditor", True, [], "*"),
        ("Dashboard Releaser", True, [], "*"),
        ("Executive", True, [], "*"),
        ("Executive", False, ["roads", "courts", "roads"], ["courts", "roads"]),
        ("Entity Analyst", False, ["roads"], ["roads"]),
    ],
)
def test_scope_of_a_role(role, whole, codes, scope):
    assert require_scope(role, whole, codes) == scope


@pytest.mark.parametrize("role", ANALYTICS_ROLES)
def test_nothing_is_nobodys_scope(role):
    with pytest.raises(AnalyticsScopeInvalidError, match=role):
        require_scope(role, False, [])


def test_unknown_role_is_refused():
    with pytest.raises(AnalyticsScopeInvalidError, match="Admin is not a role of the dashboards"):
        require_scope("Admin", True, [])
