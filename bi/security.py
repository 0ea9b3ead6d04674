"""Superset's security manager, told by the hub: who somebody is, which role, which entities.

Owns the exchange of a sign-in's token for claims and what is remembered of them. Refuses somebody
whom the hub does not describe clearly. A dataset without our row filter is refused to everybody
but the administrator: forgetting to protect one closes it.
"""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

import requests
from flask import current_app, g
from superset import db
from superset.exceptions import SupersetSecurityException
from superset.security import SupersetSecurityManager
from superset.utils.core import get_user_id
from werkzeug.utils import import_string

from bi.environment import load_environment
from bi.errors import AccessRefusedError, RefusedError
from bi.rights import rights_of
from bi.row_filter import CLAUSE, is_excluded
from bi.scope import Claims, read_claims
from bi.scope_store import remember_scope, rows_of_reader, scope_of_user
from bi.sign_in import HUB_SECONDS_MAX, EmergencyView, HubSignInView, hub_headers

CLAIMS_PATH = "/api/method/erp_app.api.identity.claims"
logger = logging.getLogger(__name__)


class RowFilter(NamedTuple):
    """A row filter as Superset reads it. clause: the condition; group_key: those of one group are
    joined by or."""

    id: int
    group_key: str | None
    clause: str


class DatasetUnfilteredError(RefusedError):
    """A dataset lacks the row filter."""


class QueryOfAnotherError(AccessRefusedError):
    """A query of SQL Lab is asked for by somebody who did not write it."""


class DiwanSecurityManager(SupersetSecurityManager):
    """Signs people in through the hub; keeps a page for the local administrator."""

    register_superset_auth_view = False
    register_superset_registeruser_view = False
    authoauthview = HubSignInView

    def register_views(self) -> None:
        super().register_views()
        self.appbuilder.add_view_no_menu(EmergencyView)
        for name, page in current_app.config["DIWAN_PAGES"].items():
            self.appbuilder.add_view(import_string(page), name)

    def load_claims(self, token: str) -> Claims:
        """Ask the hub who holds this token. Raises: ClaimsInvalidError, requests.HTTPError."""
        environment = load_environment()
        with requests.Session() as asking:
            asking.trust_env = False
            answer = asking.get(
                environment.hub_internal_url + CLAIMS_PATH,
                headers={**hub_headers(environment), "Authorization": f"Bearer {token}"},
                timeout=HUB_SECONDS_MAX,
            )
        answer.raise_for_status()
        return read_claims(answer.json().get("message") or {})

    def sign_in(self, claims: Claims) -> Any:
        """Return the user of these claims, made or brought up to date; None when switched off
        here."""
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

    def exist_permission_on_roles(
        self, view_name: str, permission_name: str, role_ids: list[int]
    ) -> bool:
        """Return whether one of these roles holds a right."""
        return (permission_name, view_name) in rights_of(self, role_ids)

    def get_rls_filters(self, table: Any) -> list[Any]:
        """Return the filters of a dataset, ours as the condition of the user who asks; refused when
        ours is not among them.

        Templates are off, since what readers write would be rendered as well. Those who see the
        whole government have nothing to be filtered: a question of their own may come without.
        Raises: DatasetUnfilteredError.
        """
        filters = super().get_rls_filters(table)
        if is_excluded(table) or any(found.clause == CLAUSE for found in filters):
            return [RowFilter(one.id, one.group_key, _condition(one.clause)) for one in filters]
        user = getattr(g, "user", None)
        scope = scope_of_user(user)
        if user is not None and (scope is None or not scope.is_whole):
            raise DatasetUnfilteredError(
                f"{table} has no row filter yet: ask the data team to push it."
            )
        return filters

    def get_datasource_access_error_object(self, datasource: Any) -> Any:
        """As Superset's, without the name of a dataset that the reader does not see."""
        error = super().get_datasource_access_error_object(datasource)
        error.extra = {k: v for k, v in (error.extra or {}).items() if k != "datasource_name"}
        return error

    def get_catalogs_accessible_by_user(
        self, database: Any, catalogs: set[str], hierarchical: bool = True
    ) -> set[str]:
        """Return all catalogs to those who may read the whole database, none to the others:
        Superset's own looks into a column that it has not read."""
        return catalogs if hierarchical and self.can_access_database(database) else set()

    def raise_for_access(self, *arguments: Any, **facts: Any) -> None:
        """As Superset's; a query of SQL Lab belongs to whoever wrote it, and a dashboard is opened
        by those whose list shows it.

        Raises: QueryOfAnotherError, SupersetSecurityException.
        """
        from superset.models.dashboard import Dashboard
        from superset.models.sql_lab import Query

        asked = [*arguments, *facts.values()]
        asked += [getattr(one, "datasource", None) for one in asked]
        for query in (one for one in asked if isinstance(one, Query)):
            if query.user_id != get_user_id() and not self.is_admin():
                raise QueryOfAnotherError("This query was written by somebody else.")
        for dashboard in (one for one in asked if isinstance(one, Dashboard)):
            self._refuse_unlisted(dashboard)
        super().raise_for_access(*arguments, **facts)

    def _refuse_unlisted(self, dashboard: Any) -> None:
        """Refuse a draft of somebody else, and a dashboard without a chart, whose page showed its
        title. Raises: SupersetSecurityException."""
        is_shown = dashboard.published and dashboard.datasources
        if not (is_shown or self.is_admin() or self.is_owner(dashboard)):
            raise SupersetSecurityException(self.get_dashboard_access_error_object(dashboard))


def _condition(clause: str) -> str:
    return rows_of_reader() if clause == CLAUSE else clause
