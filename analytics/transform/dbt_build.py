"""dbt over an open build: its models, its tests, its documentation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.transform.data_tests import (
    NIGHT,
    DataTest,
    ask_tests,
    data_tests,
    keep_tests,
    load_tests,
)
from analytics.transform.dbt_results import (
    TransformFailedError,
    TransformResult,
    read_results,
)
from analytics.transform.findings import TestUndeclaredError

PROJECT = Path(__file__).parents[2] / "dbt_project"
# Models over what the night itself has to say; they are built last, when it knows.
NIGHT_TAG = f"tag:{NIGHT}"
OnLine = Callable[[str], None]


def ignore(line: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class CompiledModel:
    """A model as SQL. relation: its full name, quoted; columns: name -> type, of models that
    promise them; is_view: a view, not a table."""

    id: str
    relation: str
    sql: str
    columns: dict[str, str]
    is_view: bool

    @classmethod
    def read(cls, node: dict[str, Any], sql: str) -> CompiledModel:
        """Read a node of dbt's manifest. sql: as the engine is asked."""
        promised = node["columns"].values() if node["config"]["contract"]["enforced"] else ()
        columns = {column["name"]: column["data_type"] for column in promised}
        is_view = node["config"]["materialized"] == "view"
        return cls(node["unique_id"], node["relation_name"], sql, columns, is_view)


