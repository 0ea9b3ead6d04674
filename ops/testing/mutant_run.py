"""Making each mutant's mistake, one at a time, and seeing whether its tests notice.

Works on a copy of the tree, with a platform of its own that runs from that copy: the checkout is
never changed, whatever happens. Tests that fail without the mistake prove nothing; that is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ground.atomic_files import read_json
from ground.errors import OpsError
from ops.control.running import installed_runtime
from ops.environments.locked import ensure_environment
from ops.installation.instance import REPO
from ops.testing.mutants import Mutant
from ops.testing.suites import IN_ERP

NOTICED, SURVIVED, UNSOUND = "noticed", "survived", "its tests fail without it"
TESTS_FAILED = 1  # pytest's exit code; any other says that tests could not be run
Say = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant. said: the first test that noticed, or what went wrong."""

    mutant: Mutant
    state: str
    said: str
    seconds: float


class Platform:
    """A platform raised from the copied tree by a process that runs in it. To be closed."""

    def __init__(self, tree: Path, file: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(tree), "DIWAN_RUN": str(tree / ".run")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.testing.kept_platform", str(file)],
            cwd=tree,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear("The platform could not be raised from the copied tree.")
        self.environment: dict[str, str] = read_json(file)

    def tell(self, line: str) -> None:
        """Ask for sites made anew, or a server restarted. Raises: OpsError."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        self._hear(f"The platform could not do this: {line}")

    def _hear(self, otherwise: str) -> None:
        if not self._process.stdout or not self._process.stdout.readline():
            raise OpsError(otherwise, "Its own words are above.")

    def close(self) -> None:
        """Bring the platform down."""
        self._process.communicate()


def copy_tree(target: Path) -> Path:
    """Return a fresh copy of what git knows of the checkout, changed files as they are now."""
    shutil.rmtree(target, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (REPO / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, target / name)
    return target


def run_mutants(mutants: Sequence[Mutant], folder: Path, say: Say) -> list[Verdict]:
    """Try every mutant in a copy of the tree in this folder.

    Raises: OpsError, MutantMisfitError.
    """
    tree = copy_tree(folder / "tree")
    for mutant in mutants:
        mutant.spoil(tree)  # all of them must fit before the first is tried
    with _platform_for(mutants, tree, folder / "platform.json") as platform:
        trial = Trial(tree, folder, platform)
        return [trial.judge(mutant, say) for mutant in mutants]


@contextmanager
def _platform_for(mutants: Sequence[Mutant], tree: Path, file: Path) -> Iterator[Platform | None]:
    if not any(mutant.suite.needs_platform for mutant in mutants):
        yield None
        return
    platform = Platform(tree, file)
    try:
        yield platform
    finally:
        platform.close()


@dataclass
class Trial:
    """Where mutants are tried."""

    tree: Path
    folder: Path
    platform: Platform | None

    def judge(self, mutant: Mutant, say: Say) -> Verdict:
        """Make a mistake, run its tests, take the mistake back."""
        started = time.monotonic()
        with mutant.in_place(self.tree):
            code, said = self._run_with(mutant)
        if mutant.fresh_sites or mutant.restart:
            self._take_over(mutant)
        if code == TESTS_FAILED and self._run(mutant)[0]:
            code, said = -1, "they fail on the sound code as well"
        states = {0: SURVIVED, TESTS_FAILED: NOTICED}
        state = states.get(code, UNSOUND)
        verdict = Verdict(mutant, state, said, round(time.monotonic() - started, 1))
        say(f"{mutant.name}: {state} ({verdict.seconds:.0f} s) {said}")
        return verdict

    def _run_with(self, mutant: Mutant) -> tuple[int, str]:
        """Run the tests with the mistake in place; a platform that stops at it has noticed too."""
        try:
            self._take_over(mutant)
        except OpsError as error:
            return -1, error.what
        return self._run(mutant)

    def _take_over(self, mutant: Mutant) -> None:
        """Let the platform run what is in the tree now."""
        if self.platform is None:
            return
        if mutant.fresh_sites:
            self.platform.tell("sites")
        for server in mutant.restart:
            self.platform.tell(f"restart {server}")

    def _run(self, mutant: Mutant) -> tuple[int, str]:
        """pytest's exit code and its last words."""
        suite = mutant.suite
        python = (
            installed_runtime().python
            if suite.environment == IN_ERP
            else ensure_environment(suite.environment) / "bin" / "python"
        )
        own = self.platform.environment if self.platform and suite.needs_platform else {}
        environment = {**os.environ, **own, "PYTHONPATH": str(self.tree)}
        done = subprocess.run(
            [str(python), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests],
            cwd=self.tree,
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        (self.folder / f"{mutant.name}.log").write_text(done.stdout + done.stderr)
        return done.returncode, _first_failure(done.stdout)


def _first_failure(text: str) -> str:
    """Return the name of the first test that failed, "" when none did."""
    for line in text.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ", 1)[1].split(" - ")[0].rsplit("/", 1)[-1]
    return ""
