"""dbt over an open build: models and tests, and which entities a failing test speaks of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[2] / "dbt_project"
OnLine = Callable[[str], None]


class TransformFailedError(Exception):
    """dbt did not come to an end, or something failed that belongs to no single entity."""


@dataclass
class TransformResult:
    """What dbt did. blocked: entity -> the tests its rows failed."""

    models: int = 0
    tests: int = 0
    seconds: float = 0.0
    blocked: dict[str, list[str]] = field(default_factory=dict)


def run_dbt(build_file: Path, work: Path, memory: str, on_line: OnLine) -> TransformResult:
    """Run every model on a build, then every test; its raw schema must be there.

    One after the other, because dbt leaves out what comes after a failing test: one entity's rows
    would keep every entity's marts from being built. work: a folder for dbt's own files. Raises:
    TransformFailedError with dbt's words.
    """
    work.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DIWAN_BUILD_FILE": str(build_file),
        "DIWAN_BUILD_MEMORY": memory,
        "DO_NOT_TRACK": "1",
    }
    found = TransformResult()
    models = ("build", "--exclude-resource-type", "test", "unit_test")
    for verb in (models, ("test",)):
        results = _call_dbt(verb, work, environment, on_line)
        _read(results, build_file, found)
    return found


def _call_dbt(
    verb: tuple[str, ...], work: Path, environment: dict[str, str], on_line: OnLine
) -> dict:
    """Run one dbt command; returns the content of its run_results.json."""
    target = work / "target"
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    command = [
        str(Path(sys.executable).with_name("dbt")),
        *(verb[0], "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(target), "--log-path", str(work / "logs"), *verb[1:]),
    ]
    child = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    tail = _follow(child, on_line)
    if child.wait() not in (0, 1) or not results.exists():
        raise TransformFailedError(f"dbt {verb[0]} stopped: {' | '.join(tail)}")
    return json.loads(results.read_text())


def _follow(child: subprocess.Popen, on_line: OnLine) -> list[str]:
    """Pass dbt's lines on and return the last ones."""
    tail: list[str] = []
    for line in child.stdout or ():
        on_line(line.rstrip())
        tail = [*tail[-5:], line.strip()]
    return tail


def _read(results: dict, build_file: Path, found: TransformResult) -> None:
    """Add what one command did. Raises: TransformFailedError."""
    found.seconds = round(found.seconds + results["elapsed_time"], 2)
    failures = []
    for one in results["results"]:
        kind = one["unique_id"].split(".")[0]
        found.models += kind == "model"
        found.tests += kind in ("test", "unit_test")
        if one["status"] in ("error", "fail", "skipped", "runtime error"):
            failures.append(one)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for one in failures:
            for code in _entities_of(connection, one):
                found.blocked.setdefault(code, []).append(one["unique_id"].split(".")[2])


def _entities_of(connection: duckdb.DuckDBPyConnection, failure: dict) -> list[str]:
    """The entities in a failing test's rows. Raises: TransformFailedError when it names none."""
    name, relation = failure["unique_id"], failure.get("relation_name")
    if failure["status"] == "fail" and relation:
        try:
            rows = connection.execute(f"select distinct entity_code from {relation}").fetchall()
        except duckdb.Error:
            rows = []
        if codes := [code for (code,) in rows if code]:
            return codes
    raise TransformFailedError(f"{name} {failure['status']}: {failure.get('message') or ''}")
