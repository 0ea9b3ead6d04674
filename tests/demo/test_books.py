"""The books: accepted by the ledger's own checks, seasonal, solvent, in step with the treasury."""

from collections import Counter
from dataclasses import replace

from demo.generate.books import EntityBooks
from demo.generate.budgets import treasury_transfer
from demo.generate.entries import spread
from demo.generate.plan import WEEKEND, Month, Plan
from erp_app.domain.entry_check import check_entry
from tests.demo.chart import build_masters
from tests.demo.conftest import GOVERNMENT, PLAN, build_books, build_entries

BANKS = ("11101", "11102", "11104")


def test_ledger_finds_nothing_wrong_with_any_journal(code):
    masters = build_masters(build_books(code))
    for entry in build_entries(code):
        assert check_entry(entry.build_entry(), masters) == [], entry.key


def test_same_plan_gives_the_same_journals(code):
    again = EntityBooks(GOVERNMENT[code], PLAN, list(GOVERNMENT.values()))
    month = PLAN.calendar[5]
    built = [entry for entry in build_entries(code) if month.first <= entry.day <= month.last]
    expected = sorted(again.build_month(month), key=lambda entry: entry.key)
    assert sorted(built, key=lambda entry: entry.key) == expected


def test_a_month_built_alone_is_the_same_as_in_order():
    alone = EntityBooks(GOVERNMENT["legis"], PLAN, list(GOVERNMENT.values()))
    last = PLAN.calendar[-1]
    in_order = [entry.key for entry in build_entries("legis") if entry.day >= last.first]
    assert [entry.key for entry in alone.build_month(last)] == in_order


def test_keys_are_unique_and_days_within_the_plan(code):
    entries = build_entries(code)
    assert max(Counter(entry.key for entry in entries).values()) == 1
    assert all(PLAN.start <= entry.day <= PLAN.until for entry in entries)


def test_december_spends_more_than_january():
    spent = Counter()
    for code in ("roads", "courts", "legis"):
        for entry in build_entries(code):
            if "-inv-" in entry.key:
                spent[entry.day.month] += sum(line[1] for line in entry.lines if line[1] > 0)
    assert spent[12] > 1.5 * spent[1]


def test_summer_is_hot_for_power():
    plan = replace(PLAN, scale=0.02)
    books = build_books("power", plan)
    month_totals = {
        month.number: sum(invoice.net for invoice in books.purchasing.invoices(month))
        for month in plan.calendar
    }
    assert month_totals[8] > 1.3 * month_totals[1]


def test_cash_never_runs_out(code):
    balance, lowest = 0, 0
    for entry in sorted(build_entries(code), key=lambda entry: entry.day):
        balance += sum(line[1] for line in entry.lines if line[0] in BANKS)
        lowest = min(lowest, balance)
    assert lowest >= 0


def test_what_the_treasury_pays_is_what_entities_receive():
    month = PLAN.calendar[3]
    paid = {
        line[3].split(" to ")[1].split(" ")[0]: 0
        for entry in build_entries("finance")
        if entry.key == f"{month.key}-funding-out"
        for line in entry.lines
        if line[1] > 0
    }
    for entry in build_entries("finance"):
        if entry.key == f"{month.key}-funding-out":
            for line in entry.lines:
                if line[1] > 0:
                    paid[line[3].split(" to ")[1].split(" ")[0]] += line[1]
    assert paid == {
        entity.code: sum(treasury_transfer(entity, PLAN, month))
        for entity in GOVERNMENT.values()
        if entity.code != "finance"
    }
    received = [e for e in build_entries("roads") if e.key == f"{month.key}-funding"]
    assert sum(line[1] for line in received[0].lines if line[1] > 0) == paid["roads"]


def test_ordinary_journals_are_dated_on_workdays(code):
    planted = {key for fault in build_books(code).irregularities for key in fault.keys}
    for entry in build_entries(code)[1:]:
        if entry.key not in planted:
            assert entry.day.weekday() not in WEEKEND, entry.key


def test_volume_grows_faster_than_the_scale():
    small, large = (
        sum(len(entry.lines) for entry in build_entries("roads", replace(PLAN, scale=s, months=2)))
        for s in (0.05, 0.2)
    )
    assert 4 < large / small < 11


def test_titles_come_in_both_languages():
    titles = [entry.title for entry in build_entries("courts") if "-inv-" in entry.key]
    arabic = sum(title.startswith("فاتورة") for title in titles) / len(titles)
    assert 0.3 < arabic < 0.5


def test_one_month_and_three_years_are_possible():
    for months in (1, 36):
        plan = Plan(scale=0.02, months=months)
        entries = build_entries("women", plan)
        assert all(entry.balance == 0 for entry in entries)
        assert Month(entries[-1].day.year, entries[-1].day.month) == plan.calendar[-1]


def test_spread_keeps_the_sum():
    assert sum(spread(1_000_003, [0.1, 7, 3.3, 2])) == 1_000_003
    assert spread(5, [1]) == [5]
