"""The sentences of the proposals' pages, in the reader's language; kept in words.yml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bi.compiler.words import Words
from bi.proposals.refusals import Refusal
from erp_app.domain.languages import ARABIC

ISOLATE, END = "\u2068", "\u2069"
FILE = Path(__file__).with_name("words.yml")


@cache
def all_words() -> dict[str, dict[str, dict[str, str]]]:
    """Return part -> key -> language -> sentence."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def say(part: str, key: str, language: str, *values: Any) -> str:
    """Return a sentence with its places filled. part: of words.yml.

    >>> say("page", "of_twelve", "en", 6)
    '6 of 12'
    """
    said = [one.of(language) if isinstance(one, Words) else str(one) for one in values]
    if language == ARABIC:  # names and days keep their own direction
        said = [f"{ISOLATE}{one}{END}" for one in said]
    return all_words()[part][key][language].format(*said)


def refusals_in(language: str, refusals: Iterable[Refusal]) -> list[str]:
    """Return reasons as sentences, each once."""
    said = [say("refusals", one.key, language, *one.values) for one in refusals]
    return list(dict.fromkeys(said))
