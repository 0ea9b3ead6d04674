"""What is written down of each thing somebody does on the dashboards.

Owns the choice of where. Who opened, asked, exported or changed something is a row in Superset's
own log, which its administrator reads. The steps inside one answer (three of them for every tile)
are measurements, not acts: each would be a write and a commit, sixty for a page of twenty tiles.
"""

from __future__ import annotations

from typing import Any

from superset.utils.log import DBEventLogger

MEASUREMENTS = frozenset(
    {
        "ChartDataRestApi.json_dumps",
        "QueryObject.post_processing",
        "_get_data_response",
        "load_into_dataframe",
    }
)
# Read again and again by every page; the chart or the page itself is on record.
ROUTINE = frozenset(
    {
        "ChartDataRestApi.data",
        "csrf_token",
        "DashboardRestApi.info",
        "DatabaseRestApi.get_list",
        "DatasetRestApi.get",
        "language_pack",
    }
)


class ActsInDatabase(DBEventLogger):
    """Superset's log without measurements and routine reads."""

    def log(self, user_id: int | None, action: str, *args: Any, **kwargs: Any) -> None:
        if action not in MEASUREMENTS and action not in ROUTINE:
            super().log(user_id, action, *args, **kwargs)
