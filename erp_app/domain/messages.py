"""Messages from the hub to the entities: sealed in a row, applied in order and once.

Owns the seal and the order. Refuses a message that is not the receiver's, one that does not follow,
and one whose seal does not agree. What a message says is its kind's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from erp_app.domain.findings import RuleError, _


class MessageRefusedError(RuleError):
    """A message is not for this site, not in order, or not what the hub wrote."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. addressee: an entity's code, "" for every entity; body: JSON text; seal: SHA-256
    in hexadecimal over all of it and the seal of the message before."""

    number: int
    kind: str
    subject: str
    addressee: str
    body: str
    seal: str

    def content(self) -> dict[str, Any]:
        """Return what it says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def write_body(content: Mapping[str, Any]) -> str:
    """Return content as the text that is sealed: the same for the same content.

    >>> write_body({"b": "د", "a": 1})
    '{"a":1,"b":"د"}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(before: str, number: int, kind: str, subject: str, addressee: str, body: str) -> str:
    """Return the seal of a message. before: the seal of the one before it, "" for the first."""
    parts = json.dumps([before, number, kind, subject, addressee, body], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()


def require_next(last: int, receiver: str, messages: Sequence[Message]) -> None:
    """Refuse messages that are not for a receiver, or do not follow what it has. last: the number
    of the last one applied. Numbers may be left out: those were for others.

    Raises: MessageRefusedError.
    """
    for message in messages:
        if message.addressee not in ("", receiver):
            raise MessageRefusedError(
                _("Message {0} is for {1}, not for {2}"),
                message.number,
                message.addressee,
                receiver,
            )
        if message.number <= last:
            raise MessageRefusedError(_("Message {0} was applied already"), message.number)
        last = message.number


def newest_of_each(messages: Iterable[Message]) -> list[Message]:
    """Return of each subject the last message, in order: each says its subject's whole state."""
    newest = {(one.kind, one.subject): one for one in messages}
    return sorted(newest.values(), key=lambda one: one.number)
