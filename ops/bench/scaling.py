"""Where Spark overtakes DuckDB: the night's models at 1, 4 and 16 times the ledger, on one machine.

Owns the reading of the figures. Both engines are taken to cost a fixed time and one for each line,
as the two largest sizes say, of processors: that is what more cores share, and what other work on
the machine changes least. Where the lines cross follows. Refuses to see a crossing where the engine
that starts later also grows faster: then it says how many machines it would take.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ground.errors import OpsError
from ops.bench.report import BenchReport
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import REPO, Instance

ENTITIES, LINES = 52, (250_000, 1_000_000, 4_000_000)
QUICK_ENTITIES, QUICK_LINES = 3, (25_000, 100_000, 400_000)
CORES = os.cpu_count() or 2
Show = Callable[[str], Callable[[float, str], None]]


@dataclass(frozen=True)
class Growth:
    """What an engine costs, in seconds of processors: whatever there is to do, and for a million
    lines more."""

    fixed_seconds: float
    seconds_per_million: float


def growth_of(sizes: Sequence[dict[str, Any]], engine: str) -> Growth:
    """Return an engine's growth between the two largest sizes. sizes: by lines. Raises: OpsError
    when it does not grow."""
    (smaller, larger) = sizes[-2:]
    more = (larger["lines"] - smaller["lines"]) / 1e6
    key = f"{engine}_cpu_seconds"
    each = (larger[key] - smaller[key]) / more
    if each <= 0:
        raise OpsError(f"{engine} took no longer for more lines.", "Measure more lines.")
    return Growth(max(larger[key] - each * larger["lines"] / 1e6, 0.0), each)


def crossing_millions(duckdb: Growth, spark: Growth, machines: int = 1) -> float | None:
    """Return from how many millions of lines Spark is quicker; None when it never is."""
    gain = duckdb.seconds_per_million - spark.seconds_per_million / machines
    if gain <= 0:
        return None
    return max(spark.fixed_seconds - duckdb.fixed_seconds, 0.0) / gain


def machines_to_cross(duckdb: Growth, spark: Growth) -> int:
    """Return how many machines like this one Spark needs to grow no faster than DuckDB on one."""
    return ceil(spark.seconds_per_million / duckdb.seconds_per_million)


def measure(instance: Instance, quick: bool, show: Show) -> BenchReport:
    """Measure both engines at three sizes."""
    entities, lines = (QUICK_ENTITIES, QUICK_LINES) if quick else (ENTITIES, LINES)
    report = show("Both engines at three sizes")
    report(0.0, "Spark and its Java")
    python = ensure_environment("spark") / "bin" / "python"
    folder = instance.root / "scaling"
    arguments = [str(folder), str(entities), *map(str, lines)]
    environment = {"PYTHONPATH": str(REPO)}
    try:
        sizes = call_module(
            instance, python, "ops.bench.scaling_engines", arguments, environment, report
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return build_report(entities, sizes)


def build_report(entities: int, sizes: list[dict[str, Any]]) -> BenchReport:
    """Return the figures with what follows from them."""
    duckdb, spark = growth_of(sizes, "duckdb"), growth_of(sizes, "spark")
    crossing = crossing_millions(duckdb, spark)
    engines = ("DuckDB s", "of processors", "Spark s", "of processors", "Spark's start s")
    columns = ["Ledger lines", "Lake MiB", *engines, "Loop ms"]
    names = ("lake_mib", "duckdb_seconds", "duckdb_cpu_seconds", "spark_seconds")
    names += ("spark_cpu_seconds", "spark_start_seconds", "loop_ms")
    rows = [[f"{size['lines']:,}", *(size[name] for name in names)] for size in sizes]
    figures = {
        "entities": entities,
        "sizes": sizes,
        "duckdb": duckdb.__dict__,
        "spark": spark.__dict__,
        "crossing_million_lines": crossing,
        "machines_to_cross": machines_to_cross(duckdb, spark),
    }
    notes = [
        f"{name}: {one.fixed_seconds:.1f} s of processors and {one.seconds_per_million:.2f} s for"
        " each million lines; 20 million in"
        f" {(one.fixed_seconds + 20 * one.seconds_per_million) / CORES:.0f} s on {CORES} cores"
        for name, one in (("DuckDB", duckdb), ("Spark", spark))
    ]
    return BenchReport("scaling", columns, rows, figures, [*notes, _said(duckdb, spark)])


def _said(duckdb: Growth, spark: Growth) -> str:
    """Return where the lines cross, on one machine and on twice as many as it takes to cross."""
    here = crossing_millions(duckdb, spark)
    if here is not None:
        return f"By these lines Spark is quicker from {here:,.0f} million lines on, on one machine."
    machines = 2 * machines_to_cross(duckdb, spark)
    there = crossing_millions(duckdb, spark, machines)
    return (
        "On one machine the lines do not cross: Spark costs more to begin with and more for each"
        f" line. On {machines} such machines, evenly shared, they would at {there:,.0f} million."
    )
