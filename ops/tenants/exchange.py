"""The daemon that carries the hub's messages to the entities.

It reads at the hub and writes into each entity with that site's own database user, as the night's
reading does: no site can reach another one. Where an entity stands is kept in the entity, in the
transaction that applies the messages, so that this process may die at any moment. An entity that
cannot be reached keeps what it has, and the others do not wait for it.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

import frappe
import pymysql

from erp_app.domain.findings import RuleError
from erp_app.domain.messages import Message
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, all_records, require_record
from ops.tenants import hub_registry, sites

PAUSE_SECONDS = 1.0
# So often every entity is asked where it stands, and notes that the hub was reached.
GREET_EVERY_SECONDS = 30.0
MESSAGES_AT_ONCE = 500
FAULTS = (frappe.ValidationError, RuleError, OpsError, OSError, pymysql.Error)
log = logging.getLogger("exchange")


@dataclass(frozen=True)
class Parcel:
    """What goes to an entity in one transaction. up_to: the last number the hub has looked at;
    seal: of that message; after: the number before the parcel."""

    messages: list[Message]
    after: int
    up_to: int
    seal: str


def run_forever(instance: Instance) -> None:
    """Carry what is new, and greet every entity now and then."""
    last_greeting = 0.0
    while True:
        try:
            if hub_registry.hub_exists(instance):
                is_due = time.monotonic() - last_greeting > GREET_EVERY_SECONDS
                if is_due:
                    last_greeting = time.monotonic()
                carry(instance, greet=is_due)
        except Exception:  # the daemon outlives a stopped database; the reason is in its log
            log.exception("A round failed; trying again")
            time.sleep(5)
        time.sleep(PAUSE_SECONDS)


def carry(instance: Instance, greet: bool = False) -> int:
    """Go one round; return how many entities got something.

    greet: ask every entity where it stands, behind or not.
    """
    with sites.connected(instance, hub_registry.HUB):
        from erp_app.purchasing.standing import refresh_due
        from erp_app.store.exchange import load_head, load_positions

        refresh_due()
        head, known = load_head(), load_positions()
    codes = [record.code for record in all_records(instance) if record.state == ACTIVE]
    behind = [code for code in codes if _is_behind(known.get(code), head)]
    return sum(deliver(instance, code) for code in (codes if greet else behind))


def _is_behind(position: Any, head: int) -> bool:
    return int(position.last_number if position else 0) < head and not (
        position and position.problem
    )


def deliver(instance: Instance, code: str) -> bool:
    """Bring an entity up to the hub, parcel by parcel; True when it got something.

    What keeps it from that is written beside its position at the hub, for the operator.
    """
    try:
        last, seal = _greet(instance, code)
        problem, moved = _find_rift(instance, last, seal), False
        while not problem and (parcel := _pack(instance, code, last)):
            last, moved = _hand_over(instance, code, parcel), True
    except FAULTS as error:
        log.warning("%s: %s", code, error)
        _note(instance, code, problem=str(error)[:500] or type(error).__name__)
        return False
    _note(instance, code, is_reached=True, last_number=last, problem=problem)
    return moved


def _greet(instance: Instance, code: str) -> tuple[int, str]:
    with sites.connected(instance, code):
        from erp_app.exchange.inbox import note_reached

        return note_reached()


def _find_rift(instance: Instance, last: int, seal: str) -> str:
    """Return what is wrong when an entity has heard what the hub never said; "" for nothing.

    So it is when one of them was restored from an earlier day.
    """
    if last == 0:
        return ""
    with sites.connected(instance, hub_registry.HUB):
        from erp_app.store.exchange import seal_of

        known = seal_of(last)
    if known == seal:
        return ""
    return f"Message {last} is another one here than at the hub: ./diwan suppliers resend"


def _pack(instance: Instance, code: str, after: int) -> Parcel | None:
    with sites.connected(instance, hub_registry.HUB):
        from erp_app.store.exchange import load_head, load_messages, seal_of

        head = load_head()
        if head <= after:
            return None
        rows = load_messages(code, after, head, MESSAGES_AT_ONCE)
        up_to = rows[-1].number if len(rows) == MESSAGES_AT_ONCE else head
        return Parcel([Message(**row) for row in rows], after, up_to, seal_of(up_to))


def _hand_over(instance: Instance, code: str, parcel: Parcel) -> int:
    with sites.connected(instance, code):
        from erp_app.exchange.inbox import apply

        apply(parcel.messages, parcel.up_to, parcel.seal)
    return parcel.up_to


def _note(instance: Instance, code: str, is_reached: bool = False, **values: object) -> None:
    with sites.connected(instance, hub_registry.HUB):
        from erp_app.store.exchange import ensure_position, save_position

        if is_reached:
            values["reached_at"] = frappe.utils.now()
        ensure_position(code)
        save_position(code, **values)


def resend(instance: Instance, code: str) -> dict[str, Any]:
    """Let an entity hear everything again, from the first message. Raises: OpsError."""
    require_record(instance, code)
    with sites.connected(instance, code):
        from erp_app.exchange.inbox import begin_anew

        begin_anew()
    _note(instance, code, last_number=0, problem="")
    deliver(instance, code)
    return next(row for row in status(instance)["entities"] if row["entity"] == code)


def status(instance: Instance) -> dict[str, Any]:
    """Return {"head", "suppliers": {status: count}, "entities": [...]}; of each entity how far it
    has heard, how many numbers it is behind, since when, and what keeps it."""
    with sites.connected(instance, hub_registry.HUB):
        from erp_app.store.exchange import load_head, load_positions
        from erp_app.store.suppliers import count_by_status

        head, known, counts = load_head(), load_positions(), count_by_status()
    rows = []
    for record in all_records(instance):
        position = known.get(record.code) or {}
        last = int(position.get("last_number") or 0)
        rows.append(
            {
                "entity": record.code,
                "state": record.state,
                "last_number": last,
                "behind": head - last,
                "as_of": str(position.get("reached_at") or "")[:19],
                "problem": position.get("problem") or "",
            }
        )
    return {"head": head, "suppliers": counts, "entities": rows}


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    run_forever(Instance.current())
