"""Books of a few entities, built once: they are the same for everyone who asks."""

from functools import cache

import pytest

from demo.generate.books import EntityBooks
from demo.generate.government import load_government
from demo.generate.plan import Plan

GOVERNMENT = {entity.code: entity for entity in load_government()}
PLAN = Plan(scale=0.1, months=12, seed=42)


@cache
def build_books(code: str, plan: Plan = PLAN) -> EntityBooks:
    return EntityBooks(GOVERNMENT[code], plan, list(GOVERNMENT.values()))


@cache
def build_entries(code: str, plan: Plan = PLAN) -> tuple:
    """Return every journal of an entity's books, opening balances first."""
    books = build_books(code, plan)
    months = (entry for month in plan.calendar for entry in books.build_month(month))
    return (books.build_opening(), *months)


@pytest.fixture(params=["legis", "finance", "courts", "roads"])
def code(request) -> str:
    """Return entities of different size and profile."""
    return request.param
