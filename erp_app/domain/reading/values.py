"""Values as a request holds them: JSON in a text, numbers and yes-or-no however they are spelt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from erp_app.domain.findings import RuleError, _

DIGITS_MAX = 9
HALF = re.compile("[\ud800-\udfff]")
HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


def as_json(value: Any) -> Any:
    """Return what a JSON text holds; a text that does not begin as JSON stays a text.

    Raises: RuleError for a text that begins as JSON and is none, is nested too deep to be read, or
    holds half of a letter.
    """
    if not isinstance(value, str) or not value or value[0] not in '[{"':
        return value
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise RuleError(_("'{0}' is not JSON"), value[:80]) from None
    if HALF_ESCAPED.search(value):
        require_whole_letters(found)
    return found


def require_whole_letters(value: Any) -> None:
    """Refuse half of a letter (a lone surrogate) in a text, or in what a list or an object holds:
    nothing can store it or send it on. Raises: RuleError."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if not text.isascii() and (half := HALF.search(text)):
        raise RuleError(_("the text holds half of a letter ({0}): type it again"), ascii(half[0]))


def whole_number(value: object) -> int:
    """Return a whole number of 0 or more; what was sent as 20.0 is 20. Raises: RuleError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    is_digits = text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX
    if isinstance(value, bool) or not is_digits:
        raise RuleError(_("'{0}' is not a whole number"), text[:40])
    return int(text)


def is_yes(value: object) -> bool:
    """Return True for what the Desk sends for yes."""
    return value is True or str(value).lower() in ("1", "true", "yes")


def require_rows_bounded(document: Mapping[str, Any], rows_max: int) -> None:
    """Refuse a document with a list longer than a document may have rows. Raises: RuleError."""
    for name, value in document.items():
        if isinstance(value, list) and len(value) > rows_max:
            raise RuleError(_("'{0}' has more than {1} rows"), str(name)[:40], rows_max)
