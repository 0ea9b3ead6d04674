"""Faults that one entity's rows can have, what a night must say of each, and what is no fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.dbt.made_lake import Books, add_position, add_year, appoint, hire, post


@dataclass(frozen=True)
class Fault:
    """plant: spoils sound books; says: words of the reason, "" when nothing is wrong with it."""

    plant: Callable[[Books], object]
    says: str = ""


def _leaves_ahead(books: Books) -> None:
    books.find("employee", name="E1")["left_on"] = date(2027, 3, 31)
    books.find("appointment", employee="E1")["to_date"] = date(2027, 3, 31)


def _joins_ahead(books: Books) -> None:
    add_position(books, "POS-6", "U1")
    hire(books, "E5", "POS-6", date(2027, 2, 1))


def _year_without_periods(books: Books) -> None:
    add_year(books, 2027)
    books.tables["fiscal_period"] = [p for p in books["fiscal_period"] if p["parent"] != "2027"]


def _without_functions(books: Books) -> None:
    books.tables["function"] = []
    books["cost_centre"][0]["function"] = None
    for line in books["ledger_line"]:
        line["function"] = None


def _journal_of_next_year(books: Books) -> None:
    add_year(books, 2027)
    post(books, "2027-01", date(2027, 1, 5), ("51101", 5, 0), ("11102", 0, 5))


def _booked_late(books: Books) -> None:
    post(books, "2025-03", date(2025, 3, 9), ("51101", 7, 0), ("11102", 0, 7))


def _open_until_9999(books: Books) -> None:
    books.find("appointment", employee="E1")["to_date"] = date(9999, 12, 31)


def _several_roots(books: Books) -> None:
    books.find("org_unit", name="U2")["parent_org_unit"] = None


def _rehired(books: Books) -> None:
    appoint(books, "E2", "POS-2", date(2026, 10, 1))
    books.find("employee", name="E2").update(left_on=None, status="Active")


def _twice(table: str) -> Callable[[Books], None]:
    return lambda books: books[table].append(dict(books[table][0]))


def _set(table: str, column: str, value: object) -> Callable[[Books], None]:
    def plant(books: Books) -> None:
        books[table][-1][column] = value

    return plant


def _unbalanced(books: Books) -> None:
    books["ledger_line"][2]["debit"] += Decimal("0.01")


def _gap(books: Books) -> None:
    del books["ledger_line"][3:5]


def _negative(books: Books) -> None:
    post(books, "2026-11", date(2026, 11, 4), ("51101", -5, 0), ("11102", 0, -5))


def _period_of_nobody(books: Books) -> None:
    post(books, "2031-01", date(2026, 11, 4), ("51101", 5, 0), ("11102", 0, 5))


def _account_of_nobody(books: Books) -> None:
    post(books, "2026-11", date(2026, 11, 4), ("59999", 5, 0), ("11102", 0, 5))


def _function_of_nobody(books: Books) -> None:
    books["ledger_line"][2]["function"] = "09.9"


def _overlapping(books: Books) -> None:
    appoint(books, "E1", "POS-2", date(2026, 9, 1))


def _appointment_of_nobody(books: Books) -> None:
    books["appointment"].append({**books["appointment"][0], "name": "APT-99", "employee": "E99"})


NO_FAULTS: dict[str, Fault] = {
    "leaves_ahead": Fault(_leaves_ahead),
    "joins_ahead": Fault(_joins_ahead),
    "year_without_periods": Fault(_year_without_periods),
    "without_functions": Fault(_without_functions),
    "without_division": Fault(lambda books: books.in_registry.update(cofog_function=None)),
    "journal_of_next_year": Fault(_journal_of_next_year),
    "booked_late": Fault(_booked_late),
    "open_until_9999": Fault(_open_until_9999),
    "several_roots": Fault(_several_roots),
    "rehired": Fault(_rehired),
    "nothing_at_all": Fault(lambda books: books.tables.update({t: [] for t in books.tables})),
}

FAULTS: dict[str, Fault] = {
    "function_of_nobody": Fault(_function_of_nobody, "function 09.9 is not known"),
    "account_of_nobody": Fault(_account_of_nobody, "account '59999' is not known"),
    "period_of_nobody": Fault(_period_of_nobody, "is of period 2031-01, which belongs to no"),
    "class_of_nobody": Fault(
        _set("account", "gfsm_class", "9x"), "Account 82310 has the class 9x, which is not among"
    ),
    "root_of_nobody": Fault(
        _set("account", "root_type", "Plunder"), "Account 82310: root type 'Plunder' is none of"
    ),
    "two_employees": Fault(_twice("employee"), "joined on 2018-05-01"),
    "two_accounts": Fault(_twice("account"), "Account 11102: it stands 2 times"),
    "two_appointments": Fault(_twice("appointment"), "Appointment APT-1: it stands 2 times"),
    "no_joining_day": Fault(_set("employee", "joined_on", None), "joined on is empty; fill it in"),
    "no_posting_date": Fault(_set("ledger_line", "posting_date", None), "posting date is empty"),
    "orphaned_position": Fault(
        _set("position", "org_unit", "U9"), "Position POS-5: org unit 'U9' is not known"
    ),
    "unbalanced": Fault(_unbalanced, "Posting 2 does not balance"),
    "gap": Fault(_gap, "lines are missing"),
    "negative": Fault(_negative, "Ledger Line 13: debit amount -5.000 is below zero"),
    "period_without_year": Fault(
        _set("fiscal_period", "parent", None), "Fiscal Period 2026-13: fiscal year is empty"
    ),
    "overlapping": Fault(_overlapping, "while APT-1 of the same person lasts"),
    "appointment_of_nobody": Fault(_appointment_of_nobody, "Appointment APT-99: employee"),
    "unit_below_nothing": Fault(
        _set("org_unit", "parent_org_unit", "U7"), "Org Unit U2: org unit 'U7' is not known"
    ),
    "grade_of_nobody": Fault(
        _set("appointment", "grade", "G99"), "Appointment APT-5: grade 'G99' is not known"
    ),
    "nation_of_nobody": Fault(
        _set("employee", "nationality", "XX"), "nationality 'XX' is not known"
    ),
    "day_of_year_one": Fault(
        _set("employee", "joined_on", date(1, 1, 1)), "joined on 0001-01-01 cannot be"
    ),
    "ends_before_it_begins": Fault(
        _set("appointment", "to_date", date(2020, 1, 1)),
        "valid to 2020-01-01 is before valid from 2026-11-30",
    ),
    "too_large": Fault(
        lambda books: post(
            books, "2026-11", date(2026, 11, 5), ("51101", 10**16, 0), ("11102", 0, 10**16)
        ),
        "cannot be made into",
    ),
    "too_high_a_step": Fault(_set("appointment", "step", 70000), "cannot be made into employee"),
}

# Sound on its own day, whatever day it is elsewhere: 21:30 UTC is half past one of the next day in
# Dubai, half past four in the afternoon in New York, and half past eleven in the morning of the
# next day in Kiritimati.
ZONES = {"dubai": "Asia/Dubai", "new_york": "America/New_York", "kiritimati": "Pacific/Kiritimati"}
AT_NIGHT = datetime(2026, 11, 29, 21, 30)  # UTC
