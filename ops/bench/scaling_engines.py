"""`python -m ops.bench.scaling_engines FOLDER ENTITIES LINES...`: both engines at growing ledgers.

Runs in the environment `spark`. Each size is a lake of its own, made from the contract
(ops/bench/sample_lake.py), built by DuckDB and then by Spark on the same cores, and compared mart
by mart: a figure of marts that differ is none.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from analytics.contracts.extraction import load_contract
from analytics.parity.comparing import compare_marts
from analytics.parity.run import Engines, build_both
from analytics.settings.places import Places
from ground.json_lines import fail_with, finish_with, report_as_json
from ground.progress import part_of
from ops.bench.report import loop_ms
from ops.bench.sample_lake import make_lake
from ops.bench.sample_values import Shape

PEOPLE, ROWS = 200, 40
MEMORY_MIB = 2560  # of each engine, as a night has


class MartsDifferError(Exception):
    """The engines did not come to the same; says where."""


def measure(folder: Path, entities: int, lines: int, report: Any) -> dict[str, Any]:
    """Return seconds of both engines over one lake. Raises: MartsDifferError."""
    shutil.rmtree(folder, ignore_errors=True)
    places, contract = Places(folder / "warehouse"), load_contract()
    report(0.0, f"a lake of {lines:,} lines")
    made = make_lake(places, contract, Shape(entities, lines // entities, PEOPLE, ROWS))
    size = sum(file.stat().st_size for file in places.raw.rglob("*.parquet"))
    (folder / "both").mkdir()
    engines = Engines(MEMORY_MIB, is_short=False)
    loop = loop_ms()
    built = build_both(places, contract, engines, folder / "both", part_of(report, 0.1, 0.95))
    differing = [mart for mart in compare_marts(built.file, built.marts) if mart.differences]
    if differing:
        raise MartsDifferError(f"{differing[0].name}: {differing[0].differences[0]}")
    file_mib = round(built.file.stat().st_size / 1024**2, 1)
    shutil.rmtree(folder)
    return {
        "lines": made,
        "lake_mib": round(size / 1024**2, 1),
        "duckdb_file_mib": file_mib,
        "duckdb_seconds": built.duckdb.seconds,
        "spark_seconds": built.spark.seconds,
        "duckdb_cpu_seconds": built.duckdb.cpu_seconds,
        "spark_cpu_seconds": built.spark.cpu_seconds,
        "spark_start_seconds": built.session_seconds,
        "loop_ms": loop,
    }


def main(argv: list[str]) -> int:
    """Measure every size."""
    os.umask(0o077)
    folder, entities, *sizes = argv
    found = []
    try:
        for place, lines in enumerate(map(int, sizes)):
            part = part_of(report_as_json, place / len(sizes), (place + 1) / len(sizes))
            found.append(measure(Path(folder), int(entities), lines, part))
    except MartsDifferError as error:
        return fail_with(str(error))
    finish_with(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
