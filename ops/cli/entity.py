"""Verbs for entities: add, list, show, invite, suspend, resume, remove."""

import json
import tempfile
from dataclasses import asdict
from typing import Annotated

import typer

from ground.counted import counted
from ops.installation.instance import Instance
from ops.installation.tenant_spec import EntitySpec
from ops.terminal.asking import ask_erp
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import operator_errors, out, print_json, print_table

app = typer.Typer(help="Create, list, suspend and remove entities.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The entity's code, such as 'roads'.")]


@app.command(
    epilog="Example: ./diwan entity add parks --name-en 'Parks Authority' "
    "--name-ar 'هيئة الحدائق' --category authority"
)
def add(
    code: Code,
    name_en: Annotated[str, typer.Option(help="Name in English.")],
    name_ar: Annotated[str, typer.Option(help="Name in Arabic.")],
    category: Annotated[str, typer.Option(help="A code of the hub's Entity Category.")],
    function: Annotated[str, typer.Option(help="COFOG division, as '07 Health'.")] = "",
    size: Annotated[str, typer.Option(help="Small, Medium or Large.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Create an entity: site, database, users, keys. Killed half-way, run it again."""
    with operator_errors():
        spec = EntitySpec(code, name_en, name_ar, category, function, size)
        instance = Instance.current()
        with tempfile.NamedTemporaryFile("w", suffix=".json", dir=instance.run) as file:
            json.dump([asdict(spec)], file)
            file.flush()
            (record,) = ask_erp(f"Entity {code}", "ops.tenants", "add", file.name)
    if as_json:
        print_json({**record, "url": instance.url(code)})
    else:
        out.print(f"{name_en} is {record['state'].lower()}: {instance.url(code)}")
        out.print("First users: ./diwan entity show " + code)


@app.command("list", epilog="Example: ./diwan entity list --json")
def list_entities(as_json: JsonFlag = False) -> None:
    """List every entity with health, users, size, version and last activity."""
    with operator_errors():
        signs = ask_erp("Measuring", "ops.tenants", "list")
    if as_json:
        print_json(signs)
        return
    rows = [
        [
            sign["record"]["code"],
            sign["record"]["name_en"],
            sign["record"]["state"],
            sign["health"] + (f": {sign['message']}" if sign["message"] else ""),
            sign["users"],
            sign["employees"],
            sign["size_mib"],
            sign["record"]["template"],
            (sign["last_activity"] or "")[:16],
        ]
        for sign in signs
    ]
    columns = ["Code", "Name", "State", "Health", "Users", "Employees", "MiB", "Version", "Active"]
    print_table(counted(len(rows), "entity", "entities"), columns, rows)


@app.command(epilog="Example: ./diwan entity show roads")
def show(code: Code, as_json: JsonFlag = False) -> None:
    """Show one entity: names, state, address and first users."""
    from ops.installation.credentials import load_logins
    from ops.installation.tenant_records import require_record

    instance = Instance.current()
    with operator_errors():
        record = require_record(instance, code)
    logins = load_logins(instance).get(instance.site(code), {})
    facts = {**asdict(record), "url": instance.url(code), "logins": logins}
    if as_json:
        print_json(facts)
        return
    facts.pop("logins")
    print_table(code, ["What", "Value"], [[key, str(value)] for key, value in facts.items()])
    print_table("First users", ["E-mail", "Password"], [list(pair) for pair in logins.items()])


@app.command(epilog="Example: ./diwan entity invite roads amal@roads.localhost")
def invite(
    code: Annotated[str, typer.Argument(help="The entity's code, or 'hub'.")],
    user: Annotated[str, typer.Argument(help="The person's e-mail.")],
    as_json: JsonFlag = False,
) -> None:
    """Make a link with which a person chooses a password, once; for sites that send no mail."""
    with operator_errors():
        made = ask_erp(f"Link for {user}", "ops.tenants", "invite", code, user)
    if as_json:
        print_json(made)
        return
    out.print(f"Hand this to {user} and to nobody else; it works once, for {made['minutes']} min:")
    out.print(made["link"], soft_wrap=True)


@app.command(epilog="Example: ./diwan entity suspend roads")
def suspend(code: Code, as_json: JsonFlag = False) -> None:
    """Stop an entity: nobody logs in, nothing runs, data stays."""
    _switch(code, "suspend", as_json)


@app.command(epilog="Example: ./diwan entity resume roads")
def resume(code: Code, as_json: JsonFlag = False) -> None:
    """Let a suspended entity work again."""
    _switch(code, "resume", as_json)


def _switch(code: str, verb: str, as_json: bool) -> None:
    with operator_errors():
        record = ask_erp(f"{verb.capitalize()} {code}", "ops.tenants", verb, code)
    print_json(record) if as_json else out.print(f"{code} is {record['state'].lower()}.")


@app.command(epilog="Example: ./diwan entity remove parks --yes")
def remove(
    code: Code,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Back up an entity, then remove its site, database, user and keys."""
    if not yes:
        typer.confirm(f"Back up and then remove everything of '{code}'?", abort=True)
    with operator_errors():
        result = ask_erp(f"Remove {code}", "ops.tenants", "remove", code)
    if as_json:
        print_json(result)
    else:
        out.print(f"{code} is removed. Backup: {result['backup'] or 'none, nothing was there'}")
