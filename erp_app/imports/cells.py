"""From a cell to a value of its column's kind.

A cell keeps the kind that the file gave it: a number of a workbook stays a number, so that nothing
is read out of the way it was shown. Refuses what is not of the column's kind, in words; and in any
column what a spreadsheet could not calculate, which is neither empty nor a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from erp_app.domain.days import DAY_FIRST, DAY_LAST, is_plausible
from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import MoneyInvalidError, money, plain
from erp_app.domain.text import clean_code, clean_words
from erp_app.imports.number_styles import POINT, NumberStyle, decimal_mark

# None when empty, text without spaces around it, number, flag; of a workbook also ["date", ISO
# text], ["error", "#N/A"], or ["formula", "=1+1"] for one without a calculated value.
Cell: TypeAlias = str | int | float | bool | list[str] | None
Value: TypeAlias = str | int | bool | date | Decimal | None

TEXT_LENGTH_MAX = 2_000
# What a spreadsheet keeps of a number: 0.1 + 0.2 is shown, and meant, as 0.3.
SHOWN_DIGITS = 15
TRUE = frozenset({"1", "yes", "true", "y", "نعم"})
FALSE = frozenset({"0", "no", "false", "n", "لا"})
# What spreadsheets write instead of a value; in a CSV they arrive as texts.
ERRORS = frozenset(
    f"#{name}"
    for name in (
        *("NULL!", "DIV/0!", "VALUE!", "REF!", "NAME?", "NUM!", "N/A", "GETTING_DATA"),
        *("SPILL!", "CALC!", "FIELD!", "BLOCKED!", "BUSY!", "CONNECT!", "UNKNOWN!"),
        *("EXTERNAL!", "PYTHON!"),
    )
)
_ERROR_NUMBER = re.compile("Err:[0-9]{3}", re.IGNORECASE)  # LibreOffice's
_INTEGER = re.compile("-?[0-9]{1,18}")


class CellInvalidError(RuleError):
    """A cell does not hold what its column takes."""


def cell_text(cell: Cell) -> str:
    """Return a cell as a person would type it; "" when empty."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.{SHOWN_DIGITS}g}"
    return cell[1] if isinstance(cell, list) else str(cell)


def read_text(cell: str) -> str | None:
    """Return a cell of text as it is kept: None when nothing, or nothing visible, is in it."""
    text = cell.strip()
    return text if text and (text.isascii() or clean_words(text)) else None


def shown_text(kind: str, cell: Cell) -> str:
    """Return a cell's text without marks that nobody sees; of a code, number or date none stays."""
    text = cell_text(cell)
    return clean_words(text) if kind == "text" else clean_code(text)


def cell_reader(kind: str, style: NumberStyle | None = POINT) -> Callable[[Cell, str], Value]:
    """Return what reads a filled cell, given with its shown text; it raises CellInvalidError.

    kind: text, code, money, date, flag or integer. style: how texts of the column write numbers,
    None when each has its own.
    """
    if kind == "money":
        return lambda cell, text: _read_money(cell, text, style)
    read = _READERS[kind]
    return lambda _cell, text: read(text)


def require_value(cell: Cell, text: str) -> None:
    """Refuse a cell that holds no value, or too much. Raises: CellInvalidError."""
    if isinstance(cell, list) and cell[0] == "formula":
        raise CellInvalidError(
            _(
                "The formula has no calculated value: "
                "open the file in a spreadsheet program and save it"
            )
        )
    if _is_error(cell, text):
        raise CellInvalidError(_("The cell holds an error ({0})"), text)
    if len(text) > TEXT_LENGTH_MAX:
        raise CellInvalidError(_("Longer than {0} characters"), TEXT_LENGTH_MAX)


def _is_error(cell: Cell, text: str) -> bool:
    if isinstance(cell, list):
        return cell[0] == "error"
    if text[:1] == "#":
        return text.upper() in ERRORS
    return bool(_ERROR_NUMBER.fullmatch(text))


def _read_money(cell: Cell, text: str, style: NumberStyle | None) -> Decimal:
    style = style or NumberStyle(decimal_mark(text) or POINT.decimal)
    try:
        if isinstance(cell, float):
            return Decimal(plain(money(Decimal(f"{cell:.{SHOWN_DIGITS}g}"))))
        return Decimal(plain(money(style.canonical(text))))
    except MoneyInvalidError:
        raise CellInvalidError(_("{0} is not an amount"), text) from None


@lru_cache(maxsize=4_096)
def _read_date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        hint = _("{0} is not a date: write it like 2026-03-31")
        raise CellInvalidError(hint, text) from None
    if not is_plausible(day):
        hint = _("{0}: take a day from {1} to {2}")
        raise CellInvalidError(hint, text, str(DAY_FIRST.year), str(DAY_LAST.year))
    return day


def _read_flag(text: str) -> bool:
    word = text.lower()
    if word not in TRUE | FALSE:
        raise CellInvalidError(_("{0} is neither yes nor no"), text)
    return word in TRUE


def _read_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise CellInvalidError(_("{0} is not a whole number"), text)
    return int(text)


_READERS: dict[str, Callable[[str], Value]] = {
    "text": str,
    "code": str,
    "date": _read_date,
    "flag": _read_flag,
    "integer": _read_integer,
}
