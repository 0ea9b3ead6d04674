"""Analyses in pandas: pure functions from frame to frame, each written as a mart.

Owns the list of analyses and the order they run in. An analysis reads marts alone, one entity at a
time where it looks at lines, so that its memory follows the largest entity and not the government.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd

from analytics.analyses import headcount_projection, journal_screening
from analytics.analyses.declared import declared_mart, write_mart
from analytics.settings.places import Places

Analysis = Callable[[duckdb.DuckDBPyConnection], pd.DataFrame]

ANALYSES: dict[str, Analysis] = {
    "rpt_journal_screening": journal_screening.analyse,
    "rpt_headcount_projection": headcount_projection.analyse,
}


def run_all(connection: duckdb.DuckDBPyConnection, places: Places) -> dict[str, int]:
    """Write every analysis as a mart of an open build; return the rows of each.

    places: the warehouse's folders; an analysis that needs files of its own puts them under
    places.scratch (none does today). Raises: MartNotDeclaredError when a frame and its declaration
    in dbt_project/models/marts/analyses differ.
    """
    return {
        name: write_mart(connection, declared_mart(name), analyse(connection))
        for name, analyse in ANALYSES.items()
    }
