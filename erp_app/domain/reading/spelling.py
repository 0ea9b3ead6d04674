"""One word in several spellings: what a text that somebody looks for is compared with.

Arabic is typed with and without hamza, marks, dots and tatweel, and everybody means the same word;
texts come with one space or two; digits are ١ or 1. Owns the pattern that finds all of them.
Patterns are made here of plain text, letter by letter; none is ever sent by a request.
"""

from __future__ import annotations

import re

_ALIKE = ("اأإآٱ", "هة", "يىی", "كک", "وؤ", *(f"{digit}{chr(0x660 + digit)}{chr(0x6F0 + digit)}"
                                              for digit in range(10)))  # fmt: skip
_SPELLINGS = {letter: f"[{letters}]" for letters in _ALIKE for letter in letters}
# Vowel marks, the small alef and tatweel: written or left out within any word.
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u0640"
_MARK = re.compile(f"[{_MARKS}]")
_ANY_MARKS = f"[{_MARKS}]*"
_ARABIC = re.compile("[\u0600-\u06ff]")
_FIRST = re.compile(r"\^(?:\[([^\]]+)\]|\\(.)|([^\\\[]))", re.DOTALL)
_SPECIAL = frozenset("\\^$.|?*+()[]{}")


def has_spellings(text: str) -> bool:
    """Return True for a text that the database would not find in its other spellings by itself."""
    return bool(_ARABIC.search(text)) or (text.isascii() and len(text.split()) > 1)


def pattern_of(text: str) -> str:
    """Return the regular expression of a text in all its spellings.

    >>> bool(re.search(pattern_of("ضريبه"), "الضَّريبة المضافة"))
    True
    >>> bool(re.search(pattern_of("rent  50%"), "Rent 50%", re.IGNORECASE))
    True
    """
    words = _MARK.sub("", text).split()
    return r"\s+".join("".join(map(_letter, word)) for word in words)


def pattern_of_like(pattern: str) -> str:
    """Return the same of a pattern with % for any letters; _ is a letter like another one.

    >>> pattern_of_like("%ab%c")
    'ab.*c$'
    """
    parts = [pattern_of(part) for part in pattern.split("%")]
    start, end = "" if pattern.startswith("%") else "^", "" if pattern.endswith("%") else "$"
    return start + ".*".join(part for part in parts if part) + end


def beginnings(pattern: str) -> tuple[str, ...]:
    """Return the letters that a text can begin with which matches "^" and a pattern of ours.

    >>> beginnings("^" + pattern_of("أجور")), beginnings("^" + pattern_of(".net rent"))
    (('ا', 'أ', 'إ', 'آ', 'ٱ'), ('.',))
    """
    found = _FIRST.match(pattern)
    return tuple(found[1] or found[2] or found[3]) if found else ()


def literally(text: str) -> str:
    """Return a text for a LIKE in which nothing of it is a mark of the pattern.

    >>> literally("5%_a")
    '5\\\\%\\\\_a'
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return f"\\{letter}"
    found = _SPELLINGS.get(letter, letter)
    return found + _ANY_MARKS if _ARABIC.match(letter) else found
