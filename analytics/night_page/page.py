"""The page: one file, opened in a browser, that asks nobody for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analytics.night_page.figures import LISTED, findings, groups_of
from analytics.night_page.lineage import BOX_HEIGHT, BOX_WIDTH, Box, Picture, load_picture
from analytics.nightly.record import RunRecord, history
from analytics.settings.places import Places
from ground.atomic_files import write_atomic

FILE = "nights.html"
NIGHTS_SHOWN = 30
CHART_HEIGHT, BAR_WIDTH, BAR_GAP = 180, 20, 6
SPARK_WIDTH, SPARK_HEIGHT = 120, 18
# Steps in their order; told apart also by who sees few colours, and by their words.
COLOURS = ("#0b5394", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#777777")


class NightMissingError(Exception):
    """There is no such night in the record; says which there are."""


def write_page(places: Places, run_id: str | None = None) -> Path:
    """Write the page of a night, the newest when none is named; return the file.

    Raises: NightMissingError.
    """
    runs = history(places)
    names = [run.run_id for run in runs]
    if not runs or (run_id and run_id not in names):
        said = f"There are: {', '.join(names[:5])}." if names else "There is none yet."
        raise NightMissingError(f"There is no night {run_id or ''} in the record. {said}")
    first = names.index(run_id) if run_id else 0
    shown = runs[first : first + NIGHTS_SHOWN][::-1]
    picture = load_picture(places.dbt / "target" / "manifest.json")
    file = places.root / FILE
    write_atomic(file, render(shown, picture))
    return file


def render(nights: list[RunRecord], picture: Picture) -> str:
    """Return the page as HTML. nights: oldest first; the last one is what it is about."""
    run = nights[-1]
    groups = groups_of(run, nights)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("nights.html.j2").render(
        run=run,
        nights=nights,
        findings=list(findings(run, groups)),
        groups={name: lines[:LISTED] for name, lines in groups.items()},
        counts={name: len(lines) for name, lines in groups.items()},
        longest={name: lines[0].seconds if lines else 0 for name, lines in groups.items()},
        chart=chart(nights),
        colours=step_colours(nights),
        picture=picture,
        edges=[edge for box in picture.boxes for edge in _edges(box, picture)],
        heat=_heat(run),
        spark=spark,
        box=(BOX_WIDTH, BOX_HEIGHT),
        spark_size=(SPARK_WIDTH, SPARK_HEIGHT),
        chart_size=(len(nights) * (BAR_WIDTH + BAR_GAP) + BAR_GAP, CHART_HEIGHT),
        bar_width=BAR_WIDTH,
    )


def step_colours(nights: list[RunRecord]) -> dict[str, str]:
    """Return a colour for each step that any night has."""
    names = list(dict.fromkeys(step.name for run in nights for step in run.steps))
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}


def chart(nights: list[RunRecord]) -> list[dict[str, Any]]:
    """Return a bar per night and step, from below: place and size in pixels, and what it says."""
    highest = max((run.seconds for run in nights), default=0) or 1
    bars = []
    for number, run in enumerate(nights):
        top = float(CHART_HEIGHT)
        for step in run.steps:
            height = CHART_HEIGHT * step.seconds / highest
            top -= height
            said = f"{run.run_id}{': ' if run.asked else ''}{run.asked}, {step.name}"
            bars.append(
                {
                    "left": BAR_GAP + number * (BAR_WIDTH + BAR_GAP),
                    "top": round(top, 2),
                    "height": round(height, 2),
                    "step": step.name,
                    "said": f"{said} {step.seconds:.1f} s of {run.seconds:.1f} s",
                }
            )
    return bars


def spark(earlier: tuple[float | None, ...]) -> str:
    """Return a line over the nights as points of SVG; nights in which it did not run are left
    out."""
    highest = max((seconds for seconds in earlier if seconds is not None), default=0) or 1
    last = max(len(earlier) - 1, 1)
    return " ".join(
        f"{SPARK_WIDTH * place / last:.1f},{(SPARK_HEIGHT - 2) * (1 - seconds / highest) + 1:.1f}"
        for place, seconds in enumerate(earlier)
        if seconds is not None
    )


def _heat(run: RunRecord) -> dict[str, float]:
    """Return name -> share of the dearest model's seconds, 0 to 1."""
    seconds = {node.name: node.seconds for node in run.nodes if node.kind != "test"}
    dearest = max(seconds.values(), default=0) or 1
    return {name: round(took / dearest, 3) for name, took in seconds.items()}


def _edges(box: Box, picture: Picture) -> list[dict[str, Any]]:
    places = {one.key: one for one in picture.boxes}
    middle = BOX_HEIGHT / 2
    edges = []
    for key in box.parents:
        parent = places[key]
        start, end = parent.left + BOX_WIDTH, box.left
        bend = (end - start) / 2
        path = (
            f"M{start},{parent.top + middle} C{start + bend},{parent.top + middle}"
            f" {end - bend},{box.top + middle} {end},{box.top + middle}"
        )
        edges.append({"path": path, "parent": key, "child": box.key})
    return edges
