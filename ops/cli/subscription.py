"""Verbs for dashboards by mail: who gets which, and sending one now."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

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

app = typer.Typer(help="Dashboards by mail, as PDF.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="The subscription's number.")]


@app.command(
    epilog="Example: ./diwan subscription add government --reader minister@gov.example --every week"
)
def add(
    dashboard: Annotated[str, typer.Argument(help="A governed dashboard: government, ...")],
    reader: Annotated[str, typer.Option(help="Whose rights decide what it shows.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", help="An address; the reader's when left out.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    every: Annotated[str, typer.Option(help="night, week or month.")] = "week",
    as_json: JsonFlag = False,
) -> None:
    """Send a dashboard by mail after the first night of each span, as its reader sees it then. The
    hub is asked whether the reader has access."""
    from ops.mailed.sending import subscribe

    with operator_errors():
        made, missing = subscribe(Instance.current(), dashboard, language, reader, to or (), every)
    if as_json:
        print_json({**asdict(made), "missing": missing})
        return
    out.print(f"Subscription {made.number}: {dashboard} to {', '.join(made.recipients)}")
    for line in missing:
        out.print(line, markup=False)


@app.command("list", epilog="Example: ./diwan subscription list")
def show(as_json: JsonFlag = False) -> None:
    """List who gets which dashboard, and when it was last sent."""
    from ops.mailed.subscriptions import load_subscriptions

    with operator_errors():
        found = load_subscriptions(Instance.current())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [
        [
            str(one.number), one.dashboard, one.language, one.reader,
            ", ".join(one.recipients), one.every, one.last_sent or "never",
        ]
        for one in found
    ]  # fmt: skip
    titles = ["", "Dashboard", "Language", "As seen by", "To", "Every", "Last sent"]
    print_table(counted(len(rows), "subscription"), titles, rows)


@app.command(epilog="Example: ./diwan subscription remove 1")
def remove(number: Number) -> None:
    """Send a dashboard no longer."""
    from ops.mailed.subscriptions import remove_subscription

    with operator_errors():
        gone = remove_subscription(Instance.current(), number)
    out.print(f"{gone.dashboard} is no longer sent to {', '.join(gone.recipients)}.")


@app.command(epilog="Example: ./diwan subscription send 1")
def send(
    number: Annotated[
        int | None, typer.Argument(help="This one; all that are due when left out.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Send now what is due, or one whether it is due or not. Exit code 1 when one was not sent."""
    from ops.mailed.sending import send_due

    with operator_errors(), progress_steps() as show_step:
        report = show_step("Dashboards by mail")
        found = send_due(Instance.current(), date.today(), report, number)
        report(1.0, "")
    if as_json:
        print_json(found)
    else:
        lines = [
            *(f"sent {one}" for one in found["sent"]),
            *(f"not sent {one}" for one in found["failed"]),
        ]
        for line in lines or ["Nothing is due."]:
            out.print(line, markup=False)
    if found["failed"]:
        raise typer.Exit(EXIT_FINDINGS)
