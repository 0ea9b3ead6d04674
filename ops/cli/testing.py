"""The verbs `test` and `attack`: all set-up, suites on throw-away servers, one plain line."""

import os
import time
from contextlib import ExitStack
from math import inf
from typing import Annotated

import typer
from rich.markup import escape

from ground.counted import counted
from ground.errors import OpsError
from ops.installation.instance import run_folder
from ops.machine.debian_parts import ensure_parts
from ops.terminal.screen import (
    EXIT_FINDINGS,
    err,
    operator_errors,
    out,
    print_json,
    print_table,
    progress_steps,
)
from ops.testing.pytest_runs import Outcome
from ops.testing.suites import SUITES, Suite


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(
        context_settings=settings,
        epilog="Examples: ./diwan test  ·  ./diwan test --only unit,erp  ·  ./diwan test --times",
    )(test)
    app.command(
        epilog="Examples: ./diwan attack --minutes 60  ·  ./diwan attack --requests 200000"
    )(attack)


def test(
    context: typer.Context,
    only: Annotated[str | None, typer.Option(help="Suites, separated by commas.")] = None,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Break the code in each listed place; tests must notice."),
    ] = False,
    times: Annotated[
        bool, typer.Option("--times", help="List what the last run cost; run nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable results.")] = False,
) -> None:
    """Set everything up and run every test on throw-away servers. Exit code 1 when one fails."""
    with operator_errors():
        if times:
            _show_costs(as_json)
            return
        if mutants:
            _try_mutants(only, as_json)
            return
        outcomes = [*_run(_choose(only), context.args), *_judge_nights()]
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    if as_json:
        print_json([outcome.__dict__ for outcome in outcomes])
    else:
        rows = [[o.name, o.passed, o.failed, o.skipped, o.seconds] for o in outcomes]
        print_table("Tests", ["Suite", "Passed", "Failed", "Skipped", "Seconds"], rows)
    print(f"{passed} passed, {failed} failed", flush=True)
    if failed or not passed:
        raise typer.Exit(EXIT_FINDINGS)


def attack(
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="How long to ask; an hour, unless told.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Repeat the requests of this seed.")] = None,
    requests: Annotated[
        int | None, typer.Option(min=1, help="How many to ask, however long it takes.")
    ] = None,
) -> None:
    """Plant secrets on a throw-away platform and ask for them at random, as every role.

    Exit code 1 when anything leaks or is changed; the requests that did it are shown.
    """
    chosen = seed if seed is not None else int(time.time())
    hours = inf if requests and minutes is None else (minutes or 60) / 60
    os.environ["DIWAN_ATTACK_SECONDS"] = str(hours * 3600)
    os.environ["DIWAN_ATTACK_REQUESTS"] = str(requests or 10**9)
    os.environ["DIWAN_ATTACK_SEED"] = str(chosen)
    with operator_errors():
        [outcome] = _run(_choose("canary"), ["-rA", "--capture=tee-sys"])
    print((run_folder() / "test-results" / "canary.log").read_text(), flush=True)
    print(f"seed {chosen}: {'nothing leaked' if not outcome.failed else 'LEAKS: see above'}")
    if outcome.failed or not outcome.passed:
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
    from ops.testing.nights import forget_nights
    from ops.testing.run import Run

    forget_nights()
    ensure_parts(testing=True, say=lambda text: err.print(text))
    results = run_folder() / "test-results"
    with ExitStack() as stack, progress_steps() as show:
        return Run(suites, extra, results, err.print, show, stack).go()


def _judge_nights() -> list[Outcome]:
    """Return whether whole nights were as few as they may be; nothing when there was none."""
    from ops.testing.nights import WHOLE_MAX, whole_nights

    nights = list(whole_nights())
    too_many = len(nights) > WHOLE_MAX
    if too_many:
        said = f"{counted(len(nights), 'whole night')}, {WHOLE_MAX} are allowed (docs/testing.md):"
        err.print("\n".join([said, *nights]), markup=False)
    return [Outcome("nights", int(not too_many), int(too_many), 0, 0.0)] if nights else []


def _try_mutants(only: str | None, as_json: bool) -> None:
    """Try mutants; only: names or areas with commas. Exit code 1 when one is not noticed."""
    from ops.testing.mutant_run import NOTICED, run_mutants
    from ops.testing.mutants import load_mutants

    wanted = {name.strip() for name in (only or "").split(",") if name.strip()}
    chosen = [m for m in load_mutants() if not wanted or {m.name, m.area} & wanted]
    if not chosen:
        raise OpsError(f"There is no mutant {only}.", "Names and areas: ops/testing/mutants.yml")
    ensure_parts(testing=True, say=lambda text: err.print(text))
    verdicts = run_mutants(chosen, run_folder() / "mutants", lambda line: err.print(escape(line)))
    rows = [[v.mutant.area, v.mutant.name, v.mutant.kind, v.state, v.said] for v in verdicts]
    if as_json:
        print_json([{**v.mutant.__dict__, **v.__dict__, "mutant": v.mutant.name} for v in verdicts])
    else:
        print_table("Mutants", ["Area", "Mutant", "Mistake", "State", "Noticed by"], rows)
    noticed = sum(verdict.state == NOTICED for verdict in verdicts)
    print(f"{noticed} of {len(verdicts)} noticed", flush=True)
    if noticed < len(verdicts):
        raise typer.Exit(EXIT_FINDINGS)


def _show_costs(as_json: bool) -> None:
    from ops.testing.costs import load_costs

    costs = load_costs(run_folder() / "test-results")
    if not costs:
        raise OpsError("No test run has left its times.", "Run: ./diwan test")
    if as_json:
        print_json([cost.__dict__ for cost in costs])
        return
    rows = [[cost.kind, cost.name, cost.seconds] for cost in costs]
    print_table("What the last run cost", ["What", "Name", "Seconds"], rows)
    out.print("Suites run beside each other: their seconds add up to more than the whole.")
