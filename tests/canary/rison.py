"""Rison, the shorthand for JSON in addresses that Superset's lists are asked with."""

from __future__ import annotations

from typing import Any


def rison(value: Any) -> str:
    """Return a value in it. Texts are always in quotes.

    >>> rison({"page": 0, "filters": [{"col": "a b", "value": True}], "x": None})
    "(page:0,filters:!((col:'a b',value:!t)),x:!n)"
    """
    if value is None or isinstance(value, bool):
        return {None: "!n", True: "!t", False: "!f"}[value]
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return f"({','.join(f'{key}:{rison(each)}' for key, each in value.items())})"
    if isinstance(value, list | tuple):
        return f"!({','.join(map(rison, value))})"
    return "'" + str(value).replace("!", "!!").replace("'", "!'") + "'"
