"""A build with many ledger lines, made from the one that stands; runs in the analytics environment.

`python -m ops.bench.stretched_build WAREHOUSE LINES`: copies the current build, repeats its ledger
lines until there are that many, publishes the copy. Amounts and dates keep their distribution.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import duckdb

from analytics.published.builds import FILE_NAME, current_id, new_id, point_to
from analytics.settings.places import Places
from ground.json_lines import finish_with

TABLE = "marts.fct_ledger_line"


def stretch(places: Places, lines: int) -> dict[str, float]:
    """Make and publish the build; return lines, mebibytes and seconds."""
    started = time.monotonic()
    source = places.builds / (current_id(places) or "")
    folder = places.builds / new_id(places)
    shutil.copytree(source, folder)
    file = folder / FILE_NAME
    with duckdb.connect(str(file)) as connection:
        table = connection.table("marts.fct_ledger_line")
        found = table.count("*").fetchone()[0]
        repeats = connection.table_function("range", [max(0, lines // found - 1)])
        table.set_alias("t").join(repeats.set_alias("r"), "true").project("t.*").insert_into(TABLE)
        made = table.count("*").fetchone()[0]
    point_to(places, folder.name)
    return {
        "lines": made,
        "file_mib": round(file.stat().st_size / 1024**2, 1),
        "stretch_seconds": round(time.monotonic() - started, 1),
    }


if __name__ == "__main__":
    finish_with(stretch(Places(Path(sys.argv[1])), int(sys.argv[2])))
