"""The monthly salary journal by cost centre, its payment, and what is set aside for leavers.

Owns the synthetic pay rules of the demo: half of the total salary is basic, pension and savings
shares, shift allowance. Sources: docs of the pay system to come; salary steps are the grades'.
"""

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import erp_app
from demo.generate.entries import FILS_PER_DIRHAM, GENERAL_FUND, Entry
from demo.generate.government import DemoEntity
from demo.generate.people import STEPS, Person, Workforce
from demo.generate.plan import Month
from erp_app.domain.dimensions import DimensionSet

PENSION_EMPLOYER, PENSION_EMPLOYEE = 0.15, 0.05  # Law 7/1999, government; of total salary
SAVINGS_RATE = 0.0833  # of basic, foreign staff from SAVINGS_GRADE up; the others accrue gratuity
SAVINGS_GRADE = 6
SHIFT_ALLOWANCE = 0.12  # of basic, average over a cost centre's shift positions; synthetic
OTHER_DEDUCTIONS = 0.004


@cache
def load_salary_table() -> dict[tuple[int, int], int]:
    """Return (grade, step) -> monthly total in fils, by the same rule as the entity's grades."""
    file = Path(erp_app.__file__).parent / "people" / "data" / "grades.csv"
    table = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            first, last = int(row["first_total"]), int(row["last_total"])
            for step in range(STEPS):
                dirhams = (first * (STEPS - 1) + (last - first) * step) // (STEPS - 1) // 5 * 5
                table[int(row["rank"]), step + 1] = dirhams * FILS_PER_DIRHAM
    return table


def monthly_salary(person: Person) -> int:
    """Return total salary of a person in fils."""
    return load_salary_table()[person.grade, person.step]


def yearly_pay(workforce: Workforce, day: date) -> int:
    """Return cost of a year's pay at the staff of a day, employer's shares included, in fils."""
    return round(sum(map(monthly_salary, workforce.in_service(day))) * 12 * 1.12)


class Pay:
    """Sums of one month per cost centre: basic, allowance, shift, pension, savings, gratuity."""

    def __init__(self, entity: DemoEntity, staff: list[Person]) -> None:
        self.centres: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
        self.banks: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.pension_employee = self.deductions = 0
        shift = SHIFT_ALLOWANCE * entity.profile.shift_work
        for person in staff:
            self._add(person, shift if person.grade <= 11 else 0.0)

    def _add(self, person: Person, shift_rate: float) -> None:
        total = monthly_salary(person)
        basic = total // 2
        shift = round(basic * shift_rate)
        sums = self.centres[person.cost_centre]
        sums[0] += basic
        sums[1] += total - basic
        sums[2] += shift
        net = total + shift
        if person.is_national:
            sums[3] += round(total * PENSION_EMPLOYER)
            own = round(total * PENSION_EMPLOYEE)
            self.pension_employee += own
            net -= own
        elif person.grade >= SAVINGS_GRADE:
            sums[4] += round(basic * SAVINGS_RATE)
        else:
            sums[5] += round(basic / 12)
        deduction = round(total * OTHER_DEDUCTIONS) if person.serial % 9 == 0 else 0
        self.deductions += deduction
        paid = self.banks[person.iban[4:7]]
        paid[0] += 1
        paid[1] += net - deduction

    def total(self, column: int) -> int:
        return sum(sums[column] for sums in self.centres.values())


_COLUMNS = (
    ("51101", "Basic salary"),
    ("51102", "General allowance"),
    ("51107", "Shift allowance"),
    ("51301", "Pension, employer's share"),
    ("51302", "Savings scheme contribution"),
    ("51303", "End of service, month's accrual"),
)


def build_payroll(
    entity: DemoEntity, workforce: Workforce, month: Month, function: str
) -> list[Entry]:
    """Return salary journal, salary payment and the transfer of last month's contributions."""
    pay_day = _pay_day(month)
    pay = Pay(entity, workforce.in_service(pay_day))
    return [
        _salary_entry(pay, month, _day_before(pay_day, 2), function),
        _payment_entry(pay, month, pay_day),
        _contribution_entry(pay, month),
    ]


def _pay_day(month: Month) -> date:
    """Return the last workday up to the 25th."""
    return max(day for day in month.workdays() if day.day <= 25)


def _day_before(day: date, workdays: int) -> date:
    """Return that many workdays earlier; a pay day is late enough in its month for two."""
    days = Month(day.year, day.month).workdays()
    return days[days.index(day) - workdays]


def _salary_entry(pay: Pay, month: Month, day: date, function: str) -> Entry:
    entry = Entry(f"{month.key}-salary", day, f"Salaries {month.key} / رواتب شهر {month.key}")
    for centre in sorted(pay.centres):
        dimensions = DimensionSet(centre, GENERAL_FUND, "", "", function)
        for (account, label), fils in zip(_COLUMNS, pay.centres[centre], strict=True):
            entry.debit(account, fils, f"{label} {month.key}", dimensions)
    net = sum(amount for _count, amount in pay.banks.values())
    entry.credit("21201", net, f"Net salaries {month.key}")
    pensions = pay.total(3) + pay.pension_employee
    entry.credit("21202", pensions, f"Pension contributions {month.key}")
    entry.credit("21203", pay.total(4), f"Savings scheme {month.key}")
    entry.credit("21204", pay.deductions, f"Deductions for third parties {month.key}")
    entry.credit("22101", pay.total(5), f"End of service provision {month.key}")
    return entry


def _payment_entry(pay: Pay, month: Month, day: date) -> Entry:
    entry = Entry(
        f"{month.key}-salary-payment", day, f"Salary transfer {month.key} / تحويل الرواتب"
    )
    for bank in sorted(pay.banks):
        count, amount = pay.banks[bank]
        entry.debit("21201", amount, f"Salary file {month.key}, {count} staff, bank {bank}")
    entry.credit("11102", entry.balance, f"Salary files {month.key}")
    return entry


def _contribution_entry(pay: Pay, month: Month) -> Entry:
    entry = Entry(
        f"{month.key}-contributions", month.workdays()[-1], f"Contributions paid {month.key}"
    )
    entry.debit("21202", pay.total(3) + pay.pension_employee, f"Pension fund {month.key}")
    entry.debit("21203", pay.total(4), f"Savings scheme {month.key}")
    entry.debit("21204", pay.deductions, f"Third parties {month.key}")
    entry.credit("11102", entry.balance, f"Contributions {month.key}")
    return entry
