"""Every planted fault is in the data, where the list says, and can be found by looking."""

from collections import defaultdict
from datetime import timedelta

import pytest

from demo.generate.irregularities import (
    DIRECT_PURCHASE_LIMIT,
    DUAL_EMPLOYMENT,
    FAULTS_BY_SIZE,
    KINDS,
    choose_kinds,
)
from tests.demo.conftest import GOVERNMENT, PLAN, build_books, build_entries

LARGE = "roads"  # has every kind


def faults(kind: str, code: str = LARGE):
    found = [fault for fault in build_books(code).irregularities if fault.kind == kind]
    assert found, f"{code} has no {kind}"
    return found


def entries_of(fault) -> list:
    by_key = {entry.key: entry for entry in build_entries(fault.entity)}
    return [by_key[key] for key in fault.keys]


def invoices() -> list:
    books = build_books(LARGE)
    return [i for month in PLAN.calendar for i in books.purchasing.invoices(month)]


def test_large_entities_have_all_kinds_small_ones_two():
    assert set(choose_kinds(GOVERNMENT[LARGE], PLAN)) == set(KINDS)
    assert len(choose_kinds(GOVERNMENT["legis"], PLAN)) == FAULTS_BY_SIZE["Small"] == 2


def test_every_listed_journal_is_in_the_books():
    for fault in build_books(LARGE).irregularities:
        assert len(entries_of(fault)) == len(fault.keys)


def test_duplicate_invoices_are_the_only_ones_with_a_number_twice():
    seen = defaultdict(list)
    for invoice in invoices():
        seen[invoice.number, invoice.supplier.number, invoice.net].append(invoice.key)
    twice = {tuple(sorted(keys)) for keys in seen.values() if len(keys) > 1}
    assert twice == {tuple(sorted(fault.keys)) for fault in faults("duplicate_invoice")}


def test_split_purchases_stay_just_under_the_limit():
    for fault in faults("split_purchase"):
        split = [invoice for invoice in invoices() if invoice.key in fault.keys]
        assert len(split) >= 3
        assert len({invoice.supplier.number for invoice in split}) == 1
        assert all(0.95 < invoice.net / DIRECT_PURCHASE_LIMIT < 1 for invoice in split)
        days = sorted(invoice.day for invoice in split)
        assert days[-1] - days[0] <= timedelta(days=4)
        assert sum(invoice.net for invoice in split) == fault.fils > DIRECT_PURCHASE_LIMIT


def test_round_amounts_stand_out():
    keys = {key for fault in faults("round_amounts") for key in fault.keys}
    round_ones = {i.key for i in invoices() if i.net % 5_000_000 == 0}
    assert round_ones == keys


def test_weekend_journals_are_the_planted_ones():
    weekend = {e.key for e in build_entries(LARGE)[1:] if e.day.weekday() in (5, 6)}
    assert weekend == {key for fault in faults("weekend_posting") for key in fault.keys}


def test_supplier_is_paid_to_an_employees_account():
    accounts = {person.iban: person for person in build_books(LARGE).workforce.people}
    insiders = {i.key: accounts[i.supplier.iban] for i in invoices() if i.supplier.iban in accounts}
    for fault in faults("supplier_is_employee"):
        assert {insiders[key].identity_number for key in fault.keys} == set(fault.people)
    paid = [line[3] for e in build_entries(LARGE) if "payments" in e.key for line in e.lines]
    assert any(account in text for account in accounts for text in paid)


def test_ghost_shares_the_account_of_a_superior():
    people = build_books(LARGE).workforce.people
    by_account = defaultdict(set)
    for person in people:
        by_account[person.iban].add(person.identity_number)
    shared = [numbers for numbers in by_account.values() if len(numbers) > 1]
    assert shared == [set(fault.people) for fault in faults("ghost_employee")]


def test_leaver_is_paid_after_the_last_day():
    left = {p.identity_number: p.left_on for p in build_books(LARGE).workforce.people}
    for fault in faults("paid_after_leaving"):
        (entry,) = entries_of(fault)
        assert entry.day > left[fault.people[0]]
        assert fault.people[0] in entry.lines[0][3]


def test_suspense_is_never_cleared():
    balance = sum(
        line[1] for entry in build_entries(LARGE) for line in entry.lines if line[0] == "11902"
    )
    assert balance == sum(fault.fils for fault in faults("stale_suspense")) > 0


def test_three_people_work_for_two_entities():
    employers = defaultdict(set)
    for code in GOVERNMENT:
        for person in build_books(code).workforce.people:
            employers[person.identity_number].add(code)
    doubled = {number: codes for number, codes in employers.items() if len(codes) > 1}
    assert len(doubled) == 3
    for number, codes in doubled.items():
        for code in codes:
            assert number in {n for fault in faults(DUAL_EMPLOYMENT, code) for n in fault.people}


@pytest.mark.parametrize("code", ["legis", "women", "culture"])
def test_small_entities_keep_balanced_books_with_faults(code):
    assert all(entry.balance == 0 for entry in build_entries(code))
