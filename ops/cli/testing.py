"""The verb `test`: does all set-up, runs every suite, ends with one plain line."""

import os
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ground.errors import OpsError
from ops.environments.locked import ensure_environment
from ops.installation.instance import run_folder
from ops.machine.debian_parts import ensure_parts
from ops.terminal.screen import (
    EXIT_FINDINGS,
    err,
    operator_errors,
    print_json,
    print_table,
    progress_steps,
)
from ops.testing.suites import (
    IN_ANALYTICS,
    IN_ERP,
    SUITES,
    Outcome,
    Suite,
    platform_environment,
    run_pytest,
    run_style,
)

TEST_SCALE, TEST_MONTHS, TEST_SEED = 0.02, 3, 7


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(
        context_settings=settings,
        epilog="Examples: ./diwan test  ·  ./diwan test --only unit,erp",
    )(test)


def test(
    context: typer.Context,
    only: Annotated[str | None, typer.Option(help="Suites, separated by commas.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable results.")] = False,
) -> None:
    """Set everything up and run every test on throw-away servers. Exit code 1 when one fails."""
    with operator_errors():
        chosen = _choose(only)
        outcomes = _run(chosen, context.args)
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    if as_json:
        print_json([outcome.__dict__ for outcome in outcomes])
    else:
        rows = [[o.name, o.passed, o.failed, o.skipped, o.seconds] for o in outcomes]
        print_table("Tests", ["Suite", "Passed", "Failed", "Skipped", "Seconds"], rows)
    print(f"{passed} passed, {failed} failed", flush=True)
    if failed or not passed:
        raise typer.Exit(EXIT_FINDINGS)


def _choose(only: str | None) -> list[Suite]:
    if only is None:
        return list(SUITES)
    names = [name.strip() for name in only.split(",")]
    unknown = set(names) - {suite.name for suite in SUITES}
    if unknown:
        known = ", ".join(suite.name for suite in SUITES)
        raise OpsError(f"There is no suite {', '.join(sorted(unknown))}.", f"Choose from: {known}")
    return [suite for suite in SUITES if suite.name in names]


def _run(suites: list[Suite], extra: list[str]) -> list[Outcome]:
    ensure_parts(testing=True, say=lambda text: err.print(text))
    test_python = ensure_environment("test") / "bin" / "python"
    results = run_folder() / "test-results"
    results.mkdir(parents=True, exist_ok=True)
    environment: dict[str, str] = {}
    pythons = {"test": test_python}
    if any(suite.name == "style" or suite.environment == IN_ANALYTICS for suite in suites):
        pythons[IN_ANALYTICS] = ensure_environment(IN_ANALYTICS) / "bin" / "python"
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        for suite in suites:
            if suite.needs_platform and "DIWAN_TEST_PLATFORM" not in environment:
                environment, pythons[IN_ERP] = _raise_platform(stack)
            err.print(f"[bold]{suite.name}[/]: {suite.meaning}")
            outcomes.append(_run_one(suite, pythons, environment, extra, results))
    return outcomes


def _run_one(
    suite: Suite,
    pythons: dict[str, Path],
    environment: dict[str, str],
    extra: list[str],
    results: Path,
) -> Outcome:
    started = time.monotonic()
    python = pythons[suite.environment]
    if suite.name == "style":
        outcome = run_style(python, pythons[IN_ANALYTICS])
    else:
        shared = environment if suite.needs_platform else {"PYTHONPATH": os.environ["PYTHONPATH"]}
        outcome = run_pytest(suite, python, shared, extra, results)
    return replace(outcome, seconds=round(time.monotonic() - started, 1))


def _raise_platform(stack: ExitStack) -> tuple[dict[str, str], Path]:
    """A throw-away platform for the rest of the run; gives its environment and ERP interpreter."""
    from ops.control.running import installed_runtime
    from ops.control.up_and_down import UpOptions
    from ops.testing.throwaway import (
        EMPTY_ENTITY,
        ENTITIES,
        describe_platform,
        throwaway_platform,
    )

    err.print("[bold]Raising a throw-away platform[/]")
    options = UpOptions(True, TEST_SCALE, TEST_MONTHS, TEST_SEED, list(ENTITIES))
    options.left_empty = [EMPTY_ENTITY]
    with progress_steps() as show:
        instance, _ = stack.enter_context(throwaway_platform("platform", options, show))
    python = installed_runtime().python
    return platform_environment(instance, describe_platform(instance, python)), python
