"""kill -9 of the process that carries the hub's messages: every entity knows all, once."""

import os
import signal
import time
from contextlib import suppress

import pytest

from ops.servers.supervisor import Supervisor
from tests.registering import Register

PARCEL = 500  # ops.tenants.exchange.MESSAGES_AT_ONCE, which this environment cannot import
SUPPLIERS = 2 * PARCEL + 50


@pytest.fixture(scope="module")
def register(platform):
    return Register(platform.facts)


def carrier(platform) -> int:
    """Return the process that carries, 0 while it is down."""
    found = [p for p in Supervisor(platform.instance).processes() if p["group"] == "exchange"]
    return found[0]["pid"]


def kill(platform) -> None:
    with suppress(ProcessLookupError, ValueError):
        os.kill(carrier(platform) or -(10**9), signal.SIGKILL)


def writes(platform, entity: str) -> bool:
    """Return True while messages are written into an entity and not yet committed."""
    with platform.connect("mysql") as connection, connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from information_schema.innodb_trx t"
            " join information_schema.processlist p on p.id = t.trx_mysql_thread_id"
            " where p.db like %s and t.trx_rows_modified > 0",
            (f"%{entity.partition('.')[0]}%",),
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("moment", ["while it writes", "between two parcels", "at any time"])
def test_killed_carrier_leaves_every_entity_whole_and_goes_on(platform, register, moment):
    entity = register.entities[0]
    if register.head() < SUPPLIERS:
        register.add(SUPPLIERS)
    anew = "from erp_app.exchange.inbox import begin_anew\nbegin_anew()"
    register.inside.run(anew, entity)  # everything again, so that there is something to interrupt
    happened = {
        "while it writes": lambda: writes(platform, entity),
        "between two parcels": lambda: register.position(entity)["last_number"] >= PARCEL,
        "at any time": lambda: True,
    }[moment]
    register.wait(lambda: happened() or _is_even(register, entity), 120)
    kill(platform)
    last = register.position(entity)["last_number"]
    assert last <= register.head()
    register.wait(lambda: _is_even(register, entity), 120)
    assert register.known(entity) == register.registered()
    kill(platform)
    time.sleep(1)
    register.wait(lambda: carrier(platform) > 0)
    (name,) = register.add()
    register.wait(lambda: name in register.known(entity))


def _is_even(register, entity: str) -> bool:
    return register.position(entity).get("last_number") == register.head()
