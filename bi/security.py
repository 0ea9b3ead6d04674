"""Superset's security manager, told by the hub: who somebody is, which role, which entities.

Owns the exchange of a sign-in's token for claims and what is remembered of them. Refuses somebody
whom the hub does not describe clearly. A dataset without our row filter is refused to everybody
but the administrator: forgetting to protect one closes it.
"""

from __future__ import annotations

import logging
from typing import Any

import requests
from flask import g
from superset import db
from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetSecurityException
from superset.security import SupersetSecurityManager

from bi.environment import load_environment
from bi.row_filter import CLAUSE, is_excluded
from bi.scope import Claims, read_claims
from bi.scope_store import remember_scope, scope_of_user
from bi.sign_in import EmergencyView, HubSignInView, hub_headers

CLAIMS_PATH = "/api/method/erp_app.api.identity.claims"
CLAIMS_SECONDS_MAX = 20
logger = logging.getLogger(__name__)


class DiwanSecurityManager(SupersetSecurityManager):
    """Signs people in through the hub; keeps a page for the local administrator."""

    register_superset_auth_view = False
    register_superset_registeruser_view = False
    authoauthview = HubSignInView

    def register_views(self) -> None:
        super().register_views()
        self.appbuilder.add_view_no_menu(EmergencyView)

    def load_claims(self, token: str) -> Claims:
        """Ask the hub who holds this token. Raises: ClaimsInvalidError, requests.HTTPError."""
        environment = load_environment()
        with requests.Session() as asking:
            asking.trust_env = False
            answer = asking.get(
                environment.hub_internal_url + CLAIMS_PATH,
                headers={**hub_headers(environment), "Authorization": f"Bearer {token}"},
                timeout=CLAIMS_SECONDS_MAX,
            )
        answer.raise_for_status()
        return read_claims(answer.json().get("message") or {})

    def sign_in(self, claims: Claims) -> Any:
        """The user of these claims, made or brought up to date; None when switched off here."""
        first, _, last = claims.name.partition(" ")
        user = self.auth_user_oauth(
            {
                "username": claims.email,
                "email": claims.email,
                "first_name": first,
                "last_name": last,
                "role_keys": list(claims.roles),
            }
        )
        if user is not None:
            remember_scope(user.id, claims.scope)
            db.session.commit()
        return user

    def get_rls_filters(self, table: Any) -> list[Any]:
        """The filters of a dataset, refused when ours is not among them.

        Those who see the whole government have nothing to be filtered: a question of their own may
        come without. Raises: SupersetSecurityException.
        """
        filters = super().get_rls_filters(table)
        if is_excluded(table) or any(found.clause == CLAUSE for found in filters):
            return filters
        user = getattr(g, "user", None)
        scope = scope_of_user(user)
        if user is not None and (scope is None or not scope.is_whole):
            raise SupersetSecurityException(
                SupersetError(
                    error_type=SupersetErrorType.DATASOURCE_SECURITY_ACCESS_ERROR,
                    message=f"{table} has no row filter yet: ask the data team to push it.",
                    level=ErrorLevel.ERROR,
                )
            )
        return filters
