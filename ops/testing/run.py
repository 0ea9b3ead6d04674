"""A test run: set-up and suites side by side, as far as they let each other be.

Platforms are raised, one after the other, while suites that need none run; a suite begins when its
platform is up. Each suite's words are kept in a file and shown in one piece when it has ended, so
that two of them do not talk over each other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ground.at_once import cores
from ground.progress import Report
from ground.schedule import Job, run_jobs
from ops.control.running import installed_runtime
from ops.environments.locked import ensure_environment
from ops.testing.costs import save_costs
from ops.testing.pytest_runs import Outcome, run_pytest, run_style, together
from ops.testing.raised import RaisedPlatform, raise_platform
from ops.testing.suites import IN_ANALYTICS, IN_ERP, Suite, results_file

Say = Callable[[str], None]


@dataclass
class Run:
    """One run of suites. say: one line for whoever watches; show: opens a step of the set-up."""

    suites: list[Suite]
    extra: list[str]
    results: Path
    say: Say
    show: Callable[[str], Report]
    stack: ExitStack
    setup: dict[str, float] = field(default_factory=dict)
    platforms: dict[int, RaisedPlatform] = field(default_factory=dict)

    def go(self) -> list[Outcome]:
        """Run everything; outcomes in the order of the suites. Raises: OpsError."""
        started = time.monotonic()
        self.results.mkdir(parents=True, exist_ok=True)
        jobs = [*self._platform_jobs(), *(job for suite in self.suites for job in self._of(suite))]
        found = run_jobs(jobs, cores())
        outcomes = [
            together([found[job_name(suite, part)] for part in range(suite.parts)])
            for suite in self.suites
        ]
        save_costs(self.results, round(time.monotonic() - started, 1), self.setup, outcomes)
        return outcomes

    def _platform_jobs(self) -> list[Job]:
        numbers = sorted({suite.platform for suite in self.suites if suite.needs_platform})
        return [
            Job(
                platform_name(number),
                lambda _, number=number: self._raise_platform(number),
                frozenset(platform_name(before) for before in numbers if before < number),
            )
            for number in numbers
        ]

    def _of(self, suite: Suite) -> list[Job]:
        needs = frozenset([platform_name(suite.platform)] if suite.needs_platform else [])
        return [
            Job(
                job_name(suite, part),
                lambda _, part=part: self._run_part(suite, part),
                needs,
                suite.of_platform(suite.claims),
                suite.of_platform(suite.uses),
            )
            for part in range(suite.parts)
        ]

    def _run_part(self, suite: Suite, part: int) -> Outcome:
        name = job_name(suite, part)
        self.say(f"[bold]{name}[/]: {suite.meaning}")
        log = results_file(self.results, suite.name, part).with_suffix(".log")
        python = self._python(suite.environment)
        if suite.name == "style":
            outcome = run_style(python, self._python(IN_ANALYTICS), log)
        else:
            own = self._environment_of(suite, part)
            outcome = run_pytest(suite, part, python, own, self.extra, self.results)
        self.say(_shown(name, outcome, log))
        return outcome

    def _python(self, environment: str) -> Path:
        if environment == IN_ERP:
            return installed_runtime().python
        return ensure_environment(environment) / "bin" / "python"

    def _environment_of(self, suite: Suite, part: int) -> dict[str, str]:
        if not suite.needs_platform:
            return {"PYTHONPATH": os.environ["PYTHONPATH"]}
        platform = self.platforms[suite.platform]
        return {**platform.environment, "DIWAN_TEST_SITE": platform.sites[part]}

    def _raise_platform(self, number: int) -> Outcome:
        name = platform_name(number)
        self.say(f"[bold]{name}[/]: raising a throw-away one")
        parts = max(suite.parts for suite in self.suites if suite.platform == number)
        platform = raise_platform(self.stack, self.show, parts, number)
        self.platforms[number] = platform
        self.setup |= {f"{name}: {step}": took for step, took in platform.steps.seconds.items()}
        return Outcome(name, 0, 0, 0, platform.steps.as_dict()["whole"])


def platform_name(number: int) -> str:
    """Return what a throw-away platform is called."""
    return f"platform {number}"


def job_name(suite: Suite, part: int) -> str:
    """Return a suite's name, with the part's number when it has several."""
    return suite.name if suite.parts == 1 else f"{suite.name} {part + 1}/{suite.parts}"


def _shown(name: str, outcome: Outcome, log: Path) -> str:
    """Return a line on how a suite ended, and all it said when something failed."""
    line = f"[bold]{name}[/]: {outcome.passed} passed, {outcome.failed} failed"
    line += f" in {outcome.seconds:.0f} s"
    if not outcome.failed:
        return line
    from rich.markup import escape

    return f"{escape(log.read_text(errors='replace'))}\n{line}"
