"""Names that only governed dashboards have, and what a reader would take for one of them. Pure.

Owns the folding of a name to what an eye sees of it: without spaces, marks and letters' cases, each
letter for all that look like it (Cyrillic and Greek beside Latin, a nought for an o), Arabic
however its alif, hamza, ya and ta are written.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import yaml

from bi.subjects import FOLDER, dashboard_slug
from erp_app.domain.languages import LANGUAGES

_ALIKE_OF = {
    # Latin, Cyrillic, Greek, figures
    "a": "аαɑ4", "b": "вьβƅ", "c": "сϲⅽ", "d": "ԁⅾ", "e": "еєεҽ3", "f": "ғƒϝ",
    "g": "ɡԍց", "h": "һнհ", "j": "јϳ", "k": "кκ", "l": "i1ıιіӏɩїⅼ", "m": "мⅿ",
    "n": "пηո", "o": "оοσօ0", "p": "рρ", "q": "ԛգ", "r": "гᴦ", "s": "ѕ5ꜱ", "t": "тτ",
    "u": "υսцμ", "v": "ѵν", "w": "ѡшωԝ", "x": "хχ", "y": "уүγ", "z": "ᴢ",
    # Arabic and the letters of its neighbours
    "ا": "ٱ", "ي": "ىیېے", "ه": "ةھہەۀۃ", "ك": "کگڪ", "و": "ۆۇ", "ب": "پ", "ج": "چ",
    "ف": "ڤ", "": "ءـ",
}  # fmt: skip
_ALIKE = {one: letter for letter, others in _ALIKE_OF.items() for one in others}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def seen_as(name: str) -> str:
    """Return what an eye sees of a name: the same text for all that look alike.

    >>> seen_as("G0vernment  at a Glance!") == seen_as("Gоvernment-at-a-glance")
    True
    """
    letters = []
    for one in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()):
        if unicodedata.category(one)[0] in "LN":
            digit = unicodedata.digit(one, None)
            plain = one if digit is None else str(digit)
            letters.append(_ALIKE.get(plain, plain))
    text = "".join(letters)
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text


@cache
def _reserved() -> frozenset[str]:
    """Return how the governed dashboards' titles and slugs look."""
    names: set[str] = set()
    for file in FOLDER.glob("*.yml"):
        names |= set(yaml.safe_load(file.read_text(encoding="utf-8"))["title"].values())
        names |= {dashboard_slug(file.stem, language) for language in LANGUAGES}
    return frozenset(seen_as(name) for name in names)


def is_reserved(name: str) -> bool:
    """Return whether a name looks like a governed dashboard's title or slug.

    >>> is_reserved("WORK FORCE"), is_reserved("Workforce of my entity")
    (True, False)
    """
    return seen_as(name) in _reserved()
