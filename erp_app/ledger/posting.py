"""Posting: the one order in which entries of any voucher reach the general ledger.

Owns that order. Refuses the whole set when one entry is wrong. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from frappe.utils import now_datetime

from erp_app.domain.authority import Authority
from erp_app.domain.entry import Entry
from erp_app.domain.general_ledger import draft_lines
from erp_app.domain.periods import Period
from erp_app.ledger.chained import Periods
from erp_app.ledger.completing import Completed, complete, require_sound
from erp_app.ledger.deciding import authorise, require_periods
from erp_app.ledger.registry import general_ledger
from erp_app.ledger.reservations import reserve_all
from erp_app.ledger.vouchers import PostedEntry, Storing, voucher_type


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set that was filled, checked and authorised: only numbers are missing."""

    entries: tuple[Entry, ...]
    periods: tuple[Period, ...]
    authority: Authority


def post(entries: Sequence[Entry], authority: Authority, batch: str = "") -> list[PostedEntry]:
    """Post a set of entries, all or none, and return them with their numbers, in their order.

    An entry without a voucher is filled with what the rules imply, named, and stored as an
    approved document; batch: the import it came with. One with a voucher is posted as it stands.

    Raises:
        EntriesInvalidError: an entry breaks the rules; nothing was written.
        RuleError: authority, reservation or period refuse; the caller rolls back.
    """
    return write(prepare(entries, authority), batch)


def prepare(entries: Sequence[Entry], authority: Authority) -> Prepared:
    """Fill, check and authorise a set; nothing is written.

    Raises:
        EntriesInvalidError, RuleError: as `post`.
    """
    checked = require_sound(_complete(entries))
    authorise(checked, authority)
    periods = require_periods(checked, authority)
    return Prepared(tuple(checked), tuple(periods), authority)


def write(prepared: Prepared, batch: str = "") -> list[PostedEntry]:
    """Store, reserve, number and append a prepared set: the last thing before the commit.

    Raises:
        RuleError: a reservation refuses, or a period was closed a moment ago.
    """
    if not prepared.entries:
        return []
    user, at = prepared.authority.user, moment()
    entries = _store_new(prepared.entries, Storing(user, at, batch))
    codes = [period.code for period in prepared.periods]
    vouchers = (
        draft_lines(entry, entry.voucher, code) for entry, code in zip(entries, codes, strict=True)
    )
    lines = general_ledger.prepare(vouchers, user, at)
    # Every voucher has its name by now, and what is locked from here on is locked shortly.
    reserve_all(entries, prepared.authority)
    posted: list[PostedEntry] = []

    def number(first: int) -> Iterable[str]:
        for place, (entry, code) in enumerate(zip(entries, codes, strict=True)):
            posted.append(PostedEntry(entry, code, first + place, user, at))
        return _number_statements(posted)

    soft = prepared.authority.may_post_soft_closed
    general_ledger.append(lines, Periods(set(codes), soft), number)
    return posted


def moment() -> str:
    """Return the entity's local time to the microsecond, as ledgers write it."""
    return str(now_datetime().strftime("%Y-%m-%d %H:%M:%S.%f"))


def _complete(entries: Sequence[Entry]) -> list[Completed]:
    """Fill what is not stored yet; what is stored was approved as it stands."""
    new = iter(complete([entry for entry in entries if not entry.voucher], fill=True))
    stored = iter(complete([entry for entry in entries if entry.voucher], fill=False))
    return [next(stored if entry.voucher else new) for entry in entries]


def _store_new(entries: Sequence[Entry], storing: Storing) -> list[Entry]:
    """Name and store the entries that have no document yet; return all, in their order."""
    named = list(entries)
    fresh = [place for place, entry in enumerate(entries) if not entry.voucher]
    fresh.sort(key=lambda place: entries[place].voucher_type)
    for kind, group in groupby(fresh, key=lambda place: entries[place].voucher_type):
        places = list(group)
        of_kind = voucher_type(kind)
        names = of_kind.next_names(len(places))
        for place, name in zip(places, names, strict=True):
            named[place] = replace(entries[place], voucher=name)
        of_kind.store_approved([named[place] for place in places], storing)
    return named


def _number_statements(posted: Sequence[PostedEntry]) -> list[str]:
    ordered = sorted(posted, key=lambda one: one.entry.voucher_type)
    return [
        statement
        for kind, members in groupby(ordered, key=lambda one: one.entry.voucher_type)
        for statement in voucher_type(kind).number_statements(list(members))
    ]
