"""Charts that people own in Superset, as proposals read them. Runs inside Superset.

Owns whose charts somebody may propose: their own, over datasets they may read, and none of ours.
A chart of somebody else is unknown here, whether or not it exists.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from superset import db, security_manager

from bi.compiler.identity import DATABASE, SCHEMA, asset_uuid, is_ours
from bi.compiler.marts import load_marts
from bi.compiler.parts import Dataset, Form
from bi.errors import BREAKS_ON
from bi.proposals.derive import Facts, derive
from bi.proposals.draft import digest_of
from bi.proposals.refusals import ProposalRefusedError, Refusal

CHARTS_MAX = 200  # listed, the newest first
# Settings that tell where a chart was saved from, and of no difference to what it shows.
_OF_SAVING = {"dashboardId", "dashboards", "datasource", "slice_id", "url_params", "viz_type"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Derived:
    """What a chart says. dataset: None when it is not governed; refusals: none when it can be a
    tile."""

    dataset: Dataset | None
    facts: Facts
    refusals: list[Refusal]


def own_charts(user: Any) -> list[Any]:
    """Return the charts that a user owns and that are not governed, the newest first."""
    from superset.models.slice import Slice

    query = db.session.query(Slice).filter(Slice.owners.any(id=user.id))
    rows = query.order_by(Slice.changed_on.desc()).limit(CHARTS_MAX).all()
    return [one for one in rows if not is_ours(str(one.uuid), one.external_url)]


def own_chart(user: Any, chart_id: int) -> Any:
    """Return one of them. Raises: ProposalRefusedError for any other chart."""
    chart = find_chart(chart_id)
    is_own = chart is not None and user.id in [owner.id for owner in chart.owners]
    if not is_own or is_ours(str(chart.uuid), chart.external_url) or not _may_read(chart):
        raise ProposalRefusedError(Refusal("unknown"), status=404)
    return chart


def _may_read(chart: Any) -> bool:
    return chart.table is None or security_manager.can_access_datasource(chart.table)


def find_chart(chart_id: int) -> Any:
    """Return a chart, whosever it is: for what was proposed already; None when it is gone."""
    from superset.models.slice import Slice

    return db.session.get(Slice, chart_id)


def chart_digest(chart: Any) -> str:
    """Return what changes when a chart is drawn otherwise, or is another one that was given the
    number of a removed one; its title and owners do not count."""
    dataset = str(chart.table.uuid) if chart.table else ""
    return digest_of([str(chart.uuid), chart.viz_type, settings_of(chart.params), dataset])


def settings_of(params: str | None) -> Any:
    """Return a chart's settings as values, in whatever order they were written; as text when they
    are none. What is not set is the same as what is set to nothing.

    >>> settings_of('{"b": null, "a": [1, 2], "slice_id": 7}')
    {'a': [1, 2]}
    """
    try:
        found = json.loads(params or "{}")
    except ValueError:
        return params
    if not isinstance(found, dict):
        return found
    return {
        name: value for name, value in found.items() if value is not None and name not in _OF_SAVING
    }


def derive_chart(chart: Any, form: Form) -> Derived:
    """Return a chart as a tile's facts, or why it is none.

    Its settings are what somebody sent: of any form, and charts of others are read with one's own.
    """
    dataset = _governed(chart.table, form)
    if dataset is None:
        return Derived(None, {}, [Refusal("dataset_not_governed")])
    try:
        settings = json.loads(chart.params or "{}")
        facts, refusals = derive(chart.viz_type, settings, dataset, load_marts()[dataset.table])
    except BREAKS_ON:
        logger.exception("a chart's settings were not read")
        return Derived(dataset, {}, [Refusal("settings_unread")])
    return Derived(dataset, facts, refusals)


def is_of(chart: Any, user: Any) -> bool:
    """Return whether somebody owns a chart or has made or changed it."""
    makers = {one.id for one in chart.owners} | {chart.created_by_fk, chart.changed_by_fk}
    return user.id in makers


def _governed(table: Any, form: Form) -> Dataset | None:
    """Return the dataset of the form that a table of Superset is."""
    if table is None or not is_ours(str(table.uuid), table.external_url):
        return None
    return form.datasets.get(table.external_url.rsplit(":", 1)[1])


def dataset_record(slug: str) -> Any:
    """Return Superset's record of a governed dataset; None before it was pushed."""
    from superset.connectors.sqla.models import SqlaTable

    uuid = asset_uuid("dataset", slug)
    return db.session.query(SqlaTable).filter_by(uuid=uuid).one_or_none()


class _Asking:
    """A cursor that answers as DuckDB's own connection does."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, sql: str) -> Any:
        self._cursor.execute(sql)
        return self._cursor


@contextmanager
def marts_of_reader() -> Iterator[Any]:
    """Open the build as the user of the request sees it: bi/connection.py decides which file."""
    from superset.models.core import Database

    uuid = asset_uuid("database", DATABASE)
    record = db.session.query(Database).filter_by(uuid=uuid).one()
    with record.get_raw_connection(schema=SCHEMA) as connection:
        yield _Asking(connection.cursor())
