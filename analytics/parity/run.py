"""Both engines over one lake, one after the other, and what came of it.

Owns the folder `parity` of the warehouse, which it empties before and after. What readers see and
the lake itself are not touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.contracts.extraction import Contract
from analytics.parity.borrowed_lake import LakeNotReadyError, borrow_lake
from analytics.parity.comparing import MartParity, compare_marts
from analytics.parity.duckdb_build import build_on_duckdb
from analytics.parity.spent import Spent
from analytics.settings.places import Places
from analytics.transform.dbt_progress import dbt_progress
from analytics.transform.project import REPO
from ground.atomic_files import exclusive
from ground.json_lines import parse
from ground.progress import Report, part_of, report_nothing

LINES_KEPT = 8


class SparkFailedError(Exception):
    """Spark's side did not come to an end; says why."""


@dataclass(frozen=True)
class Engines:
    """What both may use. memory_mib: of each; is_short: Java does not spend minutes on making
    seconds of work faster."""

    memory_mib: int = 2048
    cores: int = os.cpu_count() or 2
    is_short: bool = True


@dataclass(frozen=True)
class BothBuilt:
    """What both engines made of one lake. file: DuckDB's; marts: Spark's, by name (see
    spark_build.describe_marts). What was spent is of the models alone; session_seconds: until Spark
    was ready."""

    file: Path
    marts: dict[str, Any]
    duckdb: Spent
    spark: Spent
    session_seconds: float


@dataclass(frozen=True)
class Parity:
    """The comparison. Seconds as of BothBuilt."""

    marts: list[MartParity]
    duckdb_seconds: float
    spark_seconds: float
    session_seconds: float


def run_parity(
    places: Places, contract: Contract, engines: Engines, report: Report = report_nothing
) -> Parity:
    """Build every model over a warehouse's lake with both engines and compare all marts.

    Raises: LakeNotReadyError, TransformFailedError, SparkFailedError.
    """
    with _own_folder(places.root / "parity") as folder:
        built = build_both(places, contract, engines, folder, part_of(report, 0.0, 0.9))
        report(0.9, "comparing")
        marts = compare_marts(built.file, built.marts)
        seconds = built.duckdb.seconds, built.spark.seconds, built.session_seconds
        return Parity(marts, *seconds)


@contextmanager
def _own_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that nobody else uses meanwhile; it goes at the end."""
    try:
        with exclusive(folder.with_suffix(".lock"), wait=False):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError as error:
        raise LakeNotReadyError("The engines are being compared already.") from error


def build_both(
    places: Places, contract: Contract, engines: Engines, folder: Path, report: Report
) -> BothBuilt:
    """Build every model over a warehouse's lake with both engines, in an empty folder. Raises: as
    run_parity."""
    report(0.0, "the lake")
    lake, manifests = borrow_lake(places, folder)
    memory = f"{engines.memory_mib}MiB"
    on_line = dbt_progress(part_of(report, 0.05, 0.3))
    file, spent = build_on_duckdb(lake, manifests, contract, places, memory, on_line)
    built = build_on_spark(lake, engines, part_of(report, 0.3, 1.0))
    on_spark = Spent(**built["spent"])
    return BothBuilt(file, built["marts"], spent, on_spark, built["session_seconds"])


def build_on_spark(lake: Places, engines: Engines, report: Report) -> dict[str, Any]:
    """Return what `python -m analytics.parity.spark_build` says it built. Raises:
    SparkFailedError."""
    on_line, tail = dbt_progress(report), deque[str](maxlen=LINES_KEPT)
    arguments = [lake.root, engines.memory_mib, engines.cores, int(engines.is_short), os.getpid()]
    child = subprocess.Popen(
        [sys.executable, "-m", "analytics.parity.spark_build", *map(str, arguments)],
        cwd=lake.root,
        env={**os.environ, "PYTHONPATH": str(REPO), "DO_NOT_TRACK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    report(0.0, "Spark")
    for line in child.stdout or ():
        message = parse(line)
        if message is None:
            on_line(line)
            tail.append(line.strip())
        elif "result" in message:
            child.wait()
            result: dict[str, Any] = message["result"]
            return result
        elif "error" in message:
            child.wait()
            raise SparkFailedError(message["error"])
    child.wait()
    raise SparkFailedError(f"Spark ended without a result: {' | '.join(filter(None, tail))}")
