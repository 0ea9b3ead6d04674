"""What the published build has last of a dimension: where a filter "the newest one" opens.

Superset's own "first value by default" asks for the values before it draws anything; a dashboard
that says the value opens at once. A night that brings a newer one has the dashboards pushed again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from analytics.published.builds import current_file
from analytics.settings.places import Places
from bi.compiler.parts import Filter, Form
from erp_app.domain.languages import ENGLISH

FINISHED = "is_finished_month"
_SETTLED = """
with posting as (
    select {column} as value, count(distinct entity_code) as entity_count
    from {mart}
    where is_finished_month
    group by 1
)

select max(value)
from posting
where entity_count * 2 >= (select max(entity_count) from posting)
"""
Newest = dict[str, Any]  # slug of a filter -> value


def newest_values(form: Form, warehouse: Path) -> Newest:
    """Return the value each filter of the kind opens at; none before the first publish.

    warehouse: the folder of the builds and of the pointer to the published one.
    """
    file = current_file(Places(warehouse))
    filters = [one for dashboard in form.dashboards.values() for one in dashboard.filters]
    wanted = [one for one in filters if one.is_newest]
    if not wanted or file is None:
        return {}
    with duckdb.connect(file, read_only=True) as connection:
        found = {one.slug: _newest(connection, form, one) for one in wanted}
    return {slug: value for slug, value in found.items() if value is not None}


def _newest(connection: duckdb.DuckDBPyConnection, form: Form, one: Filter) -> Any:
    """Return the newest value of a filter's dimension; None in an empty mart, or one not built
    yet.

    In a mart that knows which months are finished, a value is new when half of the entities have
    postings in finished months of it: one journal dated ahead turns nobody's dashboards.
    """
    dataset = form.datasets[one.dataset]
    column = dataset.dimensions[one.dimension].columns[ENGLISH]
    mart = f"marts.{dataset.table}"
    try:
        rows = connection.table(mart)
        if FINISHED in rows.columns:
            settled = connection.execute(_SETTLED.format(column=column, mart=mart)).fetchone()
            if settled and settled[0] is not None:
                return settled[0]
        row = rows.max(column).fetchone()
    except duckdb.CatalogException:
        return None
    return row[0] if row else None
