"""The verb `pictures`: the README's screens, from the installation that runs."""

from pathlib import Path
from typing import Annotated

import typer

from ground.counted import counted
from ground.errors import OpsError
from ops.installation.instance import REPO, Instance
from ops.machine.account import require_writable
from ops.terminal.screen import operator_errors, out, print_json, progress_steps

SCREENSHOTS = REPO / "docs" / "screenshots"


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(epilog="Example: ./diwan up && ./diwan pictures")(pictures)


def pictures(
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = SCREENSHOTS,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Take the README's pictures from the running platform, with a browser and its first users."""
    from ops.control.running import running_python
    from ops.environments.locked import ensure_environment
    from ops.environments.module_call import call_module

    instance = Instance.current()
    with operator_errors(), progress_steps() as show:
        require_writable(folder)
        running_python(instance)
        report = show("Pictures")
        python = ensure_environment("test") / "bin" / "python"
        environment = {"PYTHONPATH": str(REPO), "DIWAN_INSTANCE": str(instance.root)}
        files = call_module(
            instance, python, "ops.pictures", [str(folder.absolute())], environment, report
        )
        report(1.0, "")
    if not files:
        raise OpsError("No picture was taken.", "See the log of ops.pictures.")
    if as_json:
        print_json({"folder": str(folder), "files": files})
    else:
        out.print(f"{counted(len(files), 'picture')} in {folder}")
