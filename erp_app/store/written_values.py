"""Reads what was written into a document, once, before anything is reckoned with it.

Owns the one reading of numbers and days: text becomes the number or the day that it writes. The
base would take what it cannot read for zero, or end as an error of the program. Refuses, with the
place: what is not of its field's type, in our own documents; in those of the base, numbers alone,
because it fills its other fields in ways of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields

from erp_app.domain.days import DAY_FIRST, DAY_LAST, is_plausible
from erp_app.domain.findings import RuleError
from erp_app.domain.money import AMOUNT_MAX
from erp_app.domain.text import storable_text
from erp_app.store.amounts import amount_of

OUR_APP = "erp_app"
# The base makes decimal(21,9) of amounts: twelve digits before the point; int(11) of the others.
NUMBER_END = 1e12
WHOLE_MAX = 2**31 - 1

# (field, label, class that needs no reading, how anything else is read)
_Field = tuple[str, str, type | None, Callable[[object], object]]


class ValueUnreadableError(ValueError):
    """A value is not of its field's type."""


class ChoiceUnknownError(ValueError):
    """A value is none of those to choose from. The argument: those."""


class YearOutOfRangeError(ValueError):
    """A day lies in a year that no record here is about."""


class NumberTooLargeError(ValueError):
    """A number is beyond what its column holds. The argument: the largest that can be stored."""


def read_values(doc, method=None) -> None:
    """Put what was written as text in its field's own type, in the document and its rows.

    The hook of every document. Nothing is changed by reading twice.

    Raises:
        frappe.ValidationError: a value cannot be read or is too large; it says where.
    """
    _read_row(doc, _fields_of(doc.meta), 0)
    for table in doc.meta.get_table_fields():
        if rows := doc.get(table.fieldname):
            fields = _fields_of(frappe.get_meta(table.options))
            for position, row in enumerate(rows, 1):
                _read_row(row, fields, position)


def read_sent(field, value: object, position: int) -> object:
    """Return what a request sends for one field of any document, numbers in texts as text.

    field: a DocField; position: of the row it stands in, 0 for the document itself. Nothing else is
    changed: days and amounts are read when the document is saved, as those of every other way in.

    Raises: frappe.ValidationError: the value is not of the field's type; it says where.
    """
    read = _SENT.get(field.fieldtype, _read_text)
    try:
        found = read(value)
    except (ValueError, TypeError, ArithmeticError, RuleError) as error:
        _throw(error, field.label or field.fieldname, value, position)
    return found if isinstance(found, str) else value


def _read_row(row, fields: tuple[_Field, ...], position: int) -> None:
    values = row.__dict__
    for name, label, settled, read in fields:
        value = values.get(name)
        if value == "" and read is _read_day:
            values[name] = None  # a program's way to say that there is no day
            continue
        if value is None or value == "":
            continue
        if value.__class__ is settled and (settled is not str or value.isprintable()):
            continue
        try:
            values[name] = read(value)
        except (ValueError, TypeError, ArithmeticError, RuleError) as error:
            _throw(error, label, value, position)


def _throw(error: Exception, label: str, value: object, position: int) -> NoReturn:
    """Say what is wrong with a value, and where it stands."""
    if isinstance(error, NumberTooLargeError):
        _throw_too_large(label, value, position, error.args[0])
    place, said = _place(position), str(value)[:60]
    text = _("{0}{1} cannot be read: {2}").format(place, _(label), said)
    if isinstance(error, YearOutOfRangeError):
        text = _("{0}{1} is {2}: take a day from {3} to {4}")
        text = text.format(place, _(label), said, DAY_FIRST.year, DAY_LAST.year)
    if isinstance(error, ChoiceUnknownError):
        text = _("{0}{1} is {2}: choose one of these: {3}")
        text = text.format(place, _(label), said, ", ".join(map(_, error.args[0])))
    frappe.throw(text, title=_("Cannot Continue"))


def _throw_too_large(label: str, value: object, position: int, largest: str) -> NoReturn:
    text = _("{0}{1} is {2}: the largest that can be stored is {3}")
    message = text.format(_place(position), _(label), str(value)[:60], largest)
    frappe.throw(message, title=_("The amount is too large"))


def _place(position: int) -> str:
    return _("Row {0}").format(position) + ": " if position else ""


def _fields_of(meta) -> tuple[_Field, ...]:
    """Return the fields of a type to be read; made once for each copy of its meta."""
    found: tuple[_Field, ...] | None = meta.__dict__.get("_diwan_read")
    if found is None:
        found = meta.__dict__["_diwan_read"] = tuple(_readable_fields(meta))
    return found


