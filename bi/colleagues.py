"""Whom a reader of the dashboards can look up: nobody but themselves; nobody's address is shown.

Superset offers every user's name and e-mail, and every role, where an owner may be chosen. Readers
choose none: what somebody makes is theirs. The local administrator sees all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import false
from superset.utils.core import get_user_id


def only_oneself(query: Any) -> Any:
    """Return the query for users, narrowed to who asks."""
    from superset import security_manager

    if security_manager.is_admin():
        return query
    return query.filter(security_manager.user_model.id == get_user_id())


def no_role(query: Any) -> Any:
    """Return the query for roles, empty for all but the administrator."""
    from superset import security_manager

    return query if security_manager.is_admin() else query.filter(false())


def close_lookups() -> None:
    """Let every list to choose from be narrowed like this, whichever part of Superset offers it.

    Some parts forget the narrowing, and all of them add what is asked for by its number without it.
    """
    from superset import db, security_manager
    from superset.views.base_api import BaseSupersetModelRestApi as Api
    from superset.views.filters import BaseFilterRelatedRoles, BaseFilterRelatedUsers

    find_filter, add_numbers = Api._get_related_filter, Api._add_extra_ids_to_result
    if find_filter.__module__ == __name__:
        return

    def _get_related_filter(self: Any, datamodel: Any, column_name: str, value: str) -> Any:
        filters = find_filter(self, datamodel, column_name, value)
        kinds = {
            security_manager.user_model: BaseFilterRelatedUsers,
            security_manager.role_model: BaseFilterRelatedRoles,
        }
        if kind := kinds.get(datamodel.obj):
            filters.add_filter_list([["id", kind, lambda: []]])
        return filters

    def _add_extra_ids_to_result(
        self: Any, datamodel: Any, column_name: str, ids: list[int], result: list[Any]
    ) -> None:
        filters = self._get_related_filter(datamodel, column_name, "")
        query = filters.apply_all(db.session.query(datamodel.obj))
        seen = query.filter(datamodel.get_pk().in_(ids or [])).all()
        numbers = [datamodel.get_pk_value(row) for row in seen]
        add_numbers(self, datamodel, column_name, numbers, result)

    Api._get_related_filter = _get_related_filter
    Api._add_extra_ids_to_result = _add_extra_ids_to_result


def hide_addresses() -> None:
    """Let owners and makers of things be told by name alone, in lists and of single things.

    Who reads a colleague's chart learns who made it; an address is half of a log-in.
    """
    from superset.charts import api as charts
    from superset.charts.schemas import UserSchema
    from superset.dashboards import api as dashboards
    from superset.datasets import api as datasets_api
    from superset.datasets import schemas as datasets
    from superset.reports import api as reports

    for module in (charts, dashboards, datasets_api, reports):
        for value in vars(module).values():
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                value[:] = [one for one in value if not one.endswith(".email")]
    apis = (
        charts.ChartRestApi,
        dashboards.DashboardRestApi,
        datasets_api.DatasetRestApi,
        reports.ReportScheduleRestApi,
    )
    for api in apis:
        for kind in ("list_columns", "list_select_columns", "show_columns", "show_select_columns"):
            if columns := getattr(api, kind, None):
                setattr(api, kind, [one for one in columns if not one.endswith(".email")])
    for schema in (UserSchema, datasets.UserSchema):
        schema._declared_fields.pop("email", None)


def let_owners_be_makers() -> None:
    """Refuse to give things to others, and to ask by that who has which number: an owner is whoever
    made a thing, and those who own it already."""
    from superset import security_manager
    from superset.commands import base, utils
    from superset.commands.exceptions import OwnersNotFoundValidationError
    from superset.views.datasource import views

    populate, compute = utils.populate_owner_list, utils.compute_owner_list
    if base.populate_owner_list is not populate:
        return

    def require(owner_ids: list[int] | None, owning: Any) -> None:
        known = {get_user_id(), *(one.id for one in owning or ())}
        if not security_manager.is_admin() and set(owner_ids or ()) - known:
            raise OwnersNotFoundValidationError

    def populate_owner_list(owner_ids: list[int] | None, default_to_user: bool) -> Any:
        require(owner_ids, ())
        return populate(owner_ids, default_to_user)

    def compute_owner_list(current_owners: Any, new_owners: list[int] | None) -> Any:
        require(new_owners, current_owners)
        return compute(current_owners, new_owners)

    # The second asks the first in its own module, which stays Superset's: owners may stay.
    base.populate_owner_list = views.populate_owner_list = populate_owner_list
    base.compute_owner_list = compute_owner_list
