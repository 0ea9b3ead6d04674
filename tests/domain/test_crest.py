"""The emblem of a site: the same each time, told apart, and read by everybody."""

import re
from xml.etree import ElementTree

import pytest

from erp_app.domain.crest import COLOURS, HUB_COLOUR, colour_of, draw_crest

CONTRAST_MIN = 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", [*COLOURS, HUB_COLOUR])
def test_white_letters_are_read_on_every_colour(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= CONTRAST_MIN


@pytest.mark.parametrize("name", ["Roads Authority", '<b>Health</b> & "Care"', "", "هيئة الطرق"])
def test_every_name_gives_a_picture_and_no_markup(name):
    drawn = draw_crest("roads", name)
    tree = ElementTree.fromstring(drawn)
    assert {re.sub(r"{.*}", "", part.tag) for part in tree.iter()} == {"svg", "circle", "text"}
    assert drawn == draw_crest("roads", name)


def test_the_hub_looks_unlike_every_entity():
    assert colour_of("roads", is_hub=True) not in COLOURS
    assert "<rect" in draw_crest("hub", "Centre", is_hub=True)
