"""Speaking another person's language for a moment: notices and mails are read by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate inside the block as for a reader of that language."""
    before = frappe.local.lang
    frappe.local.lang = language or before
    try:
        yield
    finally:
        frappe.local.lang = before
