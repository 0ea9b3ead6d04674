"""How a column of texts writes numbers: found from all its values, one style for all of them.

1,234.50 and 1.234,50 say the same in two countries, and 1.234 says two things. A column in which
one value can only be read one way is read that way whole. Values that speak for both ways are a
finding. Where no value decides, a point stands before the decimals, as in our own files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ",", "\u00a0": "", "\u202f": ""})
_MARKS = re.compile(r"[.,]")


def western_digits(text: str) -> str:
    """Return a text with Arabic digits as 0 to 9."""
    return text.translate(_ARABIC_DIGITS)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """decimal: the mark before the decimals; the other one groups digits."""

    decimal: str

    def canonical(self, text: str) -> str:
        """Return an amount's text with a point before the decimals and no groups."""
        text = western_digits(text)
        if "٫" in text or "٬" in text:
            return text.translate(_ARABIC_MARKS).replace(",", "")
        grouping = "," if self.decimal == "." else "."
        return text.replace(grouping, "").replace(self.decimal, ".")


POINT, COMMA = NumberStyle("."), NumberStyle(",")


def decimal_mark(text: str) -> str | None:
    """Return the mark that stands before the decimals of one amount; None when nothing tells.

    >>> decimal_mark("1.234,50"), decimal_mark("1,234"), decimal_mark("12,5")
    (',', None, ',')
    """
    marks = _MARKS.findall(text)
    if not marks or "٫" in text or "٬" in text:
        return None
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return "," if last == "." else "."
    return None if len(text.strip()) - text.strip().rindex(last) == 4 else last
