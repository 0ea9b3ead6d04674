"""How one of our processes speaks to the one that started it: a JSON object per line.

{"share", "message"} while it works, {"result"} at the end, {"error", "next"} when an operator has
to act. Every other line is talk for the log.
"""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

EXIT_OPERATOR = 2  # something an operator has to mend
_KINDS = ("share", "result", "error")


def report_as_json(share: float, message: str) -> None:
    """Say how far the work is. share: 0 to 1."""
    _say({"share": round(share, 4), "message": message})


def finish_with(result: object) -> None:
    """Say the result of the work, as the last line."""
    _say({"result": result})


def fail_with(what: str, next_step: str = "") -> int:
    """Say what an operator has to mend; return the exit code for it."""
    _say({"error": what, "next": next_step})
    return EXIT_OPERATOR


def parse(line: str) -> dict[str, Any] | None:
    """Return what a line says, or None when it is talk for the log."""
    if not line.startswith("{"):
        return None
    try:
        message = json.loads(line)
    except json.JSONDecodeError:
        return None
    is_ours = isinstance(message, dict) and any(kind in message for kind in _KINDS)
    return message if is_ours else None


def _say(message: dict[str, object]) -> None:
    print(json.dumps(message, ensure_ascii=False, default=_plain), flush=True)


def _plain(value: object) -> object:
    """Return what JSON can hold: dataclasses become objects, anything else its text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
