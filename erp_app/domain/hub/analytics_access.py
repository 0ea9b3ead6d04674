"""Who may see what of the government's warehouse: the roles and how far each one looks.

Owns the rule that joins a role to its entities. Refuses a scope that would show more, or less,
than the role is for. The dashboards enforce it; the hub only says it.
"""

from collections.abc import Collection

from erp_app.domain.findings import RuleError, _

CENTRAL_ANALYST = "Central Analyst"
ENTITY_ANALYST = "Entity Analyst"
EXECUTIVE = "Executive"
AUDITOR = "Auditor"
DASHBOARD_RELEASER = "Dashboard Releaser"
ANALYTICS_ROLES = (CENTRAL_ANALYST, ENTITY_ANALYST, EXECUTIVE, AUDITOR, DASHBOARD_RELEASER)
EVERY_ENTITY = "*"
_WHOLE_GOVERNMENT = frozenset({CENTRAL_ANALYST, AUDITOR, DASHBOARD_RELEASER})


class AnalyticsScopeInvalidError(RuleError):
    """The entities do not suit the role."""


def require_scope(role: str, all_entities: bool, entities: Collection[str]) -> list[str] | str:
    """Return the entities a user of `role` sees: sorted codes, or "*" for the whole government.

    An entity analyst writes queries, and a query runs on one entity's file: so exactly one.
    Raises: AnalyticsScopeInvalidError.

    >>> require_scope("Entity Analyst", False, ["roads"])
    ['roads']
    """
    if role not in ANALYTICS_ROLES:
        raise AnalyticsScopeInvalidError(_("{0} is not a role of the dashboards."), role)
    if role in _WHOLE_GOVERNMENT and not all_entities:
        raise AnalyticsScopeInvalidError(_("{0}: tick All Entities."), role)
    if role == ENTITY_ANALYST and (all_entities or len(set(entities)) != 1):
        raise AnalyticsScopeInvalidError(_("{0}: name exactly one entity."), role)
    if not all_entities and not entities:
        raise AnalyticsScopeInvalidError(_("{0}: name the entities, or tick All Entities."), role)
    return EVERY_ENTITY if all_entities else sorted(set(entities))
