"""The suites, in the order that fails soonest, and how their results are counted."""

import os
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from ops.installation.instance import REPO, Instance, run_folder
from ops.servers.erp import process_environment
from ops.testing.throwaway import EMPTY_ENTITY

IN_TEST, IN_ERP, IN_ANALYTICS = "test", "erp", "analytics-test"


@dataclass(frozen=True)
class Suite:
    """A group of test folders that run in one environment.

    environment: 'test' drives from outside and has no Frappe; 'erp' imports Frappe;
    'analytics-test' has the warehouse's parts.
    needs_platform: True when a throw-away platform must be up.
    """

    name: str
    folders: tuple[str, ...]
    environment: str
    needs_platform: bool
    meaning: str


SUITES = (
    Suite("style", (), IN_TEST, False, "ruff and mypy find nothing"),
    Suite(
        "unit",
        (
            "tests/domain",
            "tests/architecture",
            "tests/translations",
            "tests/docs",
            "tests/ground",
            "tests/ops",
            "tests/demo",
            "tests/contract",
            "tests/declarations",
        ),
        IN_TEST,
        False,
        "rules without Frappe, structure, documentation",
    ),
    Suite(
        "models",
        ("tests/dbt", "tests/analyses", "tests/dashboards"),
        IN_ANALYTICS,
        False,
        "models, analyses and dashboards, from files alone",
    ),
    Suite("runtime", ("tests/runtime",), IN_TEST, False, "the restored Frappe and its assets"),
    Suite("erp", ("tests/erp",), IN_ERP, True, "documents, posting, reports on real sites"),
    Suite("operate", ("tests/operate",), IN_TEST, True, "the command line on a running platform"),
    Suite(
        "warehouse",
        ("tests/warehouse",),
        IN_ANALYTICS,
        True,
        "from the entities' books to the lake, as it was and whole",
    ),
    Suite("attack", ("tests/attack",), IN_TEST, True, "one entity against another"),
    Suite("bi", ("tests/bi",), IN_TEST, True, "each role on the dashboards: own rows, no files"),
    Suite("e2e", ("tests/e2e",), IN_TEST, True, "a person with a browser"),
    Suite("kill", ("tests/kill",), IN_TEST, True, "kill -9 in the middle, then again"),
)


@dataclass(frozen=True)
class Outcome:
    """What a suite came to; seconds of wall time."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def run_style(python: Path, typed_python: Path) -> Outcome:
    """Return what ruff's linter and formatter and mypy find, counted as three tests.

    typed_python: of the environment that holds mypy beside the libraries of what it checks.
    """
    ruff, mypy = str(python.with_name("ruff")), str(typed_python.with_name("mypy"))
    commands = (
        [ruff, "check", "--quiet", "."],
        [ruff, "format", "--check", "--quiet", "."],
        [mypy, "--no-error-summary", f"--cache-dir={run_folder() / 'cache' / 'mypy'}"],
    )
    results = [subprocess.run(command, cwd=REPO, check=False).returncode for command in commands]
    failed = sum(code != 0 for code in results)
    return Outcome("style", len(results) - failed, failed, 0, 0.0)


def run_pytest(
    suite: Suite, python: Path, environment: dict[str, str], extra: list[str], results: Path
) -> Outcome:
    """Run one suite with pytest and read its counts from the JUnit file it wrote."""
    folders = [folder for folder in suite.folders if (REPO / folder).exists()]
    file = results / f"{suite.name}.xml"
    file.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={file}", *extra, *folders]
    code = subprocess.run(command, cwd=REPO, env={**os.environ, **environment}, check=False)
    return _read(suite.name, file, code.returncode)


def _read(name: str, file: Path, code: int) -> Outcome:
    """Counts from a JUnit file; a suite that wrote none, or ran nothing, has failed once."""
    if not file.exists():
        return Outcome(name, 0, 1, 0, 0.0)
    suite = ElementTree.parse(file).getroot().find("testsuite")  # noqa: S314 - our own file
    if suite is None:
        return Outcome(name, 0, 1, 0, 0.0)
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    if code != 0 and failed == 0:
        failed = 1
    passed = max(total - failed - skipped, 0)
    return Outcome(name, passed, failed, skipped, float(suite.get("time", 0)))


def platform_environment(instance: Instance, facts: Path) -> dict[str, str]:
    """What tests on a platform find in their environment."""
    return {
        **process_environment(instance),
        "DIWAN_TEST_PLATFORM": str(facts),
        "DIWAN_TEST_SITES": str(instance.sites),
        "DIWAN_TEST_SITE": instance.site(EMPTY_ENTITY),
        "DIWAN_TEST_HUB": instance.site("hub"),
    }
