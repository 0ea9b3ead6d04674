"""How a column of texts writes numbers: found from all its values, one style for all of them.

1,234.50 and 1.234,50 say the same in two countries, and 1.234 says two things. A column in which
one value can only be read one way is read that way whole, and so are the columns beside it that
say nothing else. Values that speak for both ways are a finding. What nothing decides is asked and
never guessed: the person says how the file writes amounts. What an amount may look like is money's
to say (erp_app/domain/money.py): here its marks are put in one way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_code

_GROUPING_SPACES = re.compile("[\u00a0\u202f]")
_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ","})
_SWAPPED = str.maketrans(",.", ".,")
_MARKS = re.compile(r"[.,]")
# One group of three behind one to three digits: thousands here, decimals there.
_TWO_MEANINGS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


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
# As a person chooses it, by an amount that is written so.
WRITTEN_LIKE = {"1,234.50": POINT, "1.234,50": COMMA}


@dataclass(slots=True)
class SeenMarks:
    """What a column's amounts say of its style. rows: of each decimal mark the first row.

    unclear: the first row whose amount can be read in two ways, and its text.
    """

    rows: dict[str, int] = field(default_factory=dict)
    unclear: tuple[int, str] | None = None

    def look(self, number: int, text: str) -> None:
        """Take one more amount into account."""
        if mark := decimal_mark(text):
            self.rows.setdefault(mark, number)
        elif self.unclear is None and _TWO_MEANINGS.fullmatch(clean_code(text)):
            self.unclear = number, text

    def finding(self, beside: set[str]) -> tuple[int, RuleError] | None:
        """Return why the column cannot be read, and its row. beside: marks of the other columns."""
        if len(self.rows) > 1:
            text = _("Row {0} writes amounts like 1,234.50 and row {1} like 1.234,50")
            return max(self.rows.values()), RuleError(text, self.rows["."], self.rows[","])
        if self.rows or not self.unclear or len(beside) == 1:
            return None
        text = _(
            "{0} can be read in two ways: choose under Amounts Written Like how the file writes "
            "amounts"
        )
        return self.unclear[0], RuleError(text, self.unclear[1])


def styles_of(
    columns: Mapping[str, SeenMarks], chosen: NumberStyle | None
) -> dict[str, NumberStyle | None]:
    """Return each column's style; None for one that has a finding.

    chosen: as the person said; then nothing is found out, and what does not fit is no amount.
    """
    if chosen:
        return dict.fromkeys(columns, chosen)
    styles: dict[str, NumberStyle | None] = {}
    marks = all_marks(columns)
    for name, seen in columns.items():
        own = set(seen.rows) or marks
        styles[name] = None if seen.finding(marks) else COMMA if own == {","} else POINT
    return styles


def all_marks(columns: Mapping[str, SeenMarks]) -> set[str]:
    """Return the decimal marks that any column shows."""
    return {mark for seen in columns.values() for mark in seen.rows}


def decimal_mark(text: str) -> str | None:
    """Return the mark that stands before the decimals of one amount; None when nothing tells.

    >>> decimal_mark("1.234,50"), decimal_mark("1,234"), decimal_mark("12,5"), decimal_mark("0.500")
    (',', None, ',', '.')
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
    return None if _TWO_MEANINGS.fullmatch(text) else last
