"""Filters that go with their reader to the same dashboard in the other language.

Owns the translation of a dashboard's filters as Superset keeps them: each filter has a twin whose
column holds the same values in the other language. Values are translated by the mart, which the
reader asks with the own rows alone. Refuses to guess: a value that has no twin is left out, and the
filter opens as it does by itself; so is what was pressed in a tile, which belongs to that tile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

from bi.subjects import dashboard_slug, in_language
from erp_app.domain.languages import ARABIC, other_language

VALUES_MAX = 1000  # of one filter
State = dict[str, Any]  # id of a filter -> what Superset keeps of it
Column = tuple[int, str]  # number of a dataset, name of a column
Translate = Callable[[Column, Column, list[Any]], list[Any]]


def twin_id(name: str, language: str) -> str:
    """Return the id of a filter's twin in a language.

    >>> twin_id("NATIVE_FILTER-finance-entity", "ar")
    'NATIVE_FILTER-finance-entity_ar'
    >>> twin_id("NATIVE_FILTER-finance-year_ar", "en")
    'NATIVE_FILTER-finance-year'
    """
    return in_language(name.removesuffix(f"_{ARABIC}"), language)


def twin_state(
    state: State,
    here: dict[str, Column | None],
    there: dict[str, Column | None],
    language: str,
    translate: Translate,
) -> State:
    """Return the state of the twin in a language.

    here, there: id of a filter -> its column, None for a range of time, which needs no translation.
    """
    found: State = {}
    for name, mask in state.items():
        twin = twin_id(name, language)
        if name not in here or twin not in there or not isinstance(mask, dict):
            continue
        if carried := _carried(mask, here[name], there[twin], translate):
            found[twin] = {**carried, "id": twin, "ownState": {}}
    return found


def _carried(
    mask: dict[str, Any], here: Column | None, there: Column | None, translate: Translate
) -> dict[str, Any] | None:
    """Return one filter's extraFormData and filterState in the other language; None for none."""
    kept_state = mask.get("filterState")
    value = kept_state.get("value") if isinstance(kept_state, dict) else None
    if here is None or there is None:
        kept = {key: mask.get(key) or {} for key in ("extraFormData", "filterState")}
        return kept if value else None
    listed = value if isinstance(value, list) else [value]
    given = [one for one in listed if isinstance(one, str | int | float)]
    values = translate(here, there, given[:VALUES_MAX]) if given else []
    if not values:
        return None
    clause = {"col": there[1], "op": "IN", "val": values}
    label = ", ".join(str(one) for one in values)
    return {
        "extraFormData": {"filters": [clause]},
        "filterState": {"label": label, "value": values},
    }


def query_of_twin(subject: str, query: str, language: str) -> str:
    """Return the end of the address at which a subject's dashboard opens in a language with the
    filters that the other one has; "" when it has none.

    query: of the address that the reader comes from.
    """
    from superset.commands.dashboard.filter_state.create import CreateFilterStateCommand
    from superset.commands.temporary_cache.parameters import CommandParameters

    here, there = (
        _dashboard(dashboard_slug(subject, one)) for one in (other_language(language), language)
    )
    if here is None or there is None:
        return ""
    state = _state_of(here, query)
    carried = twin_state(state, _columns(here), _columns(there), language, _translated)
    if not carried:
        return ""
    asked = CommandParameters(resource_id=there.id, value=json.dumps(carried))
    return "?" + urlencode({"native_filters_key": CreateFilterStateCommand(asked).run()})


def _dashboard(slug: str) -> Any:
    """Return a dashboard that the reader may open; None for others."""
    from superset.commands.dashboard.exceptions import (
        DashboardAccessDeniedError,
        DashboardNotFoundError,
    )
    from superset.daos.dashboard import DashboardDAO

    try:
        return DashboardDAO.get_by_id_or_slug(slug)
    except (DashboardAccessDeniedError, DashboardNotFoundError):
        return None


def _state_of(dashboard: Any, query: str) -> State:
    """Return the filters that an address opens a dashboard with: kept by Superset under a key, or
    written in the address."""
    import prison
    from superset.commands.dashboard.filter_state.get import GetFilterStateCommand
    from superset.commands.temporary_cache.parameters import CommandParameters

    given = parse_qs(query)
    try:
        if key := given.get("native_filters_key"):
            kept = CommandParameters(resource_id=dashboard.id, key=key[0])
            found = json.loads(GetFilterStateCommand(kept).run() or "{}")
        else:
            found = prison.loads(given.get("native_filters", ["()"])[0])
    except (ValueError, TypeError, LookupError, RecursionError, prison.decoder.ParserException):
        return {}  # an address that somebody wrote
    return found if isinstance(found, dict) else {}


def _columns(dashboard: Any) -> dict[str, Column | None]:
    """Return a dashboard's filters: id -> column, None for a range of time."""
    found: dict[str, Column | None] = {}
    settings = json.loads(dashboard.json_metadata or "{}")
    for one in settings.get("native_filter_configuration") or ():
        [target, *_] = one.get("targets") or [{}]
        is_column = "datasetId" in target and "column" in target
        found[one["id"]] = (target["datasetId"], target["column"]["name"]) if is_column else None
    return found


def _translated(here: Column, there: Column, values: list[Any]) -> list[Any]:
    """Return the values of the other column in the rows that have these, in the reader's rows."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable

    dataset = db.session.get(SqlaTable, here[0])
    if dataset is None or here[0] != there[0]:
        return []
    asked = {
        "columns": [here[1], there[1]],
        "filter": [{"col": here[1], "op": "IN", "val": values}],
        "metrics": [],
        "orderby": [],
        "extras": {},
        "granularity": None,
        "from_dttm": None,
        "to_dttm": None,
        "is_timeseries": False,
        "row_limit": VALUES_MAX,
    }
    rows = dataset.query(asked).df
    return list(dict.fromkeys(rows[there[1]].tolist())) if len(rows) else []
