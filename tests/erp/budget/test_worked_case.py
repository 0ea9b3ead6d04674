"""The worked case of docs/budget.md: done step by step, every figure of the page compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import frappe
import pytest
from frappe.utils import getdate

from erp_app.budget.holding import Relief, Request, relieve, reserve
from erp_app.domain.budget.lines import label_of
from erp_app.domain.budget.movements import Relieved
from tests.erp.budget.factories import (
    approved_budget,
    change_row,
    controller,
    funds_of,
    group_of,
    line_fields,
    make_centre,
    make_rule,
    override,
    sent_change,
    sent_expense,
)
from tests.erp.declared import make
from tests.erp.factories import as_user, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "budget.md").read_text()
DAY, PERIOD = getdate("2026-06-20"), "2026-06"
MEASURES = ("appropriated", "frozen", "pre_committed", "committed", "actual", "available")


def table(name: str) -> list[list[str]]:
    """Return the cells of the rows of a table of the worked case."""
    found = re.search(rf"<!-- worked case: {name} -->\n((?:\|.*\n)+)", PAGE)
    rows = [line.strip("|\n").split("|") for line in found[1].splitlines()]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


AMOUNTS: dict[int, list[tuple[str, Decimal]]] = {}
for _number, _document, _line, _amount in table("steps"):
    AMOUNTS.setdefault(int(_number), []).append((_line, money(_amount)))


def amount_of_step(number: int) -> Decimal:
    [(_line, amount)] = AMOUNTS[number]
    return amount


@dataclass
class Case:
    """The entity's cost centre with its two lines, and the documents of the year."""

    centre: str
    groups: dict[str, str]
    journals: dict[int, object] = field(default_factory=dict)
    said: str = ""

    @property
    def lines(self) -> dict[str, str]:
        own = {name: f"2026|{self.centre}|||||{group}" for name, group in self.groups.items()}
        later = {f"{name} of the next year": f"2027{line[4:]}" for name, line in own.items()}
        return own | later

    # --- steps ------------------------------------------------------------------------------

    def budget(self) -> None:
        rows = [
            line_fields(self.centre, float(amount), budget_group=self.groups[line])
            for line, amount in AMOUNTS[1]
        ]
        approved_budget(*rows)

    def change(self, kind: str, number: int) -> None:
        rows = [
            change_row(self.centre, float(amount), self.groups[line])
            for line, amount in AMOUNTS[number]
        ]
        doc = sent_change(kind, *rows)
        with as_user(controller()):
            step_taken("Budget Change", doc.name, "Approve")

    def requisition(self) -> None:
        reserve([self._request("PR", "pre_committed", 5)], "u")

    def order(self) -> None:
        replaced = self._relief("PO", "PR", "pre_committed", amount_of_step(5))
        reserve([self._request("PO", "committed", 6)], "u", [replaced])

    def invoice(self) -> None:
        relieve([self._relief("INV", "PO", "committed", amount_of_step(7))], "u")
        self.spend(7)

    def spend(self, number: int) -> None:
        amount = float(amount_of_step(number))
        self.journals[number] = sent_expense(self.centre, amount, posting_date=str(DAY))
        self.approve(number)

    def approve(self, number: int) -> None:
        with as_user(manager()):
            step_taken("Journal", self.journals[number].name, "Approve")

    def spend_too_much(self) -> None:
        frappe.clear_messages()
        amount = float(amount_of_step(9))
        self.journals[9] = sent_expense(self.centre, amount, posting_date=str(DAY))
        frappe.db.savepoint("one_request")
        with pytest.raises(frappe.ValidationError) as refused:
            self.approve(9)
        frappe.db.rollback(save_point="one_request")
        self.said = str(refused.value)

    def let_through(self) -> None:
        override(self.journals[9].name)
        self.approve(9)

    def reverse(self) -> None:
        with as_user(manager()):
            step_taken("Journal", self.journals[8].name, "Cancel", "Entered twice")

    def end_year(self) -> None:
        make(
            "Budget Year End Rule",
            treatment="Carry with Budget",
            budget_group=self.groups["SUPPLIES"],
        )
        fields = {"doctype": "Budget Year End", "fiscal_year": "2026", "posting_date": "2027-01-02"}
        with as_user(officer()):
            doc = frappe.get_doc({**fields, "workflow_state": "For Approval"}).insert()
        assert Decimal(str(doc.with_budget_amount)) == amount_of_step(12)
        with as_user(controller()):
            step_taken("Budget Year End", doc.name, "Approve")

    # --- holdings ---------------------------------------------------------------------------

    def _request(self, kind: str, measure: str, number: int) -> Request:
        where = (self.lines["SUPPLIES"], PERIOD, measure, amount_of_step(number), DAY)
        return Request(kind, f"{kind}-{self.centre}", 1, *where)

    def _relief(self, kind: str, of: str, measure: str, amount: Decimal) -> Relief:
        held = Relieved(of, f"{of}-{self.centre}", 1)
        where = (measure, amount, DAY, PERIOD)
        return Relief(kind, f"{kind}-{self.centre}", 1, held, *where)


def steps_of(case: Case) -> list[Callable[[], None]]:
    return [
        case.budget,
        lambda: case.change("Supplementary", 2),
        lambda: case.change("Transfer", 3),
        lambda: case.change("Freeze", 4),
        case.requisition,
        case.order,
        case.invoice,
        lambda: case.spend(8),
        case.spend_too_much,
        case.let_through,
        case.reverse,
        case.end_year,
    ]


@pytest.fixture
def case(site) -> Case:
    fuel = frappe.db.get_value("Budget Group", {"account": "52200"}, "name")
    fuel = fuel or make("Budget Group", account="52200", is_group=0).name
    found = Case(make_centre(), {"SUPPLIES": group_of(), "FUEL": fuel})
    make_rule(found.centre)
    make("Virement Rule", group_from=fuel, group_to=found.groups["SUPPLIES"], share_max=0)
    return found


def test_every_figure_of_the_page_is_what_the_ledger_says(case):
    shown, months = table("balances"), table("months")
    steps = steps_of(case)
    assert {int(row[0]) for row in shown} == set(range(1, len(steps) + 1)) == set(AMOUNTS)
    for number, step in enumerate(steps, 1):
        step()
        for _after, line, *figures in (row for row in shown if int(row[0]) == number):
            found = funds_of(case.lines[line])
            told = dict(zip(MEASURES, map(money, figures), strict=True))
            assert {name: getattr(found, name) for name in MEASURES} == told, (number, line)
        for _after, line, span, figure in (row for row in months if int(row[0]) == number):
            first, _dash, last = span.partition("-")
            periods = range(int(first), int(last or first) + 1)
            assert funds_of(case.lines[line], *periods).appropriated == money(figure), (
                number,
                span,
            )
    words = " ".join(re.search(r"step 9 says: \*(.*?)\*", PAGE, re.DOTALL)[1].split())
    assert case.said == words.replace("SUPPLIES / 1100", label_of(case.lines["SUPPLIES"]))
