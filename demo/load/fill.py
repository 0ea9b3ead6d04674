"""Fills the connected site of one entity, stage by stage, each in one transaction.

Stages: masters and people, opening balances, every month, journals on their way. A stage is
there whole or not at all; what is marked as done is left out when the run is repeated.
"""

from collections.abc import Callable

import frappe

from demo.generate.books import EntityBooks
from demo.load.errors import COMPLETE, PLAN, require_same_plan
from demo.load.fill_books import fill_approvers, post_month, post_opening
from demo.load.fill_people import fill_masters, fill_people
from demo.load.fill_waiting import fill_waiting
from demo.load.site_state import load_state, mark_done, require_unoccupied

Step = tuple[str, Callable[[], int]]
Heard = Callable[[float, str], None]


def fill_site(
    books: EntityBooks,
    hear: Heard = lambda _share, _text: None,
    commit: Callable[[], None] | None = None,
) -> dict[str, int]:
    """Fill what is missing; return {stage: rows} of the stages done now, empty when complete.

    commit: called after each stage, the database's own commit unless a test keeps it open.
    Raises: DemoPlanDiffersError, DemoSiteOccupiedError.
    """
    commit = commit or frappe.db.commit
    code = books.entity.code
    state = load_state()
    require_same_plan(code, state, books.plan)
    if PLAN not in state:
        require_unoccupied(code)
    done: dict[str, int] = {}
    steps = [step for step in _steps(books) if step[0] not in state]
    for place, (stage, work) in enumerate(steps):
        hear(place / len(steps), f"{code}: {stage}")
        done[stage] = work()
        mark_done(stage, done[stage])
        commit()
    if steps:
        frappe.clear_cache()
    return done


def _steps(books: EntityBooks) -> list[Step]:
    months: list[Step] = [
        (f"books {month.key}", lambda month=month: post_month(books, month))
        for month in books.plan.calendar
    ]
    return [
        ("people", lambda: _fill_first(books)),
        ("opening balances", lambda: post_opening(books)),
        *months,
        ("journals on their way", lambda: fill_waiting(books)),
        (COMPLETE, lambda: len(books.irregularities)),
    ]


def _fill_first(books: EntityBooks) -> int:
    """Note the plan with the first stage: from there on the site is the demonstration's."""
    mark_done(PLAN, books.plan.describe())
    fill_masters(books)
    fill_approvers()
    return fill_people(books)
