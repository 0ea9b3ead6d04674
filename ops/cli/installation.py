"""Verbs for the installation as a whole: up, down, status, logs, doctor, demo."""

import subprocess
from dataclasses import asdict, replace
from typing import Annotated

import typer

from demo.generate.plan import DEFAULT_MONTHS
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.servers.health import ServerStatus, server_statuses
from ops.terminal.flags import JsonFlag
from ops.terminal.screen import (
    EXIT_FINDINGS,
    operator_errors,
    out,
    print_json,
    print_table,
    progress_steps,
)

EntitiesOption = Annotated[
    str | None, typer.Option(help="Only these: codes separated by commas, or how many.")
]


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command(epilog="Examples: ./diwan up  ·  ./diwan up --entities 3")(up)
    app.command(epilog="Example: ./diwan down")(down)
    app.command(epilog="Example: ./diwan status --logins")(status)
    app.command(epilog="Example: ./diwan logs web --lines 50")(logs)
    app.command(epilog="Example: ./diwan doctor")(doctor)
    app.command(epilog="Example: ./diwan demo --scale 1 --months 24 --seed 42")(demo)


def up(
    demo: Annotated[bool, typer.Option(help="Fill the entities with demonstration data.")] = True,
    scale: Annotated[float, typer.Option(help="Demo size; 1 is 65,500 employees.")] = 0.1,
    months: Annotated[int, typer.Option(help="Months of books in the demo.")] = DEFAULT_MONTHS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same demo.")] = 42,
    entities: EntitiesOption = None,
    domain: Annotated[str | None, typer.Option(help="Host names are <code>.<domain>.")] = None,
    bind: Annotated[str | None, typer.Option(help="Address the front listens on.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Install what is missing, start everything, create the demo entities. Safe to run again."""
    from ops.control.up_and_down import bring_up
    from ops.control.up_options import UpOptions, read_entities

    instance = Instance.current()
    with operator_errors():
        _choose(instance, domain, bind)
        options = UpOptions(demo, scale, months, seed, read_entities(entities))
        with progress_steps() as show:
            steps = bring_up(
                instance,
                options,
                show,
                # A file that this is sent to would keep the passwords.
                lambda: None if as_json else _welcome(instance, out.is_terminal),
            )
    if as_json:
        addresses = {"open": instance.url("hub"), "dashboards": instance.url("analytics")}
        print_json({**steps.as_dict(), **addresses})
    else:
        out.print("Everything is done.")


def _choose(instance: Instance, domain: str | None, bind: str | None) -> None:
    """Keep --domain and --bind; a domain is chosen once because site names hold it."""
    settings = instance.settings()
    if domain and instance.exists and domain != settings.domain and settings.facts:
        raise OpsError(
            f"This installation's sites are named under {settings.domain}.",
            "Use another installation (DIWAN_INSTANCE=folder) for another domain.",
        )
    if domain or bind:
        instance.make_folders()
        chosen = replace(settings, domain=domain or settings.domain, bind=bind or settings.bind)
        instance.save(chosen)


def _welcome(instance: Instance, with_passwords: bool = True) -> None:
    from ops.control.welcome import log_in_rows

    out.print()
    rows = log_in_rows(instance, with_passwords)
    print_table("Open and log in", ["Where", "Who", "E-mail", "Password"], rows)
    out.print(f"Logs: {instance.logs}   ·   ./diwan status   ·   ./diwan down")


def down(as_json: JsonFlag = False) -> None:
    """Stop every server of this installation, and nothing else. Data stays."""
    from ops.control.up_and_down import bring_down

    with operator_errors():
        bring_down(Instance.current())
    print_json({"stopped": True}) if as_json else out.print("Stopped. Data is kept.")


def status(
    as_json: JsonFlag = False,
    logins: Annotated[bool, typer.Option(help="Show the first users and their passwords.")] = False,
) -> None:
    """Show each server with health, memory and port. Exit code 1 when one is not healthy."""
    instance = Instance.current()
    with operator_errors():
        servers = server_statuses(instance)
    if as_json:
        print_json([asdict(server) for server in servers])
    else:
        rows = [_status_row(server) for server in servers]
        print_table("Servers", ["Server", "Health", "Port", "Pid", "Memory MiB"], rows)
        out.print(f"Hub: {instance.url('hub')}")
        if logins:
            _welcome(instance)
    if not all(server.is_healthy for server in servers):
        raise typer.Exit(EXIT_FINDINGS)


def _status_row(server: ServerStatus) -> list[object]:
    health = "healthy" if server.is_healthy else f"NOT healthy ({server.state})"
    return [server.name, health, str(server.port or ""), str(server.pid or ""), server.memory_mib]


def logs(
    server: Annotated[str | None, typer.Argument(help="A server's name from `status`.")] = None,
    lines: Annotated[int, typer.Option(help="How many lines from the end.")] = 40,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Keep showing new lines.")] = False,
) -> None:
    """Show the end of one server's log, or of all."""
    instance = Instance.current()
    with operator_errors():
        files = sorted(instance.logs.glob(f"{server or '*'}*.log"))
        if not files:
            raise OpsError(f"There is no log of '{server}'.", f"Look into {instance.logs}")
    command = ["tail", "-n", str(lines), *(["-F"] if follow else []), *map(str, files)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def doctor(as_json: JsonFlag = False) -> None:
    """Check this machine and installation and say what to mend. Exit code 1 with findings."""
    from ops.control.doctor import examine

    findings = examine(Instance.current())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = [["ok" if f.is_good else "MEND", f.subject, f.said] for f in findings]
        print_table("Doctor", ["", "What", "Finding"], rows)
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(EXIT_FINDINGS)


def demo(
    scale: Annotated[float, typer.Option(help="1 is 65,500 employees.")] = 0.1,
    months: Annotated[int, typer.Option(help="Months of books.")] = DEFAULT_MONTHS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 42,
    entities: EntitiesOption = None,
) -> None:
    """Fill the entities of a running platform with demonstration people and books."""
    from ops.control.parts import ensure_python, run_demo
    from ops.control.up_options import UpOptions, read_entities

    instance = Instance.current()
    codes = read_entities(entities)
    options = UpOptions(True, scale, months, seed, codes, demo_must_fit=True)
    with operator_errors(), progress_steps() as show:
        report = show("Demonstration data")
        run_demo(instance, ensure_python(report), options, report)
        report(1.0, "")
