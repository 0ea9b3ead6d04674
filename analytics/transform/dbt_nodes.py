"""What dbt says of each model, seed and test that it ran: how long it took, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KINDS = {"model": "model", "seed": "seed", "test": "test", "unit_test": "test"}


@dataclass
class NodeRecord:
    """One model, seed or test of one night. state: dbt's word (success, pass, fail, ...).

    rows: of a table once it is counted, failing ones of a test; None for a view.
    """

    name: str
    kind: str
    state: str
    seconds: float
    rows: int | None = None


def node_records(results: dict[str, Any]) -> Iterator[NodeRecord]:
    """Yield what dbt's run_results.json says of each node."""
    for one in results["results"]:
        kind, _, name = one["unique_id"].split(".")[:3]
        if kind in KINDS:
            seconds = round(one["execution_time"], 3)
            yield NodeRecord(name, KINDS[kind], one["status"], seconds, one.get("failures"))
