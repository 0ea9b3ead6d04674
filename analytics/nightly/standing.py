"""How each entity stands in tonight's build: decided from what was seen, by rules of its own.

Owns the four states (see analytics.published.facts.EntityFacts). Refuses silence: every entity that
is expected has a state, and every state but fresh has its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analytics.published import facts

FRESH, STALE, BLOCKED, MISSING = facts.FRESH, "stale", "blocked", "missing"
REASONS_SHOWN = 3


@dataclass(frozen=True)
class Standing:
    """State and reason of one entity."""

    state: str
    reason: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a night has seen of the entities.

    errors: code -> why it was not read tonight; sound: codes whose extraction is in the build;
    damage: code -> its damaged files; blocked: code -> what its rows failed; kept: codes with rows
    in the last good build.
    """

    expected: Collection[str]
    errors: Mapping[str, str]
    sound: Collection[str]
    damage: Mapping[str, list[str]] = field(default_factory=dict)
    blocked: Mapping[str, list[str]] = field(default_factory=dict)
    kept: Collection[str] = ()


def judge(evidence: Evidence) -> dict[str, Standing]:
    """Return code -> how it stands."""
    return {code: _judge_one(code, evidence) for code in sorted(evidence.expected)}


def _judge_one(code: str, seen: Evidence) -> Standing:
    if code in seen.blocked:
        reason = _told(seen.blocked[code])
        state = BLOCKED if code in seen.kept else MISSING
        return Standing(state, reason)
    error = seen.errors.get(code, "")
    if code in seen.sound:
        return Standing(STALE, error) if error else Standing(FRESH)
    if code in seen.damage:
        damaged = f"damaged files in the lake: {_listed(seen.damage[code])}"
        error = f"{error}; {damaged}" if error else damaged
    return Standing(STALE if code in seen.kept else MISSING, error or "it was never read")


def doubtful(evidence: Evidence) -> list[str]:
    """Return entities whose rows have to come from the last good build."""
    return sorted(
        code for code in evidence.expected if code in evidence.blocked or code not in evidence.sound
    )


def _told(sentences: list[str]) -> str:
    more = len(sentences) - REASONS_SHOWN
    told = " ".join(sentences[:REASONS_SHOWN])
    return f"{told} And {more} more." if more > 0 else told


def _listed(reasons: list[str]) -> str:
    more = len(reasons) - REASONS_SHOWN
    shown = ", ".join(reasons[:REASONS_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
