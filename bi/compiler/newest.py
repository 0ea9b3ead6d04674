"""What the published build has last of a dimension: where a filter "the newest one" opens.

Superset's own "first value by default" asks for the values before it draws anything; a dashboard
that says the value opens at once. A night that brings a newer one has the dashboards pushed again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from bi.compiler.form import Filter, Form
from erp_app.domain.languages import ENGLISH

BUILD = Path("current") / "warehouse.duckdb"
Newest = dict[str, Any]  # slug of a filter -> value


def newest_values(form: Form, warehouse: Path) -> Newest:
    """Return the value each filter of the kind opens at; none before the first publish.

    warehouse: the folder of the builds and of the pointer to the published one.
    """
    file = (warehouse / BUILD).resolve()
    filters = [one for dashboard in form.dashboards.values() for one in dashboard.filters]
    wanted = [one for one in filters if one.is_newest]
    if not wanted or not file.exists():
        return {}
    with duckdb.connect(file, read_only=True) as connection:
        found = {one.slug: _newest(connection, form, one) for one in wanted}
    return {slug: value for slug, value in found.items() if value is not None}


def _newest(connection: duckdb.DuckDBPyConnection, form: Form, one: Filter) -> Any:
    """Return the largest value of a filter's dimension; None in an empty mart, or one not built
    yet."""
    dataset = form.datasets[one.dataset]
    column = dataset.dimensions[one.dimension].columns[ENGLISH]
    try:
        row = connection.table(f"marts.{dataset.table}").max(column).fetchone()
    except duckdb.CatalogException:
        return None
    return row[0] if row else None
