"""What the page says of nights, as plain values: findings first, then who took how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from analytics.nightly.record import KILLED, NOT_PUBLISHED, RUNNING, RunRecord

SLOWER_RATIO, SLOWER_SECONDS = 2.0, 2.0  # a step or node that takes so much longer than usual
LISTED = 25
FINE = ("success", "pass", "no-op")


@dataclass(frozen=True)
class Line:
    """One thing that took time. earlier: its seconds in the nights shown, oldest first, None where
    it did not run; rows: as of the records."""

    name: str
    kind: str
    seconds: float
    rows: int | None
    earlier: tuple[float | None, ...]
    is_fine: bool = True

    @property
    def usual_seconds(self) -> float | None:
        """The median of the nights before; None when it never ran."""
        before = [seconds for seconds in self.earlier[:-1] if seconds is not None]
        return median(before) if before else None

    @property
    def is_slower(self) -> bool:
        usual = self.usual_seconds
        slower = usual is not None and self.seconds >= SLOWER_RATIO * usual
        return slower and self.seconds - (usual or 0) >= SLOWER_SECONDS


def findings(run: RunRecord, groups: Mapping[str, Sequence[Line]]) -> Iterator[str]:
    """Yield what somebody should look at in a night, the worst first."""
    if run.result in (NOT_PUBLISHED, KILLED, RUNNING):
        yield f"Nothing was published: {run.reason or run.result}"
    yield from (f"{e.code} is {e.state}: {e.reason}" for e in run.not_fresh())
    yield from (
        f"{node.kind} {node.name}: {node.state}, {node.rows or 0} rows"
        for node in run.nodes
        if node.state not in FINE
    )
    yield from run.notes
    yield from (f"{entity.code}: {said}" for entity in run.entities for said in entity.drift)
    yield from (f"not classified, so not read: {column}" for column in run.unclassified)
    for group, lines in groups.items():
        yield from (
            f"{group} {line.name} took {line.seconds:.1f} s, usually {line.usual_seconds:.1f} s"
            for line in lines
            if line.is_slower
        )


def groups_of(run: RunRecord, nights: Sequence[RunRecord]) -> dict[str, list[Line]]:
    """Return step, model, test and entity -> their lines in a night, the dearest first.

    nights: those shown, oldest first, this one the last.
    """
    return {
        "step": _lines(run, nights, _steps),
        "model": _lines(run, nights, lambda one: _nodes(one, ("model", "seed"))),
        "test": _lines(run, nights, lambda one: _nodes(one, ("test",))),
        "entity": _lines(run, nights, _entities),
    }


_Taken = tuple[str, str, float, int | None, bool]  # name, kind, seconds, rows, is fine


def _steps(run: RunRecord) -> Iterator[_Taken]:
    yield from ((step.name, "step", step.seconds, None, True) for step in run.steps)


def _nodes(run: RunRecord, kinds: Sequence[str]) -> Iterator[_Taken]:
    for node in run.nodes:
        if node.kind in kinds:
            yield node.name, node.kind, node.seconds, node.rows, node.state in FINE


def _entities(run: RunRecord) -> Iterator[_Taken]:
    for entity in run.entities:
        if entity.seconds:
            yield entity.code, "entity", entity.seconds, entity.rows_read, entity.state == "fresh"


def _lines(
    run: RunRecord, nights: Sequence[RunRecord], taken: Callable[[RunRecord], Iterator[_Taken]]
) -> list[Line]:
    seconds_of = [{name: seconds for name, _, seconds, *_rest in taken(one)} for one in nights]
    lines = [
        Line(name, kind, seconds, rows, tuple(one.get(name) for one in seconds_of), is_fine)
        for name, kind, seconds, rows, is_fine in taken(run)
    ]
    return sorted(lines, key=lambda line: -line.seconds)
