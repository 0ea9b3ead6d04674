"""How far a long step is: told to whoever asked, as a share from 0 to 1 and a sentence."""

from collections.abc import Callable

Report = Callable[[float, str], None]


def report_nothing(share: float, message: str) -> None:
    """For callers that show nothing."""


def part_of(report: Report, start: float, end: float) -> Report:
    """Return a report for a step that covers only start..end of the whole."""
    return lambda share, message: report(start + (end - start) * share, message)