class Dbt:
    """dbt over one build, started at its first command or before. To be closed."""

    def __init__(self, build_file: Path, work: Path, memory: str) -> None:
        """work: a folder for dbt's own files; memory: DuckDB's limit in it, as "2GiB"."""
        self.build_file, self.work, self.memory = build_file, work, memory
        self._child: subprocess.Popen[str] | None = None
        self._is_reading = False  # the project, and has not said yet that it is done

    def start(self) -> None:
        """Start dbt and let it read the project, which takes seconds; the first command waits for
        it. Neither the build's file nor its folder need be there."""
        if self._child is None:
            self._child = self._start()
            self._send(self._command("parse"), self.work)
            self._is_reading = True

    def build_models(self, on_line: OnLine = ignore) -> TransformResult:
        """Return seeds and models, without those over the night. Raises: TransformFailedError."""
        left_out = ("--exclude-resource-type", "test", "unit_test")
        return self._run(on_line, "build", *left_out, "--exclude", NIGHT_TAG)

    def build_following(self, model: str, on_line: OnLine = ignore) -> TransformResult:
        """Return one model, or seed, and everything that follows from it, built anew over a build
        that holds the other marts; views are made again, they are gone. Raises:
        TransformFailedError."""
        chosen = ("--select", f"{model}+", "config.materialized:view", "--full-refresh")
        left_out = ("--exclude-resource-type", "test", "unit_test")
        return self._run(on_line, "build", *chosen, *left_out, "--exclude", NIGHT_TAG)

    def compile_models(self, models: Iterable[str]) -> list[CompiledModel]:
        """Return models and all they are made of, in the order in which they are made, each as it
        is written whole. Raises: TransformFailedError."""
        chosen = (f"+{model}" for model in models)
        self._run(ignore, "compile", "--full-refresh", "--select", *chosen)
        nodes, results = self._nodes(), json.loads(self._results.read_text())["results"]
        return [
            CompiledModel.read(nodes[one["unique_id"]], one["compiled_code"])
            for one in results
            if one["unique_id"].startswith("model.")
        ]

    def test(self, on_line: OnLine = ignore, model: str = "") -> TransformResult:
        """Return data tests on what was built. model: only those that look at it or at what follows
        from it; "" for all. Raises: TransformFailedError for one that names nobody."""
        if model:
            chosen = ("--select", f"{model}+", "--exclude-resource-type", "unit_test")
            return self._run(on_line, "test", *chosen, "--exclude", NIGHT_TAG)
        began = time.monotonic()
        tests = load_tests(self.work) or self._compile_tests()
        results = ask_tests(self.build_file, self.memory, tests, on_line)
        spent = {"results": results, "elapsed_time": time.monotonic() - began}
        nodes = {test.id: test.node for test in tests}
        return read_results(spent, lambda: nodes, self.build_file, self.memory)

    def _compile_tests(self) -> list[DataTest]:
        self._run(ignore, "compile", "--select", "test_type:data", "--exclude", NIGHT_TAG)
        results = json.loads(self._results.read_text())["results"]
        try:
            tests = data_tests(self._nodes(), results)
        except TestUndeclaredError as error:
            raise TransformFailedError(str(error)) from error
        keep_tests(self.work, tests)
        return tests

    def test_all(self, on_line: OnLine = ignore) -> TransformResult:
        """Return data tests and worked examples, asked by dbt itself. Raises: as `test`."""
        return self._run(on_line, "test", "--exclude", NIGHT_TAG)

    def try_examples(self) -> TransformResult:
        """Return the models' worked examples. Raises: TransformFailedError for one that differs."""
        return self._run(ignore, "test", "--select", "test_type:unit")

    def build_night(self, on_line: OnLine = ignore) -> TransformResult:
        """Return models over the night with their tests. Raises: TransformFailedError."""
        left_out = ("--exclude-resource-type", "unit_test")
        return self._run(on_line, "build", "--select", NIGHT_TAG, *left_out)

    def read_project(self) -> None:
        """Read the project, so that the first build of this folder need not: it takes seconds.
        The build's file is not opened. Raises: TransformFailedError."""
        code, tail = self._wait_until_read()
        if code != 0:
            raise TransformFailedError(f"dbt parse stopped: {' | '.join(tail)}")

    def document(self) -> Path:
        """Return dbt's documentation of the open build, one page. Raises: TransformFailedError."""
        page = self.work / "target" / "static_index.html"
        page.unlink(missing_ok=True)
        code, tail = self._tell(self._command("docs", "generate", "--static", "--no-compile"))
        if code or not page.exists():
            raise TransformFailedError(f"dbt docs stopped: {' | '.join(tail)}")
        return page

    def close(self) -> None:
        """End the process; a later command would start another."""
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None

    @property
    def _results(self) -> Path:
        return self.work / "target" / "run_results.json"

    def _nodes(self) -> dict[str, Any]:
        """Return the nodes of dbt's manifest."""
        manifest = self.work / "target" / "manifest.json"
        nodes: dict[str, Any] = json.loads(manifest.read_text())["nodes"]
        return nodes

    def _run(self, on_line: OnLine, verb: str, *words: str) -> TransformResult:
        self._results.unlink(missing_ok=True)
        code, tail = self._tell(self._command(verb, *words), on_line)
        if code not in (0, 1) or not self._results.exists():
            raise TransformFailedError(f"dbt {verb} stopped: {' | '.join(tail)}")
        results = json.loads(self._results.read_text())
        return read_results(results, self._nodes, self.build_file, self.memory)

    def _command(self, *words: str) -> list[str]:
        folders = ("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT))
        kept = ("--target-path", str(self.work / "target"), "--log-path", str(self.work / "logs"))
        return [*words, *folders, *kept, "--log-level-file", "info"]

    def _tell(self, command: list[str], on_line: OnLine = ignore) -> tuple[int | None, list[str]]:
        """Run a command; its exit code (None when dbt died) and the last lines it said."""
        code, tail = self._wait_until_read()
        if code != 0:
            return code, tail
        # The build is named from its own folder: dbt reads all of its project anew whenever a path
        # in its profile is another one.
        self._send(command, self.build_file.parent)
        return self._read_answer(on_line)

    def _wait_until_read(self) -> tuple[int | None, list[str]]:
        """Wait until dbt has read the project; its exit code (None when dbt died) and last lines,
        0 and none when it had read it before."""
        self.start()
        if not self._is_reading:
            return 0, []
        self._is_reading = False
        return self._read_answer(ignore)

    def _send(self, command: list[str], folder: Path) -> None:
        assert self._child
        assert self._child.stdin
        with suppress(BrokenPipeError):  # dbt died: reading its answer says so
            self._child.stdin.write(json.dumps({"folder": str(folder), "words": command}) + "\n")
            self._child.stdin.flush()

    def _read_answer(self, on_line: OnLine) -> tuple[int | None, list[str]]:
        assert self._child
        tail: list[str] = []
        for line in self._child.stdout or ():
            if line.startswith('{"dbt_exit"'):
                return json.loads(line)["dbt_exit"], tail
            on_line(line.rstrip())
            tail = [*tail[-5:], line.strip()]
        return None, tail

    def _start(self) -> subprocess.Popen[str]:
        self.work.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", "analytics.transform.dbt_process", str(os.getpid())],
            cwd=self.work,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _environment(self) -> dict[str, str]:
        inherited = os.environ.get("PYTHONPATH", "")
        # dbt is large: compiled once, it starts in half the time.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(PROJECT.parent), inherited))),
            "DIWAN_BUILD_FILE": self.build_file.name,
            "DIWAN_BUILD_MEMORY": self.memory,
            "DO_NOT_TRACK": "1",
        }


def run_dbt(build_file: Path, work: Path, memory: str, on_line: OnLine) -> TransformResult:
    """Run every model on a build, then every test; its raw schema must be there.

    One after the other, because dbt leaves out what comes after a failing test: one entity's rows
    would keep every entity's marts from being built. Raises: TransformFailedError with dbt's words.
    """
    with closing(Dbt(build_file, work, memory)) as dbt:
        models = dbt.build_models(on_line)
        tests = dbt.test_all(on_line)
    seconds = round(models.seconds + tests.seconds, 2)
    nodes = [*models.nodes, *tests.nodes]
    return TransformResult(models.models, tests.tests, seconds, tests.blocked, nodes)
