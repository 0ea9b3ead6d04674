"""Verbs for the ERP runtime: install it alone, verify it against upstream."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ops.installation.shared import environments_folder, parts_folder
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import (
    EXIT_FINDINGS,
    operator_errors,
    out,
    print_json,
    print_table,
    progress_steps,
)

app = typer.Typer(help="The restored Frappe and its environment.", no_args_is_help=True)


@app.command(epilog="Example: ./diwan runtime install")
def install(as_json: JsonFlag = False) -> None:
    """Build the ERP environment when its content changed, and say where it is.

    What was made of earlier contents is removed when nobody has used it for long.
    """
    from ops.environments.pruning import prune_shared
    from ops.runtime import ensure_runtime

    with operator_errors(), progress_steps() as show:
        report = show("ERP runtime")
        runtime = ensure_runtime(parts_folder(), environments_folder(), lambda t, s: report(s, t))
        prune_shared()
        report(1.0, "")
    if as_json:
        print_json(runtime.as_dict())
    else:
        out.print(f"Frappe {runtime.version} ({runtime.digest[:12]}) in {runtime.environment}")


@app.command(epilog="Example: ./diwan runtime verify --git ~/src/frappe")
def verify(
    git: Annotated[Path, typer.Option(help="A git clone of upstream Frappe.")],
    as_json: JsonFlag = False,
) -> None:
    """Compare every restored file with upstream's git objects. Exit code 1 on a difference."""
    from ops.control.running import installed_runtime
    from ops.runtime.verify import verify as compare

    with operator_errors():
        result = compare(git, installed_runtime().restored)
    if as_json:
        print_json(asdict(result))
    else:
        rows = [
            ["identical", result.identical_count, ""],
            ["different, as known", len(result.known), ""],
            ["different", len(result.differing), ", ".join(result.differing[:5])],
            ["missing", len(result.missing), ", ".join(result.missing[:5])],
            ["added", len(result.added), ", ".join(result.added[:5])],
        ]
        print_table("Against upstream", ["Files", "Count", "Which"], rows)
    if not result.is_upstream:
        raise typer.Exit(EXIT_FINDINGS)
