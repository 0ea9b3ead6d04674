"""Verbs on the dashboards as code: prove them, bring them to Superset, compare, take edits back."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ground.counted import counted
from ops.installation.instance import REPO, Instance
from ops.machine.account import require_writable
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import EXIT_FINDINGS, operator_errors, out, print_json, progress_steps

app = typer.Typer(help="Dashboards as code (dashboards/*.yml).", no_args_is_help=True)


@app.command(epilog="Example: ./diwan dashboards validate")
def validate(as_json: JsonFlag = False) -> None:
    """Prove the chain from the ERP's fields to every tile, from files alone. Exit code 1 when
    something does not fit, with its place."""
    findings = _ask("validate", "Fields, models, datasets, tiles")
    _print(findings, as_json, findings, "Everything fits.")
    if findings:
        raise typer.Exit(EXIT_FINDINGS)


@app.command(epilog="Example: ./diwan dashboards push")
def push(
    only_changed: Annotated[
        bool, typer.Option("--only-changed", help="Nothing, when these files were pushed last.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Bring Superset to the files; a second time changes nothing. What the files no longer have is
    removed; what people drew themselves stays, and so do tiles released in the browser."""
    from ops.warehouse.dashboards import push as push_files

    with operator_errors(), progress_steps() as show:
        report = show("Dashboards")
        result = push_files(Instance.current(), report, only_changed)
        report(1.0, "")
    result = result or {"changed": 0, "removed": [], "roles": {}, "kept": []}
    lines = [f"removed {path}" for path in result["removed"]]
    lines += [f"kept    tile {slug}: run ./diwan dashboards pull" for slug in result["kept"]]
    lines.append(
        f"{counted(result['changed'], 'difference')} brought in" if result["changed"] else ""
    )
    _print(result, as_json, [line for line in lines if line], "Nothing to change.")


@app.command("after-night", epilog="Example: ./diwan dashboards after-night")
def after_night(as_json: JsonFlag = False) -> None:
    """Bring what a night published to whoever reads it elsewhere than in the warehouse: figures to
    the entities, the files to Superset, dashboards by mail. Exit code 1 when something of it did
    not come about."""
    from ops.mailed.after_night import bring_all

    with operator_errors(), progress_steps() as show:
        found = bring_all(Instance.current(), show)
    _print(found, as_json, found, "All of it was done.")
    if found:
        raise typer.Exit(EXIT_FINDINGS)


@app.command(epilog="Example: ./diwan dashboards diff")
def diff(as_json: JsonFlag = False) -> None:
    """Show what differs between the files and Superset. Exit code 1 when something does."""
    found = _ask("diff", "Comparing")
    _print(found, as_json, [one["text"] for one in found], "No difference.")
    if found:
        raise typer.Exit(EXIT_FINDINGS)


@app.command(epilog="Example: ./diwan dashboards pull && git diff dashboards")
def pull(as_json: JsonFlag = False) -> None:
    """Take what was released and edited in the browser into the files: tiles, sizes, titles. What
    cannot be taken is listed, to be written by hand."""
    result = _ask("pull", "Edits", REPO / "dashboards")
    lines = [f"taken    {line}" for line in result["taken"]]
    lines += [f"by hand  {line}" for line in result["left"]]
    _print(result, as_json, lines, "No difference.")


@app.command(epilog="Example: ./diwan dashboards dictionary")
def dictionary(as_json: JsonFlag = False) -> None:
    """Write docs/dictionary.md and dbt's exposures anew from models and dashboards."""
    exposures = REPO / "dbt_project" / "models" / "exposures.yml"
    result = _ask("dictionary", "Dictionary", REPO / "docs" / "dictionary.md", exposures)
    _print(result, as_json, result["written"], "")


def _ask(verb: str, title: str, *written: Path) -> Any:
    """Run a verb where its parts are, with a bar. written: what it writes of the checkout."""
    from ops.warehouse.dashboards import run_assets

    with operator_errors(), progress_steps() as show:
        require_writable(*written)
        report = show(title)
        result = run_assets(Instance.current(), verb, report)
        report(1.0, "")
        return result


def _print(result: Any, as_json: bool, lines: list[str], otherwise: str) -> None:
    if as_json:
        print_json(result)
        return
    for line in lines or [otherwise]:
        out.print(line, markup=False)
