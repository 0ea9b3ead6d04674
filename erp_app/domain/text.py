"""Text as it is stored: one line, without markup and without control characters.

The same whichever way a text comes in, so that a form and an import keep the same words.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"<[^>]*>")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")  # what a browser would take for markup that goes on
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


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
    """
    if not text:
        return ""
    if "<" in text:
        text = _OPENING.sub("< ", _MARKUP.sub("", text))
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return text.strip()
