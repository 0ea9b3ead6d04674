"""Verbs for the second factor: whom the installation asks, and a telephone that was lost."""

from typing import Annotated

import typer

from ops.terminal.asking import ask_erp
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import operator_errors, out, print_json

app = typer.Typer(
    help="Ask people for a code beside the password; help who has lost the telephone.",
    no_args_is_help=True,
)
RoleOption = Annotated[
    list[str] | None, typer.Option("--role", help="This role, instead of the usual ones.")
]


@app.command(epilog="Example: ./diwan second-factor require")
def require(role: RoleOption = None, as_json: JsonFlag = False) -> None:
    """Let holders of the deciding roles work with a second factor only, on every site at once."""
    from erp_app.domain.second_factor import ROLES_IN_NEED

    _ask(role or list(ROLES_IN_NEED), as_json)


@app.command(epilog="Example: ./diwan second-factor relax --yes")
def relax(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Ask nobody but those whom an entity's own rules name, and who have one already."""
    if not yes:
        typer.confirm("Let everybody decide with a password alone?", abort=True)
    _ask([], as_json)


@app.command(epilog="Example: ./diwan second-factor show")
def show(as_json: JsonFlag = False) -> None:
    """Say which roles the installation asks for a second factor."""
    with operator_errors():
        roles = ask_erp("Reading", "ops.tenants", "second-factor-show")
    _tell(roles, as_json)


@app.command(epilog="Example: ./diwan second-factor remove roads administrator@roads.localhost")
def remove(
    code: Annotated[str, typer.Argument(help="The entity's code, or 'hub'.")],
    user: Annotated[str, typer.Argument(help="The person's e-mail.")],
) -> None:
    """Take away what somebody has lost; all sessions of that person end."""
    with operator_errors():
        ask_erp(f"Second factor of {user}", "ops.tenants", "second-factor-remove", code, user)
    out.print(f"{user} sets up another one at the next sign-in.")


def _ask(roles: list[str], as_json: bool) -> None:
    with operator_errors():
        _tell(ask_erp("Writing", "ops.tenants", "second-factor-ask", *roles), as_json)


def _tell(roles: list[str], as_json: bool) -> None:
    if as_json:
        print_json({"roles": roles})
    else:
        out.print(f"A second factor is asked of: {', '.join(roles) or 'nobody'}.")
