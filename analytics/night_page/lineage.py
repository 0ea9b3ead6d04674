"""What is made from what, as places on a picture: columns from sources to dashboards.

Read from dbt's manifest. A node stands right of everything that it is made from, and beside what it
is made from, as far as there is room.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

COLUMN_WIDTH, ROW_HEIGHT, BOX_WIDTH, BOX_HEIGHT = 250, 26, 205, 20
SWEEPS = 6
SHOWN = ("source", "seed", "model", "exposure")


@dataclass(frozen=True)
class Box:
    """A node at its place, pixels from the picture's top left corner. parents: keys of boxes."""

    key: str
    name: str
    kind: str
    layer: str
    left: int
    top: int
    parents: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """All boxes, and the picture's size in pixels."""

    boxes: tuple[Box, ...] = ()
    width: int = 0
    height: int = 0


def load_picture(manifest: Path) -> Picture:
    """Return the picture of a dbt manifest; an empty one when it cannot be read."""
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        return draw(content["parent_map"], _described(content))
    except (OSError, ValueError, KeyError):
        return Picture()


def _described(content: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return key -> (name, layer) of what is shown; the layer is the folder of a model."""
    nodes = {**content["nodes"], **content["sources"], **content["exposures"]}
    return {
        key: (node.get("label") or node["name"], (node.get("fqn") or ["", ""])[1])
        for key, node in nodes.items()
        if key.split(".")[0] in SHOWN
    }


def draw(parents: Mapping[str, Sequence[str]], described: Mapping[str, tuple[str, str]]) -> Picture:
    """Place every described node. parents: key -> keys of what it is made from."""
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(described))
    graph.add_edges_from(
        (parent, key) for key in described for parent in parents.get(key, ()) if parent in described
    )
    columns = [sorted(column) for column in nx.topological_generations(graph)]
    places = _order(graph, columns)
    boxes = tuple(
        Box(
            key,
            described[key][0],
            key.split(".")[0],
            described[key][1],
            number * COLUMN_WIDTH,
            round(places[key] * ROW_HEIGHT),
            tuple(sorted(graph.predecessors(key))),
        )
        for number, column in enumerate(columns)
        for key in column
    )
    rows = max((len(column) for column in columns), default=0)
    return Picture(boxes, len(columns) * COLUMN_WIDTH, rows * ROW_HEIGHT)


def _order(graph: nx.DiGraph, columns: Sequence[list[str]]) -> dict[str, float]:
    """Return a row for each node, near the middle of its neighbours'; columns stand centred."""
    tallest = max((len(column) for column in columns), default=0)
    rows: dict[str, float] = {}
    for column in columns:
        rows |= _centred(column, tallest)
    for sweep in range(SWEEPS):
        neighbours = graph.predecessors if sweep % 2 == 0 else graph.successors
        for column in columns if sweep % 2 == 0 else reversed(columns):
            middles = {
                key: _middle([rows[n] for n in neighbours(key)], rows[key]) for key in column
            }
            rows |= _centred(sorted(column, key=lambda key: (middles[key], key)), tallest)
    return rows


def _centred(column: Sequence[str], tallest: int) -> dict[str, float]:
    first = (tallest - len(column)) / 2
    return {key: first + place for place, key in enumerate(column)}


def _middle(rows: Sequence[float], otherwise: float) -> float:
    return sum(rows) / len(rows) if rows else otherwise
