"""dbt's data tests, asked of a build without dbt.

A test is a query for failing rows. What dbt makes of it depends on the project alone, so it is
compiled once, kept in dbt's folder while the project is what it was, and asked of each night's
build: two hundred small queries cost dbt more than the engine. Owns the kept queries and the
asking. Refuses queries of another project, or another dbt.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import yaml

from analytics.transform.findings import spoken_by
from analytics.transform.project import FOLDERS, REPO, models_digest
from ground.atomic_files import read_json, write_json

NIGHT = "night"  # tag of models over the night, whose tests come with them
ASKERS = 2
Result = dict[str, Any]


@dataclass(frozen=True)
class DataTest:
    """A test as SQL. node: what dbt's manifest says of it, as far as findings need it; in its meta
    speaks_of is "entity" or "all"."""

    id: str
    sql: str
    node: dict[str, Any]


def data_tests(nodes: Mapping[str, Any], results: Iterable[Result]) -> list[DataTest]:
    """Return the tests of a build that dbt compiled. nodes: of its manifest; results: of its run.

    Raises: TestUndeclaredError.
    """
    return [
        DataTest(one["unique_id"], one["compiled_code"], _kept_of(nodes[one["unique_id"]], nodes))
        for one in results
        if one["unique_id"].startswith("test.")
    ]


def _kept_of(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> dict[str, Any]:
    meta = {**node["config"]["meta"], "speaks_of": spoken_by(node, nodes)}
    kept = {name: node.get(name) for name in ("name", "attached_node", "column_name")}
    return {**kept, "config": {"meta": meta}}


def load_tests(work: Path) -> list[DataTest] | None:
    """Return the tests kept in a dbt folder; None when there are none of this project."""
    stored = read_json(work / "data_tests.json")
    if stored is None or stored.get("made_by") != _made_by():
        return None
    return [DataTest(**one) for one in stored["tests"]]


def keep_tests(work: Path, tests: Iterable[DataTest]) -> None:
    """Keep compiled tests in a dbt folder."""
    rows = [asdict(test) for test in sorted(tests, key=lambda test: test.id)]
    write_json(work / "data_tests.json", {"made_by": _made_by(), "tests": rows})


def _made_by() -> str:
    parts = (models_digest(), version("dbt-core"), version("dbt-duckdb"))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def ask_tests(
    build_file: Path, memory: str, tests: Sequence[DataTest], on_line: Callable[[str], None]
) -> list[Result]:
    """Ask a build every test; return results as dbt writes them, the quickest said first.

    memory: DuckDB's limit; on_line: hears of each test as dbt would say it.
    """
    with (
        duckdb.connect(str(build_file), read_only=True) as connection,
        ThreadPoolExecutor(ASKERS) as pool,
    ):
        for name, value in _settings():
            connection.execute(f"set {name} = '{value}'")
        connection.execute(f"set memory_limit = '{memory}'")
        found = []
        for job in as_completed([pool.submit(_ask, connection, test) for test in tests]):
            found.append(job.result())
            state = found[-1]["status"].upper()
            name = found[-1]["unique_id"].split(".")[2]
            on_line(f"{len(found)} of {len(tests)} {state} {name} ..")
        return found


def _settings() -> Iterator[tuple[str, Any]]:
    """Yield what the project's profile sets in the engine, but for its memory."""
    profiles = yaml.safe_load((REPO / FOLDERS[0] / "profiles.yml").read_text(encoding="utf-8"))
    settings = profiles["diwan"]["outputs"]["duckdb"]["settings"]
    return ((name, value) for name, value in settings.items() if name != "memory_limit")


def _ask(connection: duckdb.DuckDBPyConnection, test: DataTest) -> Result:
    """Return a test's result: pass, fail with the number of failing rows, or error."""
    began = time.monotonic()
    result: Result = {"unique_id": test.id, "compiled_code": test.sql, "failures": None}
    try:
        with connection.cursor() as cursor:
            row = cursor.execute(f"select count(*) from ({test.sql}) as failing").fetchone()
        count = row[0] if row else 0
        result |= {"status": "fail" if count else "pass", "failures": count}
        result |= {"message": f"Got {count} results"} if count else {}
    except duckdb.Error as error:
        result |= {"status": "error", "message": str(error)}
    return result | {"execution_time": time.monotonic() - began}
