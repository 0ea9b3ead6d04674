"""Colours of the palette, as eyes without red, green or blue cones see them, stay apart.

Source: Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color
vision deficiency, IEEE TVCG 15(6), 2009, matrices of severity 1; distances are CIE76 in Lab.
"""

from itertools import combinations, pairwise

import pytest

from bi.compiler.bundle import compile_form
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts
from bi.palette import CATEGORICAL, MEANINGS, SEQUENTIAL

SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "without green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "without blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
APART = 10  # some four times what is just noticed


def multiply(matrix, vector):
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    seen = [min(1.0, max(0.0, part)) for part in multiply(SIGHT[sight], linear(colour))]
    scaled = [part / white for part, white in zip(multiply(TO_XYZ, seen), WHITE, strict=True)]
    x, y, z = (p ** (1 / 3) if p > 0.008856 else 7.787 * p + 16 / 116 for p in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    pairs = zip(lab(one, sight), lab(other, sight), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_colours_are_told_apart(sight):
    near = {
        (one, other): round(distance(one, other, sight), 1)
        for one, other in combinations(CATEGORICAL, 2)
        if distance(one, other, sight) < APART
    }
    assert near == {}


@pytest.mark.parametrize("sight", SIGHT)
def test_scale_grows_darker_at_every_step(sight):
    lightness = [lab(colour, sight)[0] for colour in SEQUENTIAL]
    assert all(lighter - darker > 3 for lighter, darker in pairwise(lightness))


def test_two_alike_colours_would_be_found():
    assert distance("#B5473C", "#6B7A2E", "usual") > 50
    assert distance("#B5473C", "#6B7A2E", "without green") < 30


def test_every_meaning_has_a_colour_of_its_own():
    assert len(set(MEANINGS.values())) == len(MEANINGS)


def test_one_thing_has_one_colour_on_every_dashboard():
    """A label of a metric, or a value that is split by, is drawn alike wherever it is met."""
    colours: dict[str, set[str]] = {}
    bundle = compile_form(load_form(), load_marts())
    for path, content in bundle.items():
        if path.startswith("dashboards/"):
            for label, colour in content["metadata"]["label_colors"].items():
                colours.setdefault(label, set()).add(colour)
    assert {"Government spend", "إيرادات الجهة", "Women", "رجال"} <= set(colours)
    assert {label: found for label, found in colours.items() if len(found) > 1} == {}


def test_what_is_drawn_in_turns_means_something():
    """Metrics that share a tile are told apart by colours that stand for them."""
    form = load_form()
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            if tile.kind in ("bars", "months", "lines"):
                metrics = [form.datasets[tile.dataset].metrics[name] for name in tile.metrics]
                assert all(metric.means for metric in metrics), tile.slug
