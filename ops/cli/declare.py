"""The verb `declare`: writes what follows from the declarations, or says what differs."""

from typing import Annotated

import typer

from ground.errors import OpsError
from ops.installation.instance import REPO
from ops.terminal.screen import EXIT_FINDINGS, operator_errors, out, print_json


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(epilog="Example: ./diwan declare && git diff")(declare)


def declare(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing, say what differs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Write contract, staging models, allow-list, import kinds and the dictionary of documents as
    each document declares them. Exit code 1 when a declaration is wrong or, with --check, when a
    file differs."""
    from erp_app.declarations.reading import DeclarationInvalidError
    from ops.declarations.writing import find_differences, write_declared

    with operator_errors():
        try:
            written = [] if check else [str(file.relative_to(REPO)) for file in write_declared()]
            findings = find_differences()
        except DeclarationInvalidError as error:
            raise OpsError(
                str(error), "docs/developing.md says what a declaration holds."
            ) from error
    if as_json:
        print_json({"written": written, "findings": findings})
    else:
        for line in (*(f"written  {name}" for name in written), *findings):
            out.print(line)
        if not written and not findings:
            out.print("Everything is as the documents declare.")
    if findings:
        raise typer.Exit(EXIT_FINDINGS)
