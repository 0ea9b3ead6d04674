"""Verbs of the warehouse's night: run it, look back, set its hour."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from ground.counted import counted
from ops.installation.instance import Instance
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import operator_errors, out, print_json, print_table, progress_steps
from ops.warehouse.settings import load_night_settings, save_night_settings, settings_file

app = typer.Typer(
    help="Bring the warehouse up to date, now or every night.", invoke_without_command=True
)


@app.callback(
    epilog="Examples: ./diwan nightly  ·  ./diwan nightly --entity roads  ·"
    "  ./diwan nightly --model dim_grade+  ·  ./diwan nightly history"
)
def nightly(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew.")] = False,
    entity: Annotated[
        list[str] | None, typer.Option(help="Read this one alone; others stand as they are.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Read again what changed since this day, as 2026-01-31.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="Build it and what follows over the lake as it is; read nothing."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Extract, build, test, reconcile, publish; or a part of it. Exit code 1: published, and some
    entity is not up to date; 2: nothing was published. Killed half-way, run it again."""
    if context.invoked_subcommand:
        return
    from ops.warehouse.night import Wanted, findings, headline, run_nightly

    wanted = Wanted(full, tuple(entity or ()), since, model)
    with operator_errors():
        instance = Instance.current()
        with progress_steps() as show:
            report = show("Night")
            record = run_nightly(instance, wanted, report)
            report(1.0, "")
    if as_json:
        print_json(record)
    else:
        rows = [[s["name"], s["seconds"], s["peak_memory_mib"]] for s in record["steps"]]
        print_table(f"Night {record['run_id']}", ["Step", "Seconds", "Peak MiB"], rows)
        out.print(headline(record), markup=False)
        for line in findings(record):
            out.print(f"- {line}", markup=False)
    if record["exit_code"]:
        raise typer.Exit(record["exit_code"])


@app.command("history", epilog="Example: ./diwan nightly history --entities")
def show_history(
    last: Annotated[int, typer.Option(help="How many nights.")] = 10,
    entities: Annotated[bool, typer.Option(help="Each entity of the last night too.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show the last nights: result, rows, seconds, memory, what needs a look."""
    from ops.warehouse.night import call_analytics

    with operator_errors():
        runs = call_analytics(Instance.current(), "history", f"--last={last}")
    if as_json:
        print_json(runs)
        return
    columns = [
        "Night",
        "Of",
        "Result",
        "Seconds",
        "Peak MiB",
        "Rows read",
        "Entities",
        "Not up to date",
    ]
    print_table(counted(len(runs), "night"), columns, [_run_row(run) for run in runs])
    if runs:
        _show_last(runs[0], entities)


def _run_row(run: dict[str, Any]) -> list[Any]:
    troubled = [entity["code"] for entity in run["entities"] if entity["state"] != "fresh"]
    read = sum(entity["rows_read"] for entity in run["entities"])
    count = sum(entity["code"] != "hub" for entity in run["entities"])
    return [
        run["run_id"],
        run["asked"] or "everything",
        run["result"],
        run["seconds"],
        run["peak_memory_mib"],
        read,
        count,
        ", ".join(troubled),
    ]


def _show_last(run: dict[str, Any], entities: bool) -> None:
    """Show the newest night's findings, and its entities when asked."""
    from ops.warehouse.night import findings

    if run["reason"]:
        out.print(f"{run['run_id']}: {run['reason']}", markup=False)
    for line in findings(run):
        out.print(f"- {line}", markup=False)
    if entities:
        names = ("code", "state", "rows_read", "rows_in_lake", "seconds", "watermark")
        rows = [
            [*(entity[name] for name in names), entity["extracted_at"][:19]]
            for entity in run["entities"]
        ]
        columns = ["Entity", "State", "Rows read", "In the lake", "Seconds", "Last line", "Read at"]
        print_table(f"Entities of {run['run_id']}", columns, rows)


@app.command("report", epilog="Example: ./diwan nightly report")
def write_report(
    night: Annotated[str | None, typer.Option(help="Its id; the newest when left out.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write one page over the last nights, for a browser: findings, seconds of each step, model,
    test and entity, and what is made from what. Every night writes it too."""
    from ops.warehouse.night import call_analytics

    with operator_errors():
        found = call_analytics(
            Instance.current(), "report", *([] if night is None else [f"--night={night}"])
        )
    print_json(found) if as_json else out.print(found["file"], markup=False, soft_wrap=True)


@app.command(epilog="Examples: ./diwan nightly schedule --at 02:15  ·  --off  ·  --on")
def schedule(
    at: Annotated[str | None, typer.Option(help="Local time of day, as 01:30.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Do not run by itself.")] = False,
    on: Annotated[bool, typer.Option("--on", help="Run by itself again.")] = False,
    webhook: Annotated[
        str | None, typer.Option(help="Address told of a night that needs a look; '' for none.")
    ] = None,
    memory_mib: Annotated[int | None, typer.Option(help="Memory of the whole night.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show or set when the night runs by itself, and whom it tells of trouble.

    Mail is set in the file that this command names: it holds a password.
    """
    instance = Instance.current()
    with operator_errors():
        settings = load_night_settings(instance)
        chosen = replace(
            settings,
            at=at or settings.at,
            is_on=False if off else True if on or at else settings.is_on,
            webhook_url=settings.webhook_url if webhook is None else webhook,
            memory_mib=memory_mib or settings.memory_mib,
        )
        if chosen != settings:
            save_night_settings(instance, chosen)
    facts = {
        "at": chosen.at,
        "is_on": chosen.is_on,
        "memory_mib": chosen.memory_mib,
        "webhook_url": chosen.webhook_url,
        "mail_to": list(chosen.mail.recipients),
        "file": str(settings_file(instance)),
    }
    if as_json:
        print_json(facts)
    else:
        print_table("Night", ["What", "Value"], [[name, str(v)] for name, v in facts.items()])
