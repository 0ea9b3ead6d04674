"""Verbs on an entity's books and people: import files, check the ledger."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ground.errors import OpsError
from ops.machine.account import account_name
from ops.terminal.asking import ask_erp
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import (
    EXIT_FINDINGS,
    operator_errors,
    out,
    print_json,
    print_table,
)

AMOUNTS_HINT = "Write --amounts 1,234.50 or --amounts 1.234,50."


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command("import", epilog="Example: ./diwan import journals may.xlsx --entity roads")(
        import_file
    )
    app.command(epilog="Example: ./diwan check ledger --entity roads")(check)


def import_file(
    kind: Annotated[
        str, typer.Argument(help="What the rows are: journals, accounts, employees ...")
    ],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.")],
    entity: Annotated[str, typer.Option(help="The entity's code.")],
    user: Annotated[str | None, typer.Option(help="Import as this user of the entity.")] = None,
    amounts: Annotated[
        str, typer.Option(help="How the file writes amounts, when it does not tell itself.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Import a file, whole or not at all. Exit code 1 when rows are wrong (each is listed)."""
    from erp_app.declarations.reading import import_kinds
    from erp_app.imports.number_styles import WRITTEN_LIKE

    with operator_errors():
        if kind not in (known := import_kinds()):
            raise OpsError(f"'{kind}' cannot be imported.", f"Choose one of: {', '.join(known)}")
        if not os.path.isfile(file) or not os.access(file, os.R_OK):
            raise OpsError(
                f"There is no file {file} that the account {account_name()} may read.",
                "Check the path, and who may read it.",
            )
        if amounts not in ("", *WRITTEN_LIKE):
            raise OpsError(f"'{amounts}' is no way of writing amounts.", AMOUNTS_HINT)
        arguments = [kind, str(file.absolute()), entity, *([user] if user else [])]
        arguments += ["--amounts", amounts] if amounts else []
        result = ask_erp(f"Import {kind}", "ops.tenants", "import", *arguments)
    if as_json:
        print_json(result)
    else:
        _show_import(result)
    if result["errors"]:
        raise typer.Exit(EXIT_FINDINGS)


def _show_import(result: dict[str, Any]) -> None:
    if result["errors"]:
        rows = [[e["row"], e["column"], e["reason"]] for e in result["errors"][:50]]
        print_table("Nothing was imported", ["Row", "Column", "Reason"], rows)
        out.print(f"{result['error_count']} findings. Marked-up copy: {result['marked_copy']}")
    else:
        out.print(result["summary"])


def check(
    what: Annotated[str, typer.Argument(help="What to check: ledger.")],
    entity: Annotated[str | None, typer.Option(help="One entity; all when left out.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Prove the books: balanced, gapless, chained, balances equal lines. Exit code 1 if not."""
    with operator_errors():
        if what != "ledger":
            raise OpsError(f"'{what}' cannot be checked.", "Run: ./diwan check ledger")
        results = ask_erp("Checking ledgers", "ops.tenants", "check", *([entity] if entity else []))
    broken = [result for result in results if result["findings"]]
    if as_json:
        print_json(results)
    else:
        rows = [
            [r["entity"], r["lines"], r["journals"], "; ".join(r["findings"][:3]) or "intact"]
            for r in results
        ]
        print_table("Ledgers", ["Entity", "Lines", "Journals", "Finding"], rows)
    if broken:
        raise typer.Exit(EXIT_FINDINGS)
