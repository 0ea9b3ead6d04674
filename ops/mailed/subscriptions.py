"""Who gets which dashboard by mail, and when: an owner-only file of the installation.

Owns the form of a subscription and the days on which it is due. Refuses one that names no
dashboard, no language or no address. Whether its reader may see anything is asked at the hub, when
it is asked for and each time it is sent (ops.mailed.sending), and not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bi.subjects import subjects
from erp_app.domain.languages import LANGUAGES
from ground.atomic_files import exclusive, write_json
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.private_files import read_private_json

EVERY = ("night", "week", "month")
ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


@dataclass(frozen=True)
class Subscription:
    """One dashboard for some addresses. reader: whose rights decide what it shows; every: "night",
    "week" (the first night of one) or "month"; last_sent: "YYYY-MM-DD", "" before the first."""

    number: int
    dashboard: str
    language: str
    reader: str
    recipients: tuple[str, ...]
    every: str
    last_sent: str = ""

    def is_due(self, today: date) -> bool:
        """Return True when the span that today belongs to has had none yet.

        >>> asked = Subscription(1, "government", "en", "a@b.c", ("a@b.c",), "week", "2026-11-29")
        >>> asked.is_due(date(2026, 11, 29)), asked.is_due(date(2026, 11, 30))
        (False, True)
        """
        return not self.last_sent or date.fromisoformat(self.last_sent) < _begin(self.every, today)


def _begin(every: str, today: date) -> date:
    """Return the first day of the night, the week (from Monday) or the month."""
    if every == "week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if every == "month" else today


def load_subscriptions(instance: Instance) -> list[Subscription]:
    """Return what stands, by number. Raises: OpsError when others may read the file."""
    file = _file(instance)
    try:
        stored = read_private_json(file, [])
        return [Subscription(**{**one, "recipients": tuple(one["recipients"])}) for one in stored]
    except (ValueError, TypeError, KeyError) as error:
        raise OpsError(f"{file} cannot be used: {error}", "Mend it, or remove it.") from error


def add_subscription(
    instance: Instance,
    dashboard: str,
    language: str,
    reader: str,
    recipients: Iterable[str],
    every: str,
) -> Subscription:
    """Keep a new one and return it. Raises: OpsError."""
    recipients = tuple(dict.fromkeys(recipients))
    require_form(dashboard, language, (reader, *recipients), every)
    with exclusive(_lock(instance)):
        known = load_subscriptions(instance)
        number = max((one.number for one in known), default=0) + 1
        made = Subscription(number, dashboard, language, reader, recipients or (reader,), every)
        _save(instance, [*known, made])
    return made


def require_form(dashboard: str, language: str, addresses: Iterable[str], every: str) -> None:
    """Refuse what no subscription can say. Raises: OpsError."""
    _require(dashboard in subjects(), f"There is no dashboard {dashboard}.", sorted(subjects()))
    _require(language in LANGUAGES, f"Nothing is written in {language}.", LANGUAGES)
    _require(every in EVERY, f"'{every}' is no span.", EVERY)
    for address in addresses:
        _require(bool(ADDRESS.fullmatch(address)), f"{address} is no address.", ["name@host"])


def remove_subscription(instance: Instance, number: int) -> Subscription:
    """Take one away and return it. Raises: OpsError."""
    with exclusive(_lock(instance)):
        known = load_subscriptions(instance)
        gone = [one for one in known if one.number == number]
        numbers = [str(one.number) for one in known] or ["none"]
        _require(bool(gone), f"There is no subscription {number}.", numbers)
        _save(instance, [one for one in known if one.number != number])
    return gone[0]


def note_sent(instance: Instance, number: int, day: date) -> None:
    """Remember the day on which one was sent; one that was taken away meanwhile stays away."""
    with exclusive(_lock(instance)):
        _save(
            instance,
            [
                replace(one, last_sent=day.isoformat()) if one.number == number else one
                for one in load_subscriptions(instance)
            ],
        )


def _require(holds: bool, what: str, choices: Iterable[str]) -> None:
    if not holds:
        raise OpsError(what, f"Choose of: {', '.join(choices)}")


def _file(instance: Instance) -> Path:
    return instance.etc / "subscriptions.json"


def _lock(instance: Instance) -> Path:
    return instance.run / "subscriptions.lock"


def _save(instance: Instance, subscriptions: list[Subscription]) -> None:
    write_json(_file(instance), [asdict(one) for one in subscriptions])
