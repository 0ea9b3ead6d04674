"""Raises a throw-away platform for a benchmark, runs it there, and shapes its figures."""

import shutil
from collections.abc import Callable
from pathlib import Path

from ops.bench.report import BenchReport
from ops.control.running import installed_runtime
from ops.control.steps import Steps
from ops.control.up_options import UpOptions
from ops.installation.instance import Instance
from ops.servers.erp_call import call_erp
from ops.terminal.screen import progress_steps
from ops.testing.throwaway import ENTITIES, new_instance, throwaway_platform

EIGHT_ENTITIES = ["finance", "roads", "courts", "stats", "health", "city", "police", "hrdept"]
Show = Callable[[str], Callable[[float, str], None]]


def run_benchmark(name: str, quick: bool) -> BenchReport:
    """Run one benchmark by name. Raises: KeyError for a name that is not ours."""
    return BENCHMARKS[name](quick)


def _on_platform(
    options: UpOptions, work: Callable[[Instance, Path, Steps, Show], BenchReport]
) -> BenchReport:
    with progress_steps() as show, throwaway_platform("bench", options, show) as (instance, steps):
        return work(instance, installed_runtime().python, steps, show)


def _provision(quick: bool) -> BenchReport:
    count = 5 if quick else 52

    def work(instance: Instance, python: Path, _: Steps, show: Show) -> BenchReport:
        report = show("Provisioning both ways")
        figures = call_erp(instance, python, "ops.bench.provision", str(count), on_progress=report)
        rows = [
            ["Frappe new-site + app + set-up", figures["plain_seconds"], 1.0],
            ["template copy, median", figures["copy_median_seconds"], figures["ratio"]],
            [f"{count} entities with registration", figures["copies_total_seconds"], None],
        ]
        columns = ["Way", "Seconds", "Times faster"]
        return BenchReport("provision", columns, rows, figures)

    return _on_platform(UpOptions(demo=False, entities=[], warehouse=False), work)


def _ledger(quick: bool) -> BenchReport:
    return _in_erp("ledger", quick, EIGHT_ENTITIES)  # one alone, then eight writers over eight


def _trial_balance(quick: bool) -> BenchReport:
    return _in_erp("trial_balance", quick, list(ENTITIES[:1]))


def _search(quick: bool) -> BenchReport:
    return _in_erp("search", quick, list(ENTITIES[:1]))


def _budget(quick: bool) -> BenchReport:
    from ops.bench.budget_http import race_over_http

    filled, raced = ENTITIES[:2]
    module, count = "ops.bench.budget_races", "20" if quick else "500"

    def work(instance: Instance, python: Path, _: Steps, show: Show) -> BenchReport:
        arguments = [filled, raced, *(["--quick"] if quick else [])]
        report = show("Measuring budget")
        found = call_erp(instance, python, "ops.bench.budget", *arguments, on_progress=report)
        report = show("Races over HTTP")
        prepared = call_erp(instance, python, module, raced, "prepare", count, on_progress=report)
        answered = race_over_http(instance, raced, prepared)
        lines = [line for line, _journals in prepared["races"]]
        judged = call_erp(instance, python, module, raced, "judge", *lines, on_progress=report)
        found["figures"]["races_over_http"] = over_http = {**judged, **answered}
        told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in over_http.items())
        found["notes"].append(f"over HTTP: {told}")
        return BenchReport(**found)

    return _on_platform(UpOptions(demo=False, entities=[filled, raced], warehouse=False), work)


def _in_erp(module: str, quick: bool, entities: list[str]) -> BenchReport:
    """Return a benchmark that runs in the ERP environment and gives title, columns, rows,
    figures."""

    def work(instance: Instance, python: Path, _: Steps, show: Show) -> BenchReport:
        report = show(f"Measuring {module}")
        arguments = [*entities, *(["--quick"] if quick else [])]
        found = call_erp(instance, python, f"ops.bench.{module}", *arguments, on_progress=report)
        return BenchReport(**found)

    return _on_platform(UpOptions(demo=False, entities=entities, warehouse=False), work)


