"""Effective dating: spans of days, what they cover, and where two of them collide.

Owns the reading of a span: both ends are days that count, an empty end means "still
running". Refuses spans that end before they begin. Knows nothing of who or what a span is for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from erp_app.domain.findings import RuleError, _


class SpanInvalidError(RuleError):
    """A span ends before it begins."""

    def __init__(self, start: date, end: date):
        self.start = start
        self.end = end
        text = _("The last day {0} is before the first day {1}. Correct one of the two dates.")
        super().__init__(text, end, start)


class SpanTakenError(RuleError):
    """A span shares days with another one of the same person or position."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; `end` None while it runs.

    name: what the span stands for, repeated in messages (an appointment's number).
    Raises: SpanInvalidError when end is before start.
    """

    start: date
    end: date | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise SpanInvalidError(self.start, self.end)

    def covers(self, day: date) -> bool:
        """Tell whether `day` is one of the days of this span.

        >>> Span(date(2026, 1, 1), date(2026, 1, 31)).covers(date(2026, 1, 31))
        True
        """
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one day."""
        starts_in_time = self.end is None or other.start <= self.end
        return starts_in_time and (other.end is None or self.start <= other.end)


def find_overlaps(candidate: Span, others: Iterable[Span]) -> list[Span]:
    """Return the spans of `others` that share a day with `candidate`, earliest first.

    >>> held = [Span(date(2025, 1, 1), date(2025, 12, 31), "A"), Span(date(2026, 1, 1), None, "B")]
    >>> [span.name for span in find_overlaps(Span(date(2025, 12, 31), date(2025, 12, 31)), held)]
    ['A']
    """
    return sorted((s for s in others if s.overlaps(candidate)), key=lambda span: span.start)


def require_free(candidate: Span, others: Iterable[Span], owner: str) -> None:
    """Refuse a span that shares a day with another one.

    owner: the person or position both belong to, as it is named in the refusal.

    Raises: SpanTakenError with the earliest of them.
    """
    clashes = find_overlaps(candidate, others)
    if not clashes:
        return
    taken = clashes[0]
    if taken.end is None:
        raise SpanTakenError(
            _("{0} already has appointment {1} from {2} with no end. End it first."),
            owner,
            taken.name,
            taken.start,
        )
    raise SpanTakenError(
        _("{0} already has appointment {1} from {2} to {3}. Choose dates that do not meet it."),
        owner,
        taken.name,
        taken.start,
        taken.end,
    )


def find_in_force(spans: Iterable[Span], day: date) -> Span | None:
    """Return the span in force on `day`, None when there is none.

    Spans of one owner never overlap, so there is at most one; the latest start wins if data
    brought in from elsewhere breaks that.
    """
    return max((s for s in spans if s.covers(day)), key=lambda span: span.start, default=None)


def check_no_overlaps(spans: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return each neighbouring pair that collides, in order of start; empty means sound."""
    ordered = sorted(spans, key=lambda span: span.start)
    return [(left, right) for left, right in pairwise(ordered) if left.overlaps(right)]


def close_before(span: Span, next_start: date) -> Span:
    """Return `span` ended on the day before `next_start`.

    Raises: SpanInvalidError when the span begins on or after `next_start`.

    >>> close_before(Span(date(2026, 1, 1)), date(2026, 3, 1)).end
    datetime.date(2026, 2, 28)
    """
    return Span(span.start, next_start - timedelta(days=1), span.name)
