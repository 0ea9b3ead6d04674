"""Loads what hooks.py names: voucher types, reservations, further ledgers."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def load_hooked(path: str) -> Any:
    """Return the object at a dotted path; the paths are our own code's, from hooks.py.

    Raises:
        ImportError, AttributeError: there is none.
    """
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)
