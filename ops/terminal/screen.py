"""What a person sees: bars, tables, errors that say what to do; or plain JSON when asked."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from ground.errors import OpsError

EXIT_OPERATOR = 2  # something an operator has to mend
EXIT_FINDINGS = 1  # the command worked and found what it looks for (failed tests, broken ledger)

PLAIN_WIDTH = 150  # columns when the output is not a terminal

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
for console in (out, err):
    if not console.is_terminal:
        console.width = PLAIN_WIDTH


@contextmanager
def operator_errors() -> Iterator[None]:
    """Turn what an operator can mend into two plain lines and exit code 2."""
    from ops.runtime import RuntimeBuildError

    try:
        yield
    except (OpsError, RuntimeBuildError) as error:
        err.print(f"[bold red]Error[/]  {escape(getattr(error, 'what', str(error)))}")
        if getattr(error, "next_step", ""):
            err.print(f"[bold]Next[/]   {escape(error.next_step)}")
        raise typer.Exit(EXIT_OPERATOR) from error
    except KeyboardInterrupt:
        err.print("Stopped. Run it again: it goes on where it was.")
        raise typer.Exit(130) from None


@contextmanager
def progress_steps() -> Iterator[Callable[[str], Callable[[float, str], None]]]:
    """Bars for named steps: gives show(title) -> report(share, sentence)."""
    if not err.is_terminal:
        yield _plain_steps
        return
    columns = (
        SpinnerColumn(finished_text="[green]✓"),
        TextColumn("{task.description:<34}"),
        BarColumn(24),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[said]}"),
    )
    with Progress(*columns, console=err) as progress:

        def show(title: str) -> Callable[[float, str], None]:
            task = progress.add_task(title, total=1.0, said="")
            return lambda share, said: _advance(progress, task, share, said)

        yield show


def _advance(progress: Progress, task: TaskID, share: float, said: str) -> None:
    progress.update(task, completed=share, said=escape(said)[:70])


def _plain_steps(title: str) -> Callable[[float, str], None]:
    """Yield steps for no terminal: a line at the start, one each tenth of the way, one at the
    end."""
    print(f"- {title}", file=sys.stderr, flush=True)
    last = {"tenth": 0}

    def report(share: float, said: str) -> None:
        tenth = int(share * 10)
        if said and tenth > last["tenth"]:
            last["tenth"] = tenth
            print(f"    {share:4.0%} {said}", file=sys.stderr, flush=True)

    return report


def print_json(value: Any) -> None:
    """Machine output: one JSON document on standard output."""
    print(json.dumps(value, indent=1, default=str, ensure_ascii=False))


def print_table(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Show a table to people; numbers are right-aligned."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    out.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
