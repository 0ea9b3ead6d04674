"""The verb `bench`: figures and ratios, as a table and as JSON."""

from typing import Annotated

import typer

from ground.errors import OpsError
from ops.terminal.screen import operator_errors, out, print_json, print_table

NAMES = {
    "provision": "template copy against a plain Frappe install",
    "ledger": "posting journals by document and in bulk, 1 to 8 writers",
    "trial-balance": "the report at 10k to 5M lines against SQL over lines",
    "search": "the search at the top at 10k to 500k journals against a naive LIKE over all",
    "budget": "the funds check within a posting to 1M movements, races for the last dirham",
    "web": "log in, list, form, save, report through the front and bare",
    "nightly": "the night, full and incremental, to 20M lines; beside reading alone and pandas",
    "scaling": "the night's models on DuckDB and on Spark at 1, 4 and 16 times the ledger",
    "superset": "the chart API at 1, 8 and 16 clients over 20 million lines, a dashboard's load",
    "up": "cold and warm start of a clean clone, by step",
}


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    names = "  ·  ".join(f"{name}: {meaning}" for name, meaning in NAMES.items())
    app.command(epilog=f"Benchmarks: {names}")(bench)


def bench(
    name: Annotated[str, typer.Argument(help="Which benchmark.")],
    as_json: Annotated[bool, typer.Option("--json", help="Only JSON.")] = False,
    quick: Annotated[bool, typer.Option(help="A small shape, to try it out.")] = False,
) -> None:
    """Measure on a throw-away platform, beside the peer or the naive way, in one run."""
    with operator_errors():
        if name not in NAMES:
            raise OpsError(f"There is no benchmark '{name}'.", f"Choose from: {', '.join(NAMES)}")
        from ops.bench.runner import run_benchmark

        report = run_benchmark(name, quick)
    if not as_json:
        print_table(report.title, report.columns, report.rows)
        for note in report.notes:
            out.print(note)
    print_json(report.as_dict())
