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
# Models over what the night itself has to say; they are built last, when it knows.
NIGHT_TAG = "tag:night"
WORDS_SHOWN = 500  # of one failure's message
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


@dataclass(frozen=True)
class Dbt:
    """dbt over one build. work: a folder for dbt's own files; memory: DuckDB's limit in it."""

    build_file: Path
    work: Path
    memory: str
    on_line: OnLine = lambda line: None

    def build_models(self) -> TransformResult:
        """Seeds and models, without those over the night. Raises: TransformFailedError."""
        left_out = ("--exclude-resource-type", "test", "unit_test")
        return self._run("build", *left_out, "--exclude", NIGHT_TAG)

    def test(self, with_unit_tests: bool = False) -> TransformResult:
        """Data tests on what was built. Raises: TransformFailedError for one that names nobody."""
        left_out = () if with_unit_tests else ("--exclude-resource-type", "unit_test")
        return self._run("test", *left_out, "--exclude", NIGHT_TAG)

    def build_night(self) -> TransformResult:
        """Models over the night with their tests. Raises: TransformFailedError."""
        return self._run("build", "--select", NIGHT_TAG, "--exclude-resource-type", "unit_test")

    def _run(self, *verb: str) -> TransformResult:
        self.work.mkdir(parents=True, exist_ok=True)
        return _read(self._call(verb), self.build_file)

    def _call(self, verb: tuple[str, ...]) -> dict:
        """Run one dbt command; returns the content of its run_results.json."""
        target = self.work / "target"
        results = target / "run_results.json"
        results.unlink(missing_ok=True)
        command = [
            *(sys.executable, "-m", "analytics.build.dbt_process", str(os.getpid()), verb[0]),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(target), "--log-path", str(self.work / "logs")),
            *("--log-level-file", "info", *verb[1:]),
        ]
        child = subprocess.Popen(
            command,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        tail = _follow(child, self.on_line)
        if child.wait() not in (0, 1) or not results.exists():
            raise TransformFailedError(f"dbt {verb[0]} stopped: {' | '.join(tail)}")
        return json.loads(results.read_text())

    def _environment(self) -> dict[str, str]:
        inherited = os.environ.get("PYTHONPATH", "")
        # dbt is large: compiled once, it starts in a third of the time.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(PROJECT.parent), inherited))),
            "DIWAN_BUILD_FILE": str(self.build_file),
            "DIWAN_BUILD_MEMORY": self.memory,
            "DO_NOT_TRACK": "1",
        }


def run_dbt(build_file: Path, work: Path, memory: str, on_line: OnLine) -> TransformResult:
    """Run every model on a build, then every test; its raw schema must be there.

    One after the other, because dbt leaves out what comes after a failing test: one entity's rows
    would keep every entity's marts from being built. Raises: TransformFailedError with dbt's words.
    """
    dbt = Dbt(build_file, work, memory, on_line)
    models, tests = dbt.build_models(), dbt.test(with_unit_tests=True)
    seconds = round(models.seconds + tests.seconds, 2)
    return TransformResult(models.models, tests.tests, seconds, tests.blocked)


def _follow(child: subprocess.Popen, on_line: OnLine) -> list[str]:
    """Pass dbt's lines on and return the last ones."""
    tail: list[str] = []
    for line in child.stdout or ():
        on_line(line.rstrip())
        tail = [*tail[-5:], line.strip()]
    return tail


def _read(results: dict, build_file: Path) -> TransformResult:
    """What one command did. Raises: TransformFailedError."""
    found = TransformResult(seconds=round(results["elapsed_time"], 2))
    failures = []
    for one in results["results"]:
        kind = one["unique_id"].split(".")[0]
        found.models += kind == "model"
        found.tests += kind in ("test", "unit_test")
        if one["status"] in ("error", "fail", "skipped", "runtime error"):
            failures.append(one)
    failures.sort(key=lambda one: one["status"] == "skipped")  # the cause before its consequences
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for one in failures:
            for code in _entities_of(connection, one):
                found.blocked.setdefault(code, []).append(one["unique_id"].split(".")[2])
    return found


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
    said = " ".join((failure.get("message") or "").split())[:WORDS_SHOWN]
    raise TransformFailedError(f"{name} {failure['status']}: {said}")
