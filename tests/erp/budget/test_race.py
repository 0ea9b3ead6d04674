"""Two processes for the last dirham: one of them gets it, always. And a process that is killed."""

import multiprocessing
import os
import signal

import frappe
import pytest

from erp_app.budget import reserving
from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import (
    change_row,
    give_money,
    left_of,
    make_centre,
    make_rule,
    sent_change,
    sent_expense,
)
from tests.erp.factories import as_user, manager, step_taken

pytestmark = pytest.mark.usefixtures("nothing_waits")
REFUSED = ("ask for a transfer or a supplement first", "are neither promised nor spent")
ROUNDS, PROCESSES, SECONDS_MAX = 40, 2, 120


def connect():
    os.chdir(os.environ["DIWAN_TEST_SITES"])
    frappe.init(site=os.environ["DIWAN_TEST_SITE"], sites_path=".")
    frappe.connect()


def approve(name: str) -> bool:
    """Approve a journal, or a change of the budget, and commit; False when the budget refuses it,
    anything else is raised."""
    is_change = name.startswith("BCH-")
    try:
        with as_user("controller@test.example" if is_change else "manager@test.example"):
            step_taken("Budget Change" if is_change else "Journal", name, "Approve")
        frappe.db.commit()
        return True
    except frappe.ValidationError as error:
        frappe.db.rollback()
        if not any(words in str(error) for words in REFUSED):
            raise
        return False


def approve_in_turn(arguments) -> list[bool]:
    """Approve one journal in each round, when the others are ready for it."""
    names, barrier = arguments
    connect()
    found = []
    for name in names:
        barrier.wait(SECONDS_MAX)
        found.append(approve(name))
    frappe.destroy()
    return found


def race(names_of_each: list[list[str]]) -> list[tuple[bool, ...]]:
    """Return for every round who was let through."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared, context.Pool(len(names_of_each)) as pool:
        barrier = shared.Barrier(len(names_of_each))
        arguments = [(names, barrier) for names in names_of_each]
        return list(zip(*pool.map(approve_in_turn, arguments, chunksize=1), strict=True))


@pytest.fixture
def centre(site) -> str:
    code = make_centre()
    make_rule(code)
    return code


def test_last_dirham_is_spent_once_in_every_round(site):
    centres = [make_centre() for _round in range(ROUNDS)]
    for centre in centres:
        make_rule(centre)
    lines = [give_money(centre, 1) for centre in centres]
    names = [[sent_expense(centre, 1.0).name for centre in centres] for _one in range(PROCESSES)]
    frappe.db.commit()
    rounds = race(names)
    frappe.db.rollback()
    assert [sum(one) for one in rounds] == [1] * ROUNDS
    assert [left_of(line) for line in lines] == [0] * ROUNDS
    assert check_ledgers() == []


def test_one_line_is_spent_to_the_last_dirham_and_no_further(centre):
    line = give_money(centre, ROUNDS)
    names = [[sent_expense(centre, 1.0).name for _round in range(ROUNDS)] for _one in range(2)]
    frappe.db.commit()
    rounds = race(names)
    frappe.db.rollback()
    assert sum(sum(one) for one in rounds) == ROUNDS
    assert left_of(line) == 0
    assert check_ledgers() == []


def test_last_dirham_is_spent_or_frozen_never_both(site):
    centres = [make_centre() for _round in range(ROUNDS)]
    for centre in centres:
        make_rule(centre)
    lines = [give_money(centre, 1) for centre in centres]
    spending = [sent_expense(centre, 1.0).name for centre in centres]
    freezing = [sent_change("Freeze", change_row(centre, 1.0)).name for centre in centres]
    frappe.db.commit()
    rounds = race([spending, freezing])
    frappe.db.rollback()
    assert [sum(one) for one in rounds] == [1] * ROUNDS
    assert [left_of(line) for line in lines] == [0] * ROUNDS
    assert check_ledgers() == []


def test_lines_that_are_needed_in_turn_never_block_each_other(site):
    centres = [make_centre() for _one in range(2)]
    for centre in centres:
        make_rule(centre)
    lines = [give_money(centre, 2 * ROUNDS) for centre in centres]
    names = []
    for order in (centres, centres[::-1]):
        names.append([_journal_over(order) for _round in range(ROUNDS)])
    frappe.db.commit()
    rounds = race(names)
    frappe.db.rollback()
    assert all(all(one) for one in rounds)
    assert [left_of(line) for line in lines] == [0, 0]


def _journal_over(centres: list[str]) -> str:
    doc = sent_expense(centres[0], 1.0, 1.0)
    doc.lines[1].cost_centre = centres[1]
    frappe.db.set_value("Journal Line", doc.lines[1].name, "cost_centre", centres[1])
    return doc.name


def die_while_posting(name: str) -> None:
    """Approve a journal in a process that is killed when its money was just taken."""
    connect()
    take = reserving.BudgetReservation.reserve

    def reserve_and_die(self, *args):
        take(self, *args)
        os.kill(os.getpid(), signal.SIGKILL)

    reserving.BudgetReservation.reserve = reserve_and_die
    with as_user("manager@test.example"):
        step_taken("Journal", name, "Approve")


def test_killed_in_the_middle_nothing_is_taken(centre):
    manager()
    line = give_money(centre, 1)
    name = sent_expense(centre, 1.0).name
    frappe.db.commit()
    process = multiprocessing.get_context("spawn").Process(target=die_while_posting, args=(name,))
    process.start()
    process.join(SECONDS_MAX)
    frappe.db.rollback()
    assert process.exitcode == -signal.SIGKILL
    assert left_of(line) == 1
    assert frappe.db.get_value("Journal", name, "workflow_state") == "For Approval"
    assert check_ledgers() == []
    assert approve(name)
    assert left_of(line) == 0
