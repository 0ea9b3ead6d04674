"""Names of companies as they are compared: one form for many spellings, and one for both scripts.

Owns what is left of a name: no legal form, no marks, one spelling of letters that look alike, and
its consonants, by which a name in Arabic meets the same one in Latin letters. Says nothing about
how alike two names are; whoever compares them does.
"""

from __future__ import annotations

import re
import unicodedata

from erp_app.domain.text import clean_code

# Vowel marks, the small alef and tatweel: written or left out within any word.
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ALIKE = str.maketrans({
    **dict.fromkeys("أإآٱ", "ا"), "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ؤ": "و", "ئ": "ي",
    "ء": None,
})  # fmt: skip
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\s?\w\b)\s?")  # L.L.C, ش.ذ.م.م
_LETTERS = re.compile(r"[^\w]+|_", re.UNICODE)
_LEGAL_WORDS = frozenset({
    "llc", "lllc", "fze", "fzco", "fzc", "fz", "pjsc", "psc", "pvt", "ltd", "limited", "co",
    "company", "est", "establishment", "inc", "corp", "gmbh", "dmcc", "the", "and", "of",
    "شذمم", "ذمم", "مشم", "شمع", "شمخ", "موسسه", "شركه", "و", "م", "ش", "ذ",
})  # fmt: skip

# One consonant for the letters that people write for one another in the two scripts.
_ARABIC_SOUNDS = {
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d",
    "ر": "r", "ز": "z", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "",
    "غ": "g", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "و": "", "ي": "", "ا": "", "گ": "g", "چ": "j",
}  # fmt: skip
_LATIN_PAIRS = (
    ("sh", "s"), ("ch", "j"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"),
    ("ck", "k"), ("tz", "z"),
)  # fmt: skip
_LATIN_SOUNDS = {
    **dict.fromkeys("aeiouyw", ""), "c": "k", "q": "k", "x": "ks", "p": "b", "v": "f",
}  # fmt: skip


def name_key(name: str | None) -> str:
    """Return what spellings of one name have in common: words in small letters, in their order.

    >>> name_key("Al-Noor Trading L.L.C.") == name_key("AL NOOR  TRADING LLC")
    True
    >>> name_key("مؤسّسة الإمارات للتجـارة ذ.م.م") == name_key("الامارات للتجاره")
    True
    """
    text = unicodedata.normalize("NFKC", clean_code(name or "")).casefold()
    text = _MARKS.sub("", text).translate(_ALIKE)
    words = _LETTERS.sub(" ", _DOTTED.sub("", text)).split()
    kept = [word for word in words if word not in _LEGAL_WORDS]
    return " ".join(kept or words)


def sound_key(name: str | None) -> str:
    """Return the consonants of a name, alike in both scripts; articles are left out.

    >>> sound_key("النور للتجارة"), sound_key("Al Noor"), sound_key("النور")
    ('nr ltjr', 'nr', 'nr')
    """
    words = (_sounds(_without_article(word)) for word in name_key(name).split())
    return " ".join(word for word in words if word)


def _without_article(word: str) -> str:
    if word in ("al", "el", "ال"):
        return ""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _sounds(word: str) -> str:
    if word[:1].isascii():
        plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
        plain = plain[:-1] if plain.endswith("ah") else plain
        for pair, sound in _LATIN_PAIRS:
            plain = plain.replace(pair, sound)
        found = "".join(_LATIN_SOUNDS.get(letter, letter) for letter in plain)
    else:
        ended = word[:-1] if word.endswith("ه") and len(word) > 2 else word
        found = "".join(_ARABIC_SOUNDS.get(letter, letter) for letter in ended)
    return re.sub(r"(.)\1+", r"\1", found)
