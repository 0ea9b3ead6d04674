"""`./diwan`: every verb, grouped by what it is about."""

import os

import typer

from ops.cli import (
    analytics,
    bench,
    dashboards,
    declare,
    entity,
    entity_data,
    installation,
    nightly,
    pictures,
    runtime,
    second_factor,
    subscription,
    suppliers,
    testing,
)

app = typer.Typer(
    name="diwan",
    help="Diwan: shared HR and finance resource planning for government entities.",
    epilog="First time: ./diwan up   ·   every verb explains itself: ./diwan VERB --help",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
)
installation.register(app)
testing.register(app)
entity_data.register(app)
bench.register(app)
declare.register(app)
pictures.register(app)
app.add_typer(entity.app, name="entity")
app.add_typer(runtime.app, name="runtime")
app.add_typer(second_factor.app, name="second-factor")
app.add_typer(nightly.app, name="nightly")
app.add_typer(dashboards.app, name="dashboards")
app.add_typer(analytics.app, name="analytics")
app.add_typer(suppliers.app, name="suppliers")
app.add_typer(subscription.app, name="subscription")


if __name__ == "__main__":
    os.umask(0o077)  # whatever we write is for its owner, unless a file says otherwise
    app(prog_name="diwan")
