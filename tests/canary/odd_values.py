"""Values that are not what a field or an argument is for: other types, and texts that look right.

`WRONG` names, by a field's kind, values that no field of that kind may take: an answer of success
to one of them is a fault, because something else than what was sent was stored.
"""

from __future__ import annotations

import json
import random
from typing import Any

LONG = "x" * 70_000
DEEP: Any = json.loads("[" * 40 + "]" * 40)
BOXES: tuple[Any, ...] = ([], {}, [1], [[]], ["abc"], {"a": 1}, [{"a": 1}], [None], DEEP)
NO_NUMBERS: tuple[Any, ...] = ("abc", "1,5x", "1e999", "NaN", "Infinity", "0x10", "--1", "1 2")
NO_DAYS: tuple[Any, ...] = (
    "abc", "10/11/2026", "0000-00-00", "2026-13-45", "2026-02-30", "2026-03-05T10:00:00+04:00",
    "2026-03-05 10:00:00+04:00", "20260305T1", "5", "2026", "today", "-1-01-01",
)  # fmt: skip
TEXTS: tuple[str, ...] = (
    "", " ", "\ud800", "a\udfffb", "\x00", "a\x00b", "\u202e", "٣٫٥", "😀", "%", "%s", "{0}", "{",
    "[", '{"a"', '["', "[[", '"', "null", "true", "'", "\\", "`", "x" * 141, "x" * 300, LONG,
    "../..", "a/b", "<b>x", "_", "new-journal-1", "None", "\r\n", "=1+1", "1; select 1", "ß" * 140,
)  # fmt: skip
PLAIN: tuple[Any, ...] = (
    True, False, None, 0, -1, 1, 1.5, -0.0, 10**12, 10**30, -(10**30), 2**31, 2**63, 1e308, 12345,
    1e-320, "0", "-1", "1", "1.5", "1e5", "1e308", "9" * 400, "9999-12-31", "0001-01-01",
    "2026-03-05", "2026-03-05 10:00:00", "12:00", "24:61:61", "2026-03-05 25:00:00",
)  # fmt: skip
NUMBER_KINDS = ("Currency", "Float", "Percent", "Int")
# A surrogate is no text: nothing can store it or send it back.
NO_TEXTS: tuple[Any, ...] = ("\ud800", "a\udfffb")
WRONG: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(NUMBER_KINDS, (*BOXES, *NO_NUMBERS, *NO_TEXTS, 10**30, 1e308)),
    "Check": (*BOXES, *NO_NUMBERS, *NO_TEXTS, 10**30, "2026-03-05"),
    "Date": (*BOXES, *NO_DAYS, *NO_TEXTS, True, 5, 1.5),
    "Datetime": (*BOXES, "abc", "0000-00-00", "2026-13-45", *NO_TEXTS),
    "Link": (*BOXES, *NO_TEXTS, True, 1.5),
    "Select": (*BOXES, *NO_TEXTS, True, "abc", "No such choice"),
    **dict.fromkeys(("Data", "Small Text", "Text", "Long Text"), (*BOXES, *NO_TEXTS)),
    **dict.fromkeys(("Table", "Table MultiSelect"), ("abc", 1, True, {"a": 1}, [1], [[]], ["abc"])),
}


def odd_value(chance: random.Random) -> Any:
    """Return any of them; texts as often as the rest."""
    return chance.choice(chance.choice((BOXES, NO_NUMBERS, NO_DAYS, TEXTS, TEXTS, PLAIN)))


def is_wrong(kind: str, value: Any) -> bool:
    """Tell whether a field of this kind can never hold the value."""
    wrong = WRONG.get(kind, ())
    return any(type(value) is type(one) and value == one for one in wrong)
