"""Builds that can be told apart, and publishing them; runs in the analytics environment.

`python -m tests.bi.stamped_builds make WAREHOUSE 3`: copies of the current build whose trial
balance says 1, 2, 3 in every row, in the whole file and in every entity's; prints their ids.
`... publish WAREHOUSE ID`, `... drop WAREHOUSE ID`: as the night does it, and away with it.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import duckdb

from analytics.published.builds import current_id, point_to
from analytics.settings.places import Places


def make(places: Places, count: int) -> list[str]:
    """Copy of the current build, stamped 1..count; return their ids."""
    source = places.builds / (current_id(places) or "")
    ids = [f"2099010{number}T000000" for number in range(1, count + 1)]
    for stamp, build_id in enumerate(ids, start=1):
        folder = places.builds / build_id
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        for file in folder.rglob("*.duckdb"):
            with duckdb.connect(str(file)) as connection:
                connection.execute(f"update marts.rpt_trial_balance set debit_amount = {stamp}")
    return ids


def main(verb: str, warehouse: str, what: str) -> None:
    """Do one thing and print what it gives."""
    places = Places(Path(warehouse))
    if verb == "make":
        print(json.dumps([current_id(places), *make(places, int(what))]))
    elif verb == "publish":
        point_to(places, what)
    else:
        shutil.rmtree(places.builds / what, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
