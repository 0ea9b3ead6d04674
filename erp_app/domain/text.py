"""Text as it is stored: one line, without markup, control characters and marks nobody sees.

The same whichever way a text comes in, so that a form and an import keep the same words. Owns what
an invisible mark is: copied along from a message or a PDF, it makes two equal codes different.
"""

from __future__ import annotations

import re

# A tag: a name alone, or with an attribute that has a value. "a<b then c>d" has none, and is kept.
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*\s*/?>|<[A-Za-z][^<>]*=[^<>]*>|<!--.*?-->|<[!?][^>]*>", re.DOTALL
)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")  # what a browser would take for markup that goes on
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]+")
# They show text in another order than it is written; no language needs them within one line.
_ORDER_MARKS = "\u202a-\u202e\u2066-\u2069"
# Those that Arabic and Persian words need within a text (direction, joining) and the like.
_UNSEEN_MARKS = "\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff"
_ORDER = re.compile(f"[{_ORDER_MARKS}]")
_INVISIBLE = re.compile(f"[{_ORDER_MARKS}{_UNSEEN_MARKS}]")
_AT_THE_ENDS = re.compile(rf"\A[\s{_UNSEEN_MARKS}]+|[\s{_UNSEEN_MARKS}]+\Z")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def visible_text(text: object) -> str:
    """Return a text without what surrounds it; of marks that nobody sees, nothing is left.

    >>> visible_text(" \u200f\u200b ")
    ''
    """
    found = str(text or "").strip()
    return found if any(letter.isprintable() and letter != " " for letter in found) else ""


def clean_line(text: str | None) -> str:
    """Return a text as one clean line; None is the empty text.

    >>> clean_line(" rent\\x0b <b>June</b> ")
    'rent  June'
    >>> clean_line("a < b & <img src=x onerror=run()")
    'a < b & < img src=x onerror=run()'
    >>> clean_line("stock <5 and >2")
    'stock <5 and >2'
    >>> clean_line("if a<b then c>d")
    'if a< b then c>d'
    """
    if not text:
        return ""
    if "<" in text:
        text = _OPENING.sub("< ", _MARKUP.sub("", text))
    return storable_text(text).strip()


def storable_text(text: str, keeps_lines: bool = False) -> str:
    """Return a text without control characters and marks that turn its order, as all are stored.

    keeps_lines: line ends and tabs stay.

    >>> storable_text("A\\x00B\\nC"), storable_text("A\\x00B\\nC", keeps_lines=True)
    ('A B C', 'A B\\nC')
    """
    if text.isprintable():
        return text
    return _ORDER.sub("", (_CONTROL_IN_LINES if keeps_lines else _CONTROL).sub(" ", text))


def clean_code(text: str) -> str:
    """Return what a code, a number or a date is read from: digits 0 to 9, no invisible mark.

    >>> clean_code(" GF\\u200f "), clean_code("٥٢١٠١")
    ('GF', '52101')
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", text).translate(_ARABIC_DIGITS)
    return text.strip()


def clean_words(text: str) -> str:
    """Return free text without marks that turn its order, and without invisible ones at its ends.

    >>> clean_words("\\u200f می\\u200cخواهم \\u202e") == "می\\u200cخواهم"
    True
    """
    return text.strip() if text.isascii() else _AT_THE_ENDS.sub("", _ORDER.sub("", text))