def _readable_fields(meta) -> Iterable[_Field]:
    skipped = {*no_value_fields, *table_fields}
    module = frappe.scrub(meta.module or "")
    # What a site makes for itself obeys the base's rules.
    is_ours = frappe.local.module_app.get(module) == OUR_APP and not meta.custom
    for field in meta.fields:
        if field.fieldtype in skipped or not (is_ours or field.fieldtype in _AMOUNT_KINDS):
            continue
        settled, read = _READERS.get(field.fieldtype, (str, _read_line))
        if field.fieldtype == "Select" and field.options:
            settled, read = None, _reader_of_choices(field.options)
        if field.fieldtype == "Date":
            settled = None
        yield field.fieldname, field.label or field.fieldname, settled, read


def _read_amount(value: object) -> float:
    """Return a number as the base keeps it; not-a-number is refused as too large."""
    if isinstance(value, bool) or not isinstance(value, (str, float, int, Decimal)):
        raise ValueUnreadableError(value)
    number = value if value.__class__ is float else float(amount_of(value))
    if not abs(number) < NUMBER_END:
        raise NumberTooLargeError(f"{AMOUNT_MAX:,}")
    return number


def _read_whole(value: object) -> int:
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    if not isinstance(value, int):
        raise ValueUnreadableError(value)
    if not abs(value) <= WHOLE_MAX:
        raise NumberTooLargeError(f"{WHOLE_MAX:,}")
    return int(value)


def _read_check(value: object) -> int:
    """Return yes or no, which are 1 and 0."""
    if (number := _read_whole(value)) not in (0, 1):
        raise ValueUnreadableError(value)
    return number


def _read_day(value: object) -> date:
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif _DAY.fullmatch(_text(value)):  # Python reads weeks, and times without a colon, as well
        day = date.fromisoformat(value)
    else:
        raise ValueUnreadableError(value)
    if not is_plausible(day):
        raise YearOutOfRangeError(value)
    return day


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueUnreadableError(value)
    return value


def _read_choice(value: object) -> str:
    """Return a name; a whole number is the name that it writes, but nought is no name."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value != 0
    return str(value) if is_number else _text(value)


def _reader_of_choices(options: str) -> Callable[[object], object]:
    """Return how a choice among these lines is read; rules reckon with it before the base asks."""
    choices = tuple(options.split("\n"))
    shown = [choice for choice in choices if choice]

    def read(value: object) -> str:
        if (chosen := _read_choice(value)) not in choices and shown:
            raise ChoiceUnknownError(shown)
        return chosen

    return read


def _read_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal, date)):
        raise ValueUnreadableError(value)
    return str(value)


def _read_line(value: object) -> str:
    return storable_text(_read_text(value))


def _read_lines(value: object) -> str:
    return storable_text(_read_text(value), keeps_lines=True)


def _read_moment(value: object) -> object:
    """Return a day with a time, without a zone: the base keeps none, and would drop it unsaid."""
    if not isinstance(value, date):
        if not _MOMENT.fullmatch(_text(value)):
            raise ValueUnreadableError(value)
        datetime.fromisoformat(value)
    return value


def _read_time(value: object) -> object:
    if isinstance(value, str) and not _TIME.fullmatch(value):
        raise ValueUnreadableError(value)
    return value


def _read_anything(value: object) -> object:
    return value


_AMOUNT_KINDS = frozenset({"Currency", "Float", "Percent"})
_WHOLE_KINDS = ("JSON", "Geolocation")  # a list or an object as it is
_LINES_KINDS = (
    "Code",
    "HTML Editor",
    "Long Text",
    "Markdown Editor",
    "Small Text",
    "Text",
    "Text Editor",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(rf"{_DAY.pattern}([ T]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,6}})?)?)?", re.ASCII)
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?")
_READERS: dict[str, tuple[type | None, Callable[[object], object]]] = {
    # A float is read as well: it may be too large, or no number.
    **dict.fromkeys(_AMOUNT_KINDS, (None, _read_amount)),
    "Check": (None, _read_check),
    "Int": (None, _read_whole),
    "Date": (date, _read_day),
    # What is chosen is a name: a nought would pass for nothing chosen and be stored as one.
    **dict.fromkeys(("Dynamic Link", "Link", "Select"), (str, _read_choice)),
    "Attach": (str, _text),
    **dict.fromkeys(_LINES_KINDS, (str, _read_lines)),
    "Datetime": (datetime, _read_moment),
    "Time": (None, _read_time),
    **dict.fromkeys(_WHOLE_KINDS, (None, _read_anything)),
}
# How a request's values are read, by kind of field.
_SENT = {
    **{kind: read for kind, (_settled, read) in _READERS.items()},
    **dict.fromkeys(("Button", *_WHOLE_KINDS), _read_anything),
    **dict.fromkeys(("Duration", "Rating"), _read_amount),
}
