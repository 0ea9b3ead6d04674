"""What a dbt command came to: what failed, and which entities a failing test speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from analytics.transform.dbt_nodes import NodeRecord, node_records
from analytics.transform.findings import ALL, TestUndeclaredError, order_of, sentences, spoken_by

WORDS_SHOWN = 500  # of one failure's message


class TransformFailedError(Exception):
    """dbt did not come to an end, or something failed that belongs to no single entity."""


class ModelFailedError(TransformFailedError):
    """Models could not be built. models: their names, without those that only followed."""

    def __init__(self, failures: Sequence[dict[str, Any]]) -> None:
        first = failures[0]
        super().__init__(f"{first['unique_id']} could not be built: {_words(first)}")
        self.models = [
            one["unique_id"].rpartition(".")[2] for one in failures if one["status"] != "skipped"
        ]


@dataclass
class TransformResult:
    """What dbt did. blocked: entity -> what failing tests say of it, a sentence each; nodes: each
    one's seconds."""

    models: int = 0
    tests: int = 0
    seconds: float = 0.0
    blocked: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[NodeRecord] = field(default_factory=list)


def read_results(
    results: dict[str, Any],
    load_nodes: Callable[[], Mapping[str, Any]],
    build_file: Path,
    memory: str,
) -> TransformResult:
    """Return what one command did. load_nodes: gives the manifest's, when something failed.
    Raises: TransformFailedError."""
    seconds = round(results["elapsed_time"], 2)
    found = TransformResult(seconds=seconds, nodes=list(node_records(results)))
    failures = []
    for one in results["results"]:
        kind = one["unique_id"].split(".")[0]
        found.models += kind == "model"
        found.tests += kind in ("test", "unit_test")
        if one["status"] in ("error", "fail", "skipped", "runtime error"):
            failures.append(one)
    models = [one for one in failures if one["unique_id"].startswith("model.")]
    if models:
        models.sort(key=lambda one: one["status"] == "skipped")
        raise ModelFailedError(models)
    if failures:
        nodes = load_nodes()
        # The cause before its consequences, for people who read the first of them.
        failures.sort(key=lambda one: (one["status"] == "skipped", _order(nodes, one)))
        with duckdb.connect(str(build_file), read_only=True) as connection:
            connection.execute(f"set memory_limit='{memory}'")
            for one in failures:
                for code, said in _said(connection, nodes, one).items():
                    found.blocked.setdefault(code, []).append(said)
    return found


def _words(failure: dict[str, Any]) -> str:
    return " ".join((failure.get("message") or "").split())[:WORDS_SHOWN]


def _order(nodes: Mapping[str, Any], failure: dict[str, Any]) -> tuple[int, str]:
    return order_of(nodes.get(failure["unique_id"], {})), failure["unique_id"]


def _said(
    connection: duckdb.DuckDBPyConnection, nodes: Mapping[str, Any], failure: dict[str, Any]
) -> dict[str, str]:
    """Return entity -> what a failing test says of it. Raises: TransformFailedError when it speaks
    of all, or of nobody.

    The test is asked once more: keeping every test's rows in the build, for the few that fail,
    would cost each night a table per test.
    """
    name, failing_rows = failure["unique_id"], failure.get("compiled_code")
    why = f"{name} {failure['status']}: {_words(failure)}"
    if failure["status"] != "fail" or not failing_rows or name not in nodes:
        raise TransformFailedError(why)
    try:
        if spoken_by(nodes[name], nodes) == ALL:
            raise TransformFailedError(why)
        return sentences(connection, nodes[name], failing_rows)
    except (duckdb.Error, TestUndeclaredError) as error:
        raise TransformFailedError(f"{why}; {error}") from error
