"""Messages into an entity: applied with the position, in one transaction.

Owns the position. Refuses what is not for this entity or not in order; a kind that this version
does not know stops the entity where it is, for a message that is passed over never comes again.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import now

from erp_app.domain.findings import _ as mark
from erp_app.domain.messages import Message, MessageRefusedError, newest_of_each, require_next
from erp_app.store import exchange as store

HUB = "hub"
KINDS_HOOK = "diwan_exchange_kinds"


def apply(messages: Sequence[Message], up_to: int, seal: str) -> int:
    """Apply messages and move the position to `up_to`, the last number that the hub has looked
    at; return how many were applied. Never commits.

    seal: of message `up_to`. Applied already by another carrier: nothing happens.

    Raises: MessageRefusedError, and nothing was applied.
    """
    store.ensure_position(HUB)
    last, _seal = store.load_position(HUB, for_update=True)
    if last >= up_to:
        return 0
    require_next(last, str(frappe.conf.get("diwan_entity") or ""), messages)
    for message in newest_of_each(messages):
        _receiver(message)(message.subject, message.content())
    at = now()
    store.save_position(HUB, last_number=up_to, last_seal=seal, applied_at=at, reached_at=at)
    return len(messages)


def note_reached() -> tuple[int, str]:
    """Note that the hub was reached; return (number, seal) of the last message applied here."""
    store.ensure_position(HUB)
    store.save_position(HUB, reached_at=now())
    return store.load_position(HUB)


def begin_anew() -> None:
    """Let every message come again, from the first one; what they tell is written over."""
    store.ensure_position(HUB)
    store.save_position(HUB, last_number=0, last_seal="")


def _receiver(message: Message):
    found = frappe.get_hooks(KINDS_HOOK).get(message.kind)
    if not found:
        raise MessageRefusedError(
            mark("Message {0} is of the kind {1}, which this version does not know"),
            message.number,
            message.kind,
        )
    return frappe.get_attr(found[-1])
