"""Why an entity is not fresh, in Arabic: the night's own sentences, read back and said again. Pure.

Owns the reading of a reason: one sentence, several after each other, or an error with what else is
wrong. Refuses to guess: what no sentence of reasons_ar.yml fits is quoted as it was said.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("reasons_ar.yml")
ISOLATE, END = "\u2068", "\u2069"  # what is said from the left keeps its direction
_PLACE = re.compile(r"{(\w+)}")
_VALUE = r"(?:(?![.] )[^;])*?"  # what fills a place is no second sentence
_NEXT = re.compile(r"(?<=[.])\s+|; (?=damaged files)")


@cache
def sentences() -> dict[str, str]:
    """Return English -> Arabic, both with places."""
    found: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def in_arabic(reason: str) -> str:
    """Return a reason in Arabic, "" for none.

    >>> in_arabic("it was never read")
    'لم تُقرأ قط'
    """
    said, rest = [], reason.strip()
    while rest:
        one, after = _first(rest)
        if one:  # what adds nothing is not said
            said.append(f"{one}؛" if after.startswith(";") else one)
        rest = after.lstrip("; ")
    return " ".join(said)


def _first(text: str) -> tuple[str, str]:
    """Return the first sentence in Arabic, and what follows it: the shortest beginning that some
    sentence fits, or, quoted, what ends first."""
    ends = [*(match.start() for match in _NEXT.finditer(text)), len(text)]
    for end in ends:
        if (arabic := _said(text[:end])) is not None:
            return arabic, text[end:]
    return f"{ISOLATE}{text[: ends[0]]}{END}", text[ends[0] :]


def _said(sentence: str) -> str | None:
    """Return a sentence in Arabic; None for one that there is not."""
    for pattern, arabic in _patterns():
        if found := pattern.fullmatch(sentence):
            return arabic.format(**{name: _quoted(one) for name, one in found.groupdict().items()})
    return None


def _quoted(value: str) -> str:
    return f"{ISOLATE}{value.strip()}{END}"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the sentences to be read, those with the most words of their own first."""
    ordered = sorted(sentences().items(), key=lambda one: -len(_PLACE.sub("", one[0])))
    return tuple((re.compile(_pattern(english), re.S), arabic) for english, arabic in ordered)


def _pattern(english: str) -> str:
    parts = _PLACE.split(english)  # text, name, text, name, ...
    texts = (re.escape(one) for one in parts[::2])
    names = (f"(?P<{name}>{_VALUE})" for name in parts[1::2])
    return "".join(x for pair in zip(texts, [*names, ""], strict=True) for x in pair)
