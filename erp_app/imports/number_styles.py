"""How a column of texts writes numbers: found from all its values, one style for all of them.

1,234.50 and 1.234,50 say the same in two countries, and 1.234 says two things. A column in which
one value can only be read one way is read that way whole. Values that speak for both ways are a
finding. Where no value decides, a point stands before the decimals, as in our own files. What an
amount may look like is money's to say (erp_app/domain/money.py): here its marks are put in one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from erp_app.domain.text import clean_code

_GROUPING_SPACES = re.compile("[\u00a0\u202f]")
_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ","})
_SWAPPED = str.maketrans(",.", ".,")
_MARKS = re.compile(r"[.,]")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """decimal: the mark before the decimals; the other one groups digits."""

    decimal: str

    def canonical(self, text: str) -> str:
        """Return an amount's text with a point before the decimals and commas between groups."""
        text = clean_code(text)
        if "٫" in text or "٬" in text:
            text = text.translate(_ARABIC_MARKS)
        elif self.decimal == ",":
            text = text.translate(_SWAPPED)
        return text if text.isascii() else _GROUPING_SPACES.sub(",", text)


POINT, COMMA = NumberStyle("."), NumberStyle(",")


def decimal_mark(text: str) -> str | None:
    """Return the mark that stands before the decimals of one amount; None when nothing tells.

    >>> decimal_mark("1.234,50"), decimal_mark("1,234"), decimal_mark("12,5")
    (',', None, ',')
    """
    text = clean_code(text)
    marks = _MARKS.findall(text)
    if not marks or "٫" in text or "٬" in text:
        return None
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return "," if last == "." else "."
    return None if len(text) - text.rindex(last) == 4 else last
