"""Verbs of the warehouse beside its night: builds and going back, the engines compared."""

from typing import Annotated, Any

import typer

from ground.counted import counted
from ops.installation.instance import Instance
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import (
    EXIT_FINDINGS,
    operator_errors,
    out,
    print_json,
    print_table,
    progress_steps,
)

app = typer.Typer(help="The warehouse's builds and engines.", no_args_is_help=True)


@app.command("builds", epilog="Example: ./diwan analytics builds")
def show_builds(as_json: JsonFlag = False) -> None:
    """List the builds that are kept; readers see the current one."""
    from ops.warehouse.night import call_analytics

    with operator_errors():
        builds = call_analytics(Instance.current(), "builds")
    if as_json:
        print_json(builds)
        return
    rows = [
        [
            build["build_id"],
            "current" if build["is_current"] else "",
            build["size_mib"],
            len(build["facts"]["entities"]) if build["facts"] else 0,
            sum(build["facts"]["marts"].values()) if build["facts"] else 0,
        ]
        for build in builds
    ]
    print_table(counted(len(rows), "build"), ["Build", "", "MiB", "Entities", "Rows"], rows)


@app.command(epilog="Example: ./diwan analytics rollback 20260101T013000")
def rollback(
    build: Annotated[
        str | None, typer.Argument(help="Its id; the one before when left out.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let readers see an earlier build, at once. The next night publishes on top of it."""
    from ops.warehouse.entity_figures import deliver_figures
    from ops.warehouse.night import call_analytics

    with operator_errors():
        found = call_analytics(
            Instance.current(), "rollback", *([] if build is None else [f"--build={build}"])
        )
        deliver_figures(Instance.current(), lambda share, said: None)
    print_json(found) if as_json else out.print(f"Readers see {found['current']} now.")


@app.command(
    "python",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog='Example: ./diwan analytics python -c "from bi.figures import *; print(metrics())"',
)
def open_python(context: typer.Context) -> None:
    """Open Python with pandas and the governed figures (bi.figures) over the published build; what
    follows goes to Python."""
    from ops.warehouse.night import run_python

    with operator_errors():
        raise typer.Exit(run_python(Instance.current(), context.args))


@app.command(epilog="Example: ./diwan analytics parity")
def parity(as_json: JsonFlag = False) -> None:
    """Build every model over the lake with DuckDB and with Spark, and compare all marts. Exit code
    1 when one differs. Readers see nothing of it."""
    from ops.warehouse.engines import compare_engines

    with operator_errors(), progress_steps() as show:
        report = show("Two engines")
        found = compare_engines(Instance.current(), report)
        report(1.0, "")
    differing = [mart for mart in found["marts"] if mart["differences"]]
    if as_json:
        print_json(found)
    else:
        _show_parity(found, differing)
    if differing:
        raise typer.Exit(EXIT_FINDINGS)


def _show_parity(found: dict[str, Any], differing: list[dict[str, Any]]) -> None:
    rows = [
        [
            mart["name"],
            mart["rows"],
            len(mart["sums"]),
            "differs" if mart["differences"] else "same",
        ]
        for mart in found["marts"]
    ]
    print_table("Marts on both engines", ["Mart", "Rows", "Sums", ""], rows)
    for mart in differing:
        for said in mart["differences"]:
            out.print(f"- {mart['name']}: {said}", markup=False)
    out.print(
        f"{len(rows) - len(differing)} of {len(rows)} marts are the same. DuckDB"
        f" {found['duckdb_seconds']} s, Spark {found['spark_seconds']} s and"
        f" {found['session_seconds']} s to start.",
        markup=False,
    )
