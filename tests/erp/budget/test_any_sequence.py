"""Any sequence of budget documents under absolute control: never below zero, and whatever is taken
back, the ledger ends where the remaining documents say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import frappe
import pytest
from frappe.utils import getdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erp_app import ledger
from erp_app.budget.changing import Change, apply_change, undo_change
from erp_app.budget.holding import Relief, Request, relieve, reserve
from erp_app.budget.years import periods_of_year
from erp_app.domain.budget.changes import ChangeKind
from erp_app.domain.budget.control import ControlRule, Level
from erp_app.domain.budget.funds import Funds, sum_funds
from erp_app.domain.budget.lines import line_of
from erp_app.domain.budget.movements import Relieved, opposite
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.findings import RuleError
from erp_app.ledger.check import check_ledgers
from tests.erp.budget.factories import YEAR, funds_of, give_money, make_centre, make_rule
from tests.erp.factories import manager, officer

DAY, PERIOD = getdate("2026-03-05"), "2026-03"
RULE = ControlRule("R", "10000", "99999", Level.ABSOLUTE)
GIVEN = Decimal(100)
USER = "Administrator"
Effects = dict[str, Funds]


@dataclass
class Books:
    """What the documents that are in force say: name -> line -> funds, and how each is undone."""

    lines: list[str]
    effects: dict[str, Effects] = field(default_factory=dict)
    undo: dict[str, Callable[[], None]] = field(default_factory=dict)
    orders: dict[str, tuple[str, Decimal]] = field(default_factory=dict)

    def expected(self, line: str) -> Funds:
        own = [effects[line] for effects in self.effects.values() if line in effects]
        return sum_funds([Funds(appropriated=GIVEN), *own])

    def add(self, name: str, effects: Effects, undo: Callable[[], None]) -> None:
        self.effects[name], self.undo[name] = effects, undo

    # --- documents --------------------------------------------------------------------------

    def change(self, kind: ChangeKind, amounts: list[Decimal]) -> None:
        name = f"BCH-{frappe.generate_hash(length=8)}"
        asked = [(line_of(line), one) for line, one in zip(self.lines, amounts, strict=True) if one]
        change = Change(name, kind, DAY, asked, 3)
        apply_change(change, periods_of_year(YEAR), USER)
        effects = {line.name: kind.funds(amount) for line, amount in asked}
        self.add(name, effects, lambda: undo_change(name, kind, USER))

    def journal(self, line: str, amount: Decimal) -> None:
        centre = DimensionSet(line_of(line).dimensions.cost_centre)
        sides = (max(amount, Decimal(0)), max(-amount, Decimal(0)))
        postings = (
            ledger.Posting("52101", *sides, dimensions=centre),
            ledger.Posting("11102", *sides[::-1]),
        )
        entry = ledger.Entry("Journal", "", DAY, postings, title="Set", prepared_by=officer())
        [name] = ledger.post_new("Journal", [entry], ledger.authority_of(manager())).vouchers
        authority = ledger.authority_of(manager(), is_decided=True)

        def undo() -> None:
            ledger.reverse("Journal", name, DAY, "Entered twice", authority)

        self.add(name, {line: Funds(actual=amount)}, undo)

    def order(self, line: str, amount: Decimal) -> None:
        name = f"PO-{frappe.generate_hash(length=8)}"
        where = (line, PERIOD, "committed", amount, DAY, RULE, "52101")
        reserve([Request("Purchase Order", name, 1, *where)], USER)
        self.orders[name] = (line, amount)
        self.add(name, {line: Funds(committed=amount)}, lambda: self.close(name))

    def receive(self, name: str, amount: Decimal) -> None:
        line, held = self.orders[name]
        receipt = f"GR-{frappe.generate_hash(length=8)}"
        relieve([_relief(receipt, name, amount)], USER)
        self.orders[name] = (line, held - amount)
        self.effects[name] = {line: Funds(committed=held - amount)}

    def close(self, name: str) -> None:
        _line, held = self.orders.pop(name)
        if held:
            relieve([_relief(name, name, held)], USER)

    def take_back(self, name: str) -> None:
        self.undo[name]()
        del self.effects[name], self.undo[name]


def _relief(by: str, of: str, amount: Decimal) -> Relief:
    held = Relieved("Purchase Order", of, 1)
    return Relief("Receipt", by, 1, held, "committed", amount, DAY, PERIOD)


def attempt(work: Callable[[], None]) -> bool:
    """Do something as a transaction of its own does: whole, or not at all."""
    frappe.db.savepoint("one_step")
    try:
        work()
    except (RuleError, frappe.ValidationError):
        frappe.db.rollback(save_point="one_step")
        frappe.clear_messages()
        return False
    return True


def prove(books: Books) -> None:
    for line in books.lines:
        found = funds_of(line)
        assert found == books.expected(line)
        assert found.available >= 0
        assert found.frozen >= 0
    filters = {"budget_line": ("in", books.lines)}
    for held in frappe.get_all("Budget Reservation", filters, ["reserved", "relieved"]):
        assert 0 <= held.relieved <= held.reserved


_AMOUNT = st.decimals(min_value="0.01", max_value=130, places=2)
_STEP = st.tuples(
    st.sampled_from(
        [
            "supplement",
            "transfer",
            "freeze",
            "release",
            "spend",
            "credit",
            "order",
            "receive",
            "undo",
        ]
    ),
    _AMOUNT,
    st.integers(min_value=0, max_value=20),
)


def take(books: Books, kind: str, amount: Decimal, pick: int) -> None:
    """Take one step of a sequence; which line or document is meant is picked by a number."""
    place = pick % len(books.lines)
    line, alone = books.lines[place], [Decimal(0)] * len(books.lines)
    alone[place] = amount
    moved = [amount if one == place else -amount for one in range(len(books.lines))]
    names, orders = sorted(books.effects), sorted(books.orders)
    match kind:
        case "supplement":
            books.change(ChangeKind.SUPPLEMENTARY, alone)
        case "transfer":
            books.change(ChangeKind.TRANSFER, moved)
        case "freeze":
            books.change(ChangeKind.FREEZE, alone)
        case "release":
            books.change(ChangeKind.RELEASE, alone)
        case "spend":
            books.journal(line, amount)
        case "credit":
            books.journal(line, -amount)
        case "order":
            books.order(line, amount)
        case "receive" if orders:
            books.receive(orders[pick % len(orders)], amount)
        case "undo" if names:
            books.take_back(names[pick % len(names)])


@pytest.fixture
def lines(site) -> list[str]:
    """Return two lines of one group with a hundred each, absolutely controlled."""
    officer(), manager()
    centres = [make_centre() for _one in range(2)]
    for centre in centres:
        make_rule(centre)
    return [give_money(centre, GIVEN) for centre in centres]


@given(steps=st.lists(_STEP, max_size=14), order=st.randoms(use_true_random=False))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sequence_keeps_the_budget_and_ends_where_the_rest_says(lines, steps, order):
    frappe.db.savepoint("one_example")
    try:
        live(Books(lines), steps, order)
    finally:
        frappe.db.rollback(save_point="one_example")


def live(books: Books, steps: list, order) -> None:
    """Take all steps, then take everything back in some order; after each the books are proved."""
    for kind, amount, pick in steps:
        attempt(lambda kind=kind, amount=amount, pick=pick: take(books, kind, amount, pick))
        prove(books)
    names = sorted(books.effects)
    order.shuffle(names)
    for name in names:
        attempt(lambda name=name: books.take_back(name))
        prove(books)


def test_example_of_a_sequence_is_sound_in_the_ledger_too(lines):
    books = Books(lines)
    for step in (("order", 60, 0), ("spend", 30, 0), ("receive", 20, 0), ("freeze", 10, 1)):
        assert attempt(lambda step=step: take(books, step[0], Decimal(step[1]), step[2]))
    assert not attempt(lambda: take(books, "spend", Decimal("30.01"), 0))
    prove(books)
    assert opposite(funds_of(lines[0])).available == -30
    assert check_ledgers() == []
