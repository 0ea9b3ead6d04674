"""What a check has found: where, what, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit. place: a file and where in it; next_step may be empty."""

    place: str
    problem: str
    next_step: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.problem}"
        return f"{text} ({self.next_step})" if self.next_step else text
