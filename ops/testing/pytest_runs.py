"""Running one suite and reading what came of it from the JUnit file it wrote."""

import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from ops.installation.instance import REPO
from ops.installation.shared import shared_folder
from ops.testing.suites import Suite, results_file


@dataclass(frozen=True)
class Outcome:
    """What a suite came to; seconds of wall time. skipped: counted as failed as well, unless the
    test says that this machine cannot run it (MAY_BE_SKIPPED)."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


@dataclass(frozen=True)
class Case:
    """One test as the JUnit file has it. seconds: with its set-up and clearing up."""

    name: str
    seconds: float
    state: str  # passed, failed or skipped
    said: str = ""


# The only reasons for which a test may be skipped: what the machine does not let us do.
MAY_BE_SKIPPED = ("mounting a small disk needs root", "changing to another account needs root")


def run_style(python: Path, typed_python: Path, log: Path) -> Outcome:
    """Return what ruff's linter and formatter and mypy find, counted as three tests.

    typed_python: of the environment that holds mypy beside the libraries of what it checks.
    """
    started = time.monotonic()
    ruff, mypy = str(python.with_name("ruff")), str(typed_python.with_name("mypy"))
    commands = (
        [ruff, "check", "--quiet", "."],
        [ruff, "format", "--check", "--quiet", "."],
        [mypy, "--no-error-summary", f"--cache-dir={shared_folder() / 'mypy'}"],
    )
    with log.open("w") as said:
        results = [
            subprocess.run(command, cwd=REPO, stdout=said, stderr=said, check=False)
            for command in commands
        ]
    failed = sum(done.returncode != 0 for done in results)
    return Outcome("style", len(results) - failed, failed, 0, _since(started))


def run_pytest(
    suite: Suite,
    part: int,
    python: Path,
    environment: dict[str, str],
    extra: list[str],
    results: Path,
) -> Outcome:
    """Run a suite's part with pytest; what it says goes to the .log beside its JUnit file."""
    started, file = time.monotonic(), results_file(results, suite.name, part)
    file.unlink(missing_ok=True)
    chosen = suite.files(part) if suite.parts > 1 else list(suite.folders)
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={file}", *extra, *chosen]
    with file.with_suffix(".log").open("w") as said:
        done = subprocess.run(
            command,
            cwd=REPO,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return count(suite.name, read_cases(file), done.returncode, _since(started))


def _since(started: float) -> float:
    return round(time.monotonic() - started, 1)


def read_cases(file: Path) -> list[Case]:
    """Return every test of a JUnit file; none when the file does not exist or was cut off."""
    try:
        root = ElementTree.parse(file).getroot()  # noqa: S314 - our own file
    except (FileNotFoundError, ElementTree.ParseError):
        return []
    return [_read_case(node) for node in root.iter("testcase")]


def _read_case(node: ElementTree.Element) -> Case:
    name = f"{node.get('classname', '')}::{node.get('name', '')}"
    seconds = float(node.get("time", 0))
    for state, tags in {"failed": ("failure", "error"), "skipped": ("skipped",)}.items():
        for tag in tags:
            if (found := node.find(tag)) is not None:
                return Case(name, seconds, state, found.get("message", ""))
    return Case(name, seconds, "passed")


def count(name: str, cases: list[Case], exit_code: int, seconds: float) -> Outcome:
    """Sum up a suite. One that ran nothing, or ended badly without a failed test, failed once."""
    skipped = [case for case in cases if case.state == "skipped"]
    failed = sum(case.state == "failed" for case in cases)
    failed += sum(case.said not in MAY_BE_SKIPPED for case in skipped)
    if not failed and (exit_code or len(cases) == len(skipped)):
        failed = 1
    passed = sum(case.state == "passed" for case in cases)
    return Outcome(name, passed, failed, len(skipped), seconds)


def together(outcomes: list[Outcome]) -> Outcome:
    """Return the parts of one suite as one; their seconds are those of the longest."""
    return Outcome(
        outcomes[0].name,
        sum(one.passed for one in outcomes),
        sum(one.failed for one in outcomes),
        sum(one.skipped for one in outcomes),
        max(one.seconds for one in outcomes),
    )
