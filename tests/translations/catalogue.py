"""The Arabic catalogue as Frappe reads it: source, translation, context; one row per text.

Owns reading and checking its rows. Refuses nothing: each check returns what is wrong.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.translations.collect import APP, Text

CATALOGUE = APP / "translations" / "ar.csv"
FRAMEWORK_STRINGS = Path(__file__).with_name("framework_strings.txt")
# The same in both languages: a printed form, not a word.
UNTRANSLATED = frozenset({"784-YYYY-NNNNNNN-C"})
# The framework fills these with a word it does not translate.
PLACEHOLDER_DROPPED = frozenset({"{0} View"})
_PLACEHOLDER = re.compile(r"\{\w*\}")
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")


@dataclass(frozen=True)
class Entry:
    """One row: the text, its translation, and its 1-based row in the file."""

    text: Text
    translation: str
    row: int


def load_catalogue(path: Path = CATALOGUE) -> list[Entry]:
    """Return the catalogue's rows in the order of the file.

    Raises: ValueError for a row that does not have three columns.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.reader(file), start=1))
    return [
        Entry(Text(source, context), translation, row)
        for row, (source, translation, context) in rows
    ]


def load_framework_strings(path: Path = FRAMEWORK_STRINGS) -> list[str]:
    """Return the texts of the framework that our catalogue translates."""
    return path.read_text(encoding="utf-8").splitlines()


def find_missing(texts: Iterable[Text], entries: Iterable[Entry]) -> list[Text]:
    """Return the texts that have no entry."""
    known = {entry.text for entry in entries}
    return sorted(text for text in texts if text not in known)


def find_unused(
    texts: Iterable[Text], framework: Iterable[str], entries: Iterable[Entry]
) -> list[Entry]:
    """Return the entries that neither our sources nor the framework's list name."""
    used = {*texts, *map(Text, framework)}
    return [entry for entry in entries if entry.text not in used]


def find_wrong_placeholders(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries whose translation has other placeholders than its source."""
    return [
        entry
        for entry in entries
        if sorted({*_PLACEHOLDER.findall(entry.text.source)})
        != sorted({*_PLACEHOLDER.findall(entry.translation)})
        and entry.text.source not in PLACEHOLDER_DROPPED
    ]


def find_not_arabic(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries whose translation has no Arabic letter, but should."""
    return [
        entry
        for entry in entries
        if not _ARABIC_LETTER.search(entry.translation) and entry.text.source not in UNTRANSLATED
    ]


def find_untidy(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with blanks at an end: Frappe would not find or would strip them."""
    return [
        entry
        for entry in entries
        if entry.text.source != entry.text.source.strip()
        or entry.translation != entry.translation.strip()
    ]
