"""Words of the demo in both languages, read from the YAML files beside this module.

Owns the notation "English=Arabic; English=Arabic". Refuses an entry without its other language.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_FOLDER = Path(__file__).parent


class Words(NamedTuple):
    """The same words in English and Arabic."""

    en: str
    ar: str


class Title(NamedTuple):
    """A position's title and the grades it is found in, both inclusive."""

    words: Words
    grade_min: int
    grade_max: int
    weight: float


@cache
def read_words(name: str) -> dict[str, Any]:
    """Return the content of a YAML file of words: names, organisation or spending."""
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def parse_words(text: str) -> tuple[Words, ...]:
    """Read "English=Arabic; ...".

    >>> parse_words("Budget=الموازنة")[0].en
    'Budget'
    """
    return tuple(_parse_pair(entry) for entry in text.split(";"))


def parse_titles(text: str) -> tuple[Title, ...]:
    """Read "English=Arabic|lowest grade|highest grade|weight; ..."."""
    titles = []
    for entry in text.split(";"):
        pair, low, high, weight = entry.split("|")
        titles.append(Title(_parse_pair(pair), int(low), int(high), float(weight)))
    return tuple(titles)


def _parse_pair(entry: str) -> Words:
    english, separator, arabic = entry.strip().partition("=")
    if not (separator and english.strip() and arabic.strip()):
        raise ValueError(f"{entry.strip()!r} needs English and Arabic as 'English=Arabic'")
    return Words(english.strip(), arabic.strip())
