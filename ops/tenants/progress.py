"""How far a long step is: told to whoever asked, as a share from 0 to 1 and a sentence."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass

Report = Callable[[float, str], None]


def report_as_json(share: float, message: str) -> None:
    """One JSON line on standard output, read by the command line to draw its bar."""
    print(json.dumps({"share": round(share, 4), "message": message}), flush=True)


def report_nothing(share: float, message: str) -> None:
    """For callers that show nothing."""


def finish_with(result: object) -> None:
    """The result of a verb as the last JSON line."""
    print(json.dumps({"result": result}, default=_plain), flush=True)


def _plain(value: object) -> object:
    """What JSON does not know: dataclasses become objects, anything else its text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def part_of(report: Report, start: float, end: float) -> Report:
    """A report for a step that covers only start..end of the whole."""
    return lambda share, message: report(start + (end - start) * share, message)
