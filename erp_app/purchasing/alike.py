"""Suppliers that may be the same: equal numbers, and names alike within or across the two scripts.

Owns how alike is alike. Finds only: what is found is shown to whoever approves, and nothing is ever
merged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from erp_app.domain.findings import Finding, _
from erp_app.domain.purchasing.names import name_key, sound_key
from erp_app.domain.purchasing.suppliers import number_key

# Of 100. Sounds are short, so they must agree better, and have enough of them.
WORDS_ALIKE, SOUNDS_ALIKE = 88, 92
SOUNDS_MIN = 5
SHOWN_MAX = 10

SAME_TAX_NUMBER = _("{0} ({1}) has the same tax registration number")
SAME_LICENCE = _("{0} ({1}) has the same trade licence number")
SAME_ACCOUNT = _("{0} ({1}) has the same bank account")
SAME_NAME = _("{0} ({1}) has the same name")
LIKE_NAME = _("{0} ({1}) has a similar name")


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of a supplier, or of one that is proposed."""

    name: str
    supplier_name: str
    supplier_name_ar: str
    tax_number: str = ""
    licence: str = ""

    @property
    def names(self) -> tuple[str, str]:
        return self.supplier_name, self.supplier_name_ar


@dataclass(frozen=True, slots=True)
class Alike:
    """One that was found. is_exact: a number or a whole name agrees; who approves says why not."""

    other: Compared
    template: str
    is_exact: bool

    def finding(self) -> Finding:
        return Finding("SUPPLIER_ALIKE", self.template, (self.other.name, self.other.supplier_name))


def find_alike(one: Compared, others: Sequence[Compared]) -> list[Alike]:
    """Return what is alike, equal numbers first; each other supplier once."""
    found = [*_same_numbers(one, others), *_like_names(one, others)]
    first: dict[str, Alike] = {}
    for alike in found:
        first.setdefault(alike.other.name, alike)
    return sorted(first.values(), key=lambda alike: not alike.is_exact)[:SHOWN_MAX]


def _same_numbers(one: Compared, others: Iterable[Compared]) -> list[Alike]:
    licence = number_key(one.licence)
    found = []
    for other in others:
        if one.tax_number and other.tax_number == one.tax_number:
            found.append(Alike(other, SAME_TAX_NUMBER, True))
        elif licence and number_key(other.licence) == licence:
            found.append(Alike(other, SAME_LICENCE, True))
    return found


def _like_names(one: Compared, others: Sequence[Compared]) -> list[Alike]:
    """Return names alike: word for word in one script, by their sounds in both."""
    found = []
    mine = {name_key(name) for name in one.names} - {""}
    sounds = {sound_key(name) for name in one.names}
    by_words = [tuple(name_key(name) for name in other.names) for other in others]
    by_sounds = [tuple(sound_key(name) for name in other.names) for other in others]
    for side in (0, 1):
        words, heard = ([keys[side] for keys in rows] for rows in (by_words, by_sounds))
        for key in sorted(mine):
            found += _above(key, words, others, WORDS_ALIKE)
        for key in sorted(sound for sound in sounds if len(sound) >= SOUNDS_MIN):
            found += _above(key, heard, others, SOUNDS_ALIKE, is_heard=True)
    return sorted(found, key=lambda alike: not alike.is_exact)


def _above(
    key: str, keys: Sequence[str], others: Sequence[Compared], least: int, is_heard: bool = False
) -> list[Alike]:
    rows = process.extract(
        key, keys, scorer=fuzz.token_sort_ratio, score_cutoff=least, limit=SHOWN_MAX
    )
    return [
        Alike(others[index], SAME_NAME if _is_same(key, text, is_heard) else LIKE_NAME,
              _is_same(key, text, is_heard))
        for text, _score, index in rows
    ]  # fmt: skip


def _is_same(key: str, text: str, is_heard: bool) -> bool:
    return key == text and not is_heard
