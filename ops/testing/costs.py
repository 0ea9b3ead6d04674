"""What a test run cost: its set-up by step, its suites, its slowest tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ground.atomic_files import read_json, write_json
from ops.testing.pytest_runs import Outcome, read_cases

FILE_NAME = "costs.json"
SLOWEST = 40


@dataclass(frozen=True)
class Cost:
    """One thing that took time. kind: whole, set-up, suite, file or test."""

    kind: str
    name: str
    seconds: float


def save_costs(
    results: Path, whole: float, setup: dict[str, float], outcomes: list[Outcome]
) -> None:
    """Keep what a run cost beside its results. setup: seconds by step."""
    suites = {outcome.name: outcome.seconds for outcome in outcomes}
    facts = {"whole": whole, "set-up": setup, "suites": suites}
    write_json(results / FILE_NAME, facts)


def load_costs(results: Path) -> list[Cost]:
    """Return what the last run cost, by kind, the dearest first; empty when there was none."""
    facts = read_json(results / FILE_NAME)
    if facts is None:
        return []
    found = [Cost("whole", "everything", facts["whole"])]
    found += _sorted("set-up", facts["set-up"])
    found += _sorted("suite", facts["suites"])
    tests = dict(_tests(results, facts["suites"]))
    files: dict[str, float] = {}
    for name, seconds in tests.items():
        file = name.split("::")[0]
        files[file] = files.get(file, 0.0) + seconds
    return found + _sorted("file", files)[:SLOWEST] + _sorted("test", tests)[:SLOWEST]


def _tests(results: Path, suites: dict[str, float]) -> Iterator[tuple[str, float]]:
    for suite in suites:
        for file in (results / f"{suite}.xml", *results.glob(f"{suite}-*.xml")):
            yield from ((case.name, case.seconds) for case in read_cases(file))


def _sorted(kind: str, seconds: dict[str, float]) -> list[Cost]:
    ordered = sorted(seconds.items(), key=lambda one: -one[1])
    return [Cost(kind, name, round(took, 1)) for name, took in ordered]