def _web(quick: bool) -> BenchReport:
    from ops.bench.web import measure
    from ops.servers.health import server_statuses

    def work(instance: Instance, python: Path, _: Steps, show: Show) -> BenchReport:
        rounds = 12 if quick else 60
        show("Measuring requests")(0.1, "")
        found = measure(instance, ENTITIES[0], rounds)
        officer = f"finance.officer@{instance.site(ENTITIES[0])}"
        gate = call_erp(
            instance, python, "ops.bench.gate", ENTITIES[0], officer, str(rounds * 5),
            on_progress=show("Measuring the gate"),
        )  # fmt: skip
        memory = {s.name: round(s.memory_mib, 1) for s in server_statuses(instance)}
        rows = [
            [name, *(ways[way][p] for way in ("front", "web") for p in ("p50_ms", "p95_ms"))]
            for name, ways in found.items()
        ]
        columns = ["Action", "Front p50 ms", "Front p95 ms", "Bare p50 ms", "Bare p95 ms"]
        notes = [
            f"gate, {name}: {cost['cost_ratio']:.1%}, of the processor {cost['cpu_ratio']:.1%}"
            for name, cost in gate.items()
        ]
        figures = {"requests": found, "gate": gate, "memory_mib": memory}
        return BenchReport("web", columns, rows, figures, notes)

    return _on_platform(
        UpOptions(scale=0.05, months=6, entities=list(ENTITIES[:1]), warehouse=False), work
    )


def _nightly(quick: bool) -> BenchReport:
    from ops.bench.nightly import measure

    def work(instance: Instance, _python: Path, _steps: Steps, show: Show) -> BenchReport:
        return measure(instance, quick, show)

    small = UpOptions(scale=0.02, months=3, entities=list(ENTITIES), warehouse=False)
    whole = UpOptions(months=12, warehouse=False)
    return _on_platform(small if quick else whole, work)


def _superset(quick: bool) -> BenchReport:
    from ops.bench.superset import measure

    lines, rounds = (200_000, 6) if quick else (20_000_000, 30)

    def work(instance: Instance, _python: Path, _: Steps, show: Show) -> BenchReport:
        found = measure(instance, lines, rounds, show)
        loads = {name: figures for name, figures in found.items() if name[-1].isdigit()}
        rows = [[name, *figures.values()] for name, figures in loads.items()]
        columns = ["Charts, clients", "p50 ms", "p95 ms", "Per second", "Errors", "Loop ms"]
        browser, shape = found["browser"], found["shape"]
        notes = [
            f"{shape['lines']:,} ledger lines, {shape['file_mib']} MiB",
            f"government's dashboard of {browser['tiles']} tiles: {browser['first_seconds']} s"
            f" first, {browser['again_seconds']} s again; loop {browser['loop_ms']} ms",
            "Loop: a million steps, always the same: the machine's speed at that moment.",
        ]
        return BenchReport("superset", columns, rows, found, notes)

    entities = list(ENTITIES[:1]) if quick else EIGHT_ENTITIES
    return _on_platform(UpOptions(scale=0.05, months=6, entities=entities), work)


def _scaling(quick: bool) -> BenchReport:
    from ops.bench.scaling import measure

    instance = new_instance("bench")  # nothing is raised: the lake is made
    try:
        with progress_steps() as show:
            return measure(instance, quick, show)
    finally:
        shutil.rmtree(instance.root, ignore_errors=True)


def _up(quick: bool) -> BenchReport:
    from ops.bench.clean_clone import measure_clean_clone

    with progress_steps() as show:
        figures = measure_clean_clone(quick, show("Cold and warm up from a clean clone"))
    ways = ("cold", "clone", "warm", "look")
    steps = [*figures["cold"]["seconds"], "can_log_in", "whole"]
    of_way = {way: {**figures[way]["seconds"], **figures[way]} for way in ways}
    begun = figures["cold"]["begun"]
    rows = [[step, begun.get(step), *(of_way[way].get(step) for way in ways)] for step in steps]
    columns = ["Step", "Begun", "Cold", "Second clone", "Again", "Three entities"]
    notes = ["Seconds. Steps run beside each other; begun: after the start of a cold one."]
    return BenchReport("up", columns, rows, figures, notes)


BENCHMARKS: dict[str, Callable[[bool], BenchReport]] = {
    "provision": _provision,
    "ledger": _ledger,
    "trial-balance": _trial_balance,
    "search": _search,
    "budget": _budget,
    "web": _web,
    "nightly": _nightly,
    "scaling": _scaling,
    "superset": _superset,
    "up": _up,
}
