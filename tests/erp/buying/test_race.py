"""Two processes for the last dirham, or the last chair: one of them gets it, always."""

import multiprocessing
from decimal import Decimal

import frappe
import pytest

from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import funds_of, give_money, make_centre, make_rule, sent_expense
from tests.erp.budget.test_race import connect
from tests.erp.buying.factories import approved, line, order, requisition
from tests.erp.factories import as_user, step_taken

pytestmark = pytest.mark.usefixtures("nothing_waits")
ROUNDS, SECONDS_MAX = 25, 120
REFUSED = (
    "ask for a transfer or a supplement first",
    "left to order",
    "not approved, or is closed",
)
PEOPLE = {"Journal": "manager@test.example"}


def take(step: tuple[str, str, str]) -> bool:
    """Take a step and commit; False when the rules refuse it, anything else is raised."""
    doctype, name, action = step
    try:
        with as_user(PEOPLE.get(doctype, "purchasing.manager@test.example")):
            step_taken(doctype, name, action, "Not needed any more")
        frappe.db.commit()
        return True
    except frappe.ValidationError as error:
        frappe.db.rollback()
        if not any(words in str(error) for words in REFUSED):
            raise
        return False


def take_in_turn(arguments) -> list[bool]:
    """Take one step in each round, when the other is ready for it."""
    steps, barrier = arguments
    connect()
    found = []
    for step in steps:
        barrier.wait(SECONDS_MAX)
        found.append(take(step))
    frappe.destroy()
    return found


def race(*steps_of_each) -> list[tuple[bool, ...]]:
    """Return for every round who was let through."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared, context.Pool(len(steps_of_each)) as pool:
        barrier = shared.Barrier(len(steps_of_each))
        arguments = [(steps, barrier) for steps in steps_of_each]
        return list(zip(*pool.map(take_in_turn, arguments, chunksize=1), strict=True))


@pytest.fixture
def centres(site):
    """Return cost centres with 105 each, under an absolute rule."""
    found = [make_centre() for _round in range(ROUNDS)]
    for centre in found:
        make_rule(centre)
        give_money(centre, 105)
    return found


def lines_of(centres) -> list[str]:
    names = frappe.get_all("Budget Line", {"cost_centre": ("in", centres)}, pluck="name")
    assert len(names) == len(centres)
    return names


def step(doc, action="Approve"):
    return doc.doctype, doc.name, action


@pytest.mark.parametrize("others", ["Journal", "Purchase Requisition", "Purchase Order"])
def test_last_dirham_is_promised_once(site, centres, others):
    """An order beside a journal, a requisition or another order."""
    first = [order(line(centre)) for centre in centres]
    second = [
        sent_expense(centre, 105.0)
        if others == "Journal"
        else (requisition if others == "Purchase Requisition" else order)(line(centre))
        for centre in centres
    ]
    frappe.db.commit()
    won = race([step(doc) for doc in first], [step(doc) for doc in second])
    assert [sum(one) for one in won] == [1] * ROUNDS
    site.db.rollback()
    assert [funds_of(name).available for name in lines_of(centres)] == [0] * ROUNDS


def test_last_chair_is_ordered_once(site, centres):
    asked = [approved(line(centre)) for centre in centres]
    orders = [
        [order(line(centre, requisition=one.name, requisition_line=1)) for one, centre in pairs]
        for pairs in [list(zip(asked, centres, strict=True))] * 2
    ]
    frappe.db.commit()
    won = race(*[[step(doc) for doc in of_each] for of_each in orders])
    assert [sum(one) for one in won] == [1] * ROUNDS
    site.db.rollback()
    for name in lines_of(centres):
        found = funds_of(name)
        assert (found.pre_committed, found.committed) == (0, 105)


def test_order_and_the_closing_of_its_requisition_never_both_let_go(site, centres):
    asked = [approved(line(centre)) for centre in centres]
    orders = [
        order(line(centre, requisition=one.name, requisition_line=1))
        for one, centre in zip(asked, centres, strict=True)
    ]
    frappe.db.commit()
    won = race([step(doc) for doc in orders], [step(doc, "Close") for doc in asked])
    site.db.rollback()
    for (is_ordered, is_closed), centre in zip(won, centres, strict=True):
        [name] = lines_of([centre])
        found = funds_of(name)
        assert is_closed
        assert found.pre_committed == 0
        assert found.committed == (105 if is_ordered else Decimal(0))
    assert not list(check_ledgers())
