"""Heads and positions counted at a date: the definition every report must agree with.

Owns what "headcount" means: people with an appointment in force on the day, each once.
The store counts the same thing set-based in SQL; a test holds the two together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from erp_app.domain.people.tenure import Span


@dataclass(frozen=True, slots=True)
class Position:
    """An establishment position: held or not, from `established_on` until it is abolished.

    abolished_on: first day on which the position no longer exists, None while it does.
    is_frozen: it exists but may not be filled, so it is no vacancy.
    """

    name: str
    established_on: date
    abolished_on: date | None = None
    is_frozen: bool = False

    def exists_on(self, day: date) -> bool:
        """Tell whether the position is part of the establishment on `day`."""
        return self.established_on <= day and (self.abolished_on is None or day < self.abolished_on)


def count_heads(appointments: Iterable[tuple[str, str, Span]], day: date) -> dict[str, int]:
    """Return heads per group on `day`.

    appointments: (employee, group, span) each; an employee with two spans on the day, which
    sound data never has, counts once, in the group met first.

    >>> count_heads([("E1", "G05", Span(date(2026, 1, 1)))], date(2026, 6, 30))
    {'G05': 1}
    """
    group_of: dict[str, str] = {}
    for employee, group, span in appointments:
        if span.covers(day):
            group_of.setdefault(employee, group)
    return dict(Counter(group_of.values()))


def list_vacancies(
    positions: Iterable[Position], held: Iterable[tuple[str, Span]], day: date
) -> list[str]:
    """Return the names of positions that exist on `day`, are not frozen, and nobody holds."""
    filled = {position for position, span in held if span.covers(day)}
    return [
        p.name for p in positions if p.exists_on(day) and not p.is_frozen and p.name not in filled
    ]


def compute_share_percent(part: int, whole: int) -> Decimal:
    """Return part of whole in percent, one decimal, half up; zero of zero is 0.0.

    >>> compute_share_percent(1, 3)
    Decimal('33.3')
    """
    if not whole:
        return Decimal("0.0")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def compute_shares_percent(parts: Sequence[int]) -> list[Decimal]:
    """Return the share of each part of their sum in percent, one decimal, together just 100.0.

    What rounding down leaves goes to the parts that lost most by it, the first of equals first.

    >>> compute_shares_percent([1, 1, 1])
    [Decimal('33.4'), Decimal('33.3'), Decimal('33.3')]
    """
    whole = sum(parts)
    if not whole:
        return [Decimal("0.0")] * len(parts)
    tenths = [part * 1000 // whole for part in parts]
    by_loss = sorted(range(len(parts)), key=lambda at: -(parts[at] * 1000 % whole))
    for at in by_loss[: 1000 - sum(tenths)]:
        tenths[at] += 1
    return [Decimal(tenth).scaleb(-1) for tenth in tenths]


def shorten_codes(codes: Sequence[str]) -> list[str]:
    """Return codes without the part before the first dash, where all codes have the same one.

    Under a bar there is room for the part that tells one code from another, not for all of it.

    >>> shorten_codes(["ROADS", "ROADS-11", "ROADS-11-02"])
    ['ROADS', '11', '11-02']
    """
    if len({code.split("-", 1)[0] for code in codes}) != 1:
        return list(codes)
    return [code.split("-", 1)[-1] for code in codes]
