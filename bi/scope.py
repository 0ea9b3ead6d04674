"""Whose rows a user sees: the hub's claims as a value, and as SQL. Standard library only.

Owns the reading of claims. Refuses claims that do not say clearly what the person may see: no
access is the answer to every doubt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from erp_app.domain.hub.lifecycle import CODE_PATTERN
from erp_app.domain.languages import LANGUAGES

CENTRAL_ANALYST = "Central Analyst"
ENTITY_ANALYST = "Entity Analyst"
EXECUTIVE = "Executive"
AUDITOR = "Auditor"
DASHBOARD_RELEASER = "Dashboard Releaser"
ROLES = (CENTRAL_ANALYST, ENTITY_ANALYST, EXECUTIVE, AUDITOR, DASHBOARD_RELEASER)
EVERY_ENTITY = "*"


class ClaimsInvalidError(Exception):
    """The hub's answer does not describe a user of the dashboards."""


@dataclass(frozen=True)
class EntityScope:
    """The entities a user sees. codes: None is the whole government; never empty."""

    codes: tuple[str, ...] | None

    @property
    def is_whole(self) -> bool:
        return self.codes is None

    @property
    def only_entity(self) -> str | None:
        """The code when there is exactly one, else None."""
        return self.codes[0] if self.codes and len(self.codes) == 1 else None

    @property
    def key(self) -> str:
        """A short text that differs whenever what is seen differs."""
        return EVERY_ENTITY if self.codes is None else ",".join(self.codes)

    def covers(self, other: EntityScope) -> bool:
        """Return whether everything that is seen by the other is seen by this one.

        >>> EntityScope(("courts", "roads")).covers(EntityScope(("roads",)))
        True
        >>> EntityScope(("roads",)).covers(EntityScope(None))
        False
        """
        if self.codes is None or other.codes is None:
            return self.codes is None
        return set(other.codes) <= set(self.codes)

    def as_filter(self) -> str:
        """Return the condition that is true of the scope's rows.

        Of the whole government it says nothing of a column: comparing twenty million codes with
        themselves would take as long as the question.

        >>> EntityScope(("courts", "roads")).as_filter(), EntityScope(None).as_filter()
        ("entity_code in ('courts', 'roads')", '1 = 1')
        """
        if self.codes is None:
            return "1 = 1"
        listed = ", ".join(f"'{code}'" for code in self.codes)
        return f"entity_code in ({listed})"

    def as_json(self) -> str:
        return json.dumps(EVERY_ENTITY if self.codes is None else list(self.codes))


NOBODY_AS_FILTER = "1 = 0"


@dataclass(frozen=True)
class Claims:
    """A person as the hub describes them."""

    email: str
    name: str
    language: str
    roles: tuple[str, ...]
    scope: EntityScope


def read_scope(value: Any) -> EntityScope:
    """Return a scope from "*" or a list of codes. Raises: ClaimsInvalidError."""
    if value == EVERY_ENTITY:
        return EntityScope(None)
    is_list = isinstance(value, list) and bool(value)
    if not is_list or not all(map(_is_code, value)):
        raise ClaimsInvalidError(f"entities {value!r} are neither codes nor everything")
    return EntityScope(tuple(sorted(set(value))))


def _is_code(value: object) -> bool:
    return isinstance(value, str) and CODE_PATTERN.fullmatch(value) is not None


def read_claims(answer: Mapping[str, Any]) -> Claims:
    """Return the hub's answer, checked. Raises: ClaimsInvalidError."""
    email, roles = answer.get("email"), answer.get("roles")
    if not isinstance(email, str) or "@" not in email:
        raise ClaimsInvalidError(f"{email!r} is not an e-mail address")
    if not isinstance(roles, list) or not set(roles) <= set(ROLES) or not roles:
        raise ClaimsInvalidError(f"{email} has none of the roles of the dashboards: {roles!r}")
    scope = read_scope(answer.get("entities"))
    if ENTITY_ANALYST in roles and scope.only_entity is None:
        raise ClaimsInvalidError(f"{email} is an entity analyst of not exactly one entity")
    language = answer.get("language")
    return Claims(
        email=email.lower(),
        name=str(answer.get("name") or email),
        language=language if language in LANGUAGES else LANGUAGES[0],
        roles=tuple(roles),
        scope=scope,
    )
