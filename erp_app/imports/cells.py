"""From a cell to a value of its column's kind.

A cell keeps the kind that the file gave it: a number of a workbook stays a number, so that nothing
is read out of the way it was shown. Refuses what is not of the column's kind, in words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import MoneyInvalidError, money, plain
from erp_app.imports.number_styles import POINT, NumberStyle, western_digits

# None when empty, text without spaces around it, number, flag, or ["date", ISO text] of a workbook.
Cell: TypeAlias = str | int | float | bool | list[str] | None
Value: TypeAlias = str | int | bool | date | Decimal | None

TEXT_LENGTH_MAX = 2_000
# What a spreadsheet keeps of a number: 0.1 + 0.2 is shown, and meant, as 0.3.
SHOWN_DIGITS = 15
TRUE = frozenset({"1", "yes", "true", "y", "نعم"})
FALSE = frozenset({"0", "no", "false", "n", "لا"})


class CellInvalidError(RuleError):
    """A cell does not hold what its column takes."""


def cell_text(cell: Cell) -> str:
    """Return a cell as a person would type it; "" when empty."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.{SHOWN_DIGITS}g}"
    return cell[1] if isinstance(cell, list) else str(cell)


def cell_reader(kind: str, style: NumberStyle = POINT) -> Callable[[Cell], Value]:
    """Return what reads the filled cells of a column; it raises CellInvalidError.

    kind: text, code, money, date, flag or integer. style: how texts of the column write numbers.
    """
    if kind == "money":
        return lambda cell: _read_money(cell, _bounded(cell), style)
    read = _READERS[kind]
    return lambda cell: read(_bounded(cell))


def _bounded(cell: Cell) -> str:
    text = cell_text(cell)
    if len(text) > TEXT_LENGTH_MAX:
        raise CellInvalidError(_("Longer than {0} characters"), TEXT_LENGTH_MAX)
    return text


def _read_money(cell: Cell, text: str, style: NumberStyle) -> Decimal:
    try:
        if isinstance(cell, float):
            return Decimal(plain(money(f"{cell:.{SHOWN_DIGITS}g}")))
        return Decimal(plain(money(style.canonical(text))))
    except MoneyInvalidError:
        raise CellInvalidError(_("{0} is not an amount"), text) from None


@lru_cache(maxsize=4_096)
def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(western_digits(text))
    except ValueError:
        hint = _("{0} is not a date: write it like 2026-03-31")
        raise CellInvalidError(hint, text) from None


def _read_flag(text: str) -> bool:
    word = text.lower()
    if word not in TRUE | FALSE:
        raise CellInvalidError(_("{0} is neither yes nor no"), text)
    return word in TRUE


def _read_integer(text: str) -> int:
    digits = western_digits(text)
    if not digits.lstrip("-").isdecimal():
        raise CellInvalidError(_("{0} is not a whole number"), text)
    return int(digits)


_READERS: dict[str, Callable[[str], Value]] = {
    "text": str,
    "code": str,
    "date": _read_date,
    "flag": _read_flag,
    "integer": _read_integer,
}
