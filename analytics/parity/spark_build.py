"""`python -m analytics.parity.spark_build FOLDER MEMORY_MIB CORES IS_SHORT PARENT`:
the models on Spark.

FOLDER holds a lake and `laid` (see duckdb_build). Prints dbt's lines, then one JSON line with what
was built: seconds, and each mart's columns and files. A model that fails is an error, said as one.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.contracts.extraction import load_contract
from analytics.parity.java import JavaDiedError
from analytics.parity.session import Size, create_raw_tables, open_session
from analytics.parity.spent import Spent
from analytics.settings.places import Places
from analytics.transform.dbt_build import PROJECT
from analytics.transform.dbt_process import end_with_parent
from analytics.transform.slices import MARTS
from ground.json_lines import fail_with, finish_with

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WORDS_SHOWN = 500


class SparkBuildError(Exception):
    """dbt did not build everything; says which model, and Spark's words."""


def build(lake: Places, size: Size) -> dict[str, Any]:
    """Return what Spark built over a lake. Raises: SparkBuildError."""
    laid, work = lake.root / "laid", lake.root / "spark"
    started = time.monotonic()
    with open_session(work, size) as session:
        names = sorted(folder.name for folder in laid.iterdir())
        create_raw_tables(session, load_contract(), lake.raw, laid, names)
        opened = time.monotonic()
        _dbt("parse", work)
        spent = Spent.begin()
        _dbt("build", work, "--exclude-resource-type", "test", "unit_test")
        spent = spent.until_now()
        # What is added to finds that all of it is there already.
        _dbt("run", work, "--select", "config.materialized:incremental")
        return {
            "session_seconds": round(opened - started, 2),
            "spent": asdict(spent),
            "marts": describe_marts(session, work / "tables"),
        }


def _dbt(verb: str, work: Path, *words: str) -> None:
    """Run a command of dbt on the session that is open. Raises: SparkBuildError."""
    from dbt.cli.main import dbtRunner

    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target", "spark"]
    kept = ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    found = dbtRunner().invoke([verb, *words, *folders, *kept, "--log-level-file", "info"])
    if found.exception:
        raise SparkBuildError(f"dbt {verb} stopped: {found.exception}"[:WORDS_SHOWN])
    for one in getattr(found.result, "results", ()):
        if one.status not in ("success", "no-op"):  # nothing is to be done for a dashboard
            said = " ".join((one.message or "").split())[:WORDS_SHOWN]
            raise SparkBuildError(f"{one.node.name} {one.status}: {said}")


def describe_marts(session: SparkSession, tables: Path) -> dict[str, Any]:
    """Return mart -> its columns (name -> Spark's type) and the folder of its files."""
    rows = session.sql(f"show tables in {MARTS}").collect()
    names = sorted(row["tableName"] for row in rows if not row["isTemporary"])
    return {
        name: {
            "columns": {
                field.name: field.dataType.simpleString()
                for field in session.table(f"{MARTS}.{name}").schema
            },
            "folder": str(tables / f"{MARTS}.db" / name),
        }
        for name in names
    }


def main(argv: list[str]) -> int:
    """Build, and say what was built."""
    os.umask(0o077)
    folder, *numbers, parent = argv
    end_with_parent(int(parent))
    memory_mib, cores, is_short = map(int, numbers)
    try:
        finish_with(build(Places(Path(folder)), Size(memory_mib, cores, bool(is_short))))
    except (SparkBuildError, JavaDiedError) as error:
        return fail_with(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
