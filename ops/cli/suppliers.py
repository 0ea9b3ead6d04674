"""Verbs for the register of suppliers: how far the entities have heard, who waits to register."""

from typing import Annotated

import typer

from ops.terminal.asking import ask_erp
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import EXIT_FINDINGS, operator_errors, out, print_json, print_table

app = typer.Typer(
    help="The register of suppliers: what entities know of it, who waits to register.",
    no_args_is_help=True,
)


@app.command(epilog="Example: ./diwan suppliers status")
def status(as_json: JsonFlag = False) -> None:
    """Say how far every entity has heard the hub. Exit code 1 when one is held back."""
    with operator_errors():
        found = ask_erp("Reading", "ops.tenants", "suppliers-status")
    if as_json:
        print_json(found)
    else:
        counts = ", ".join(f"{name} {count}" for name, count in found["suppliers"].items())
        out.print(f"Suppliers: {counts or 'none'}. Messages: {found['head']}.")
        columns = ["Entity", "State", "Heard", "Behind", "As of", "Problem"]
        print_table(
            "Exchange", columns, [list(map(str, one.values())) for one in found["entities"]]
        )
    if any(one["problem"] for one in found["entities"]):
        raise typer.Exit(EXIT_FINDINGS)


@app.command(epilog="Example: ./diwan suppliers resend roads")
def resend(
    code: Annotated[str, typer.Argument(help="The entity's code, such as 'roads'.")],
    as_json: JsonFlag = False,
) -> None:
    """Let an entity hear everything again: after it, or the hub, was restored from a backup."""
    with operator_errors():
        found = ask_erp(f"Telling {code}", "ops.tenants", "suppliers-resend", code)
    if as_json:
        print_json(found)
    else:
        out.print(f"{code} has heard {found['last_number']}. {found['problem']}".strip())


@app.command(epilog="Example: ./diwan suppliers invite contact@company.example")
def invite(
    mail: Annotated[str, typer.Argument(help="The visitor's e-mail.")], as_json: JsonFlag = False
) -> None:
    """Make the link by which a visitor goes on registering; for a hub that sends no mail."""
    with operator_errors():
        made = ask_erp(f"Link for {mail}", "ops.tenants", "suppliers-invite", mail)
    if as_json:
        print_json(made)
        return
    out.print(f"Hand this to {mail} and to nobody else; it works once, until {made['until']}:")
    out.print(made["link"], soft_wrap=True)
