"""Year end: what is held is carried or lapses, once, whatever happens in the middle."""

import multiprocessing
import os
import signal
from decimal import Decimal

import frappe
import pytest
from frappe.utils import getdate

from erp_app.budget import carrying, ledger
from erp_app.budget.carrying import YearEnd, YearEndChangedError, carry_over, plan_year_end
from erp_app.budget.holding import Relief, Request, relieve, reserve
from erp_app.budget.report.budget_year_end_preview.budget_year_end_preview import execute
from erp_app.domain.budget.holdings import HoldingMovedError, ReliefTooLargeError
from erp_app.domain.budget.movements import Relieved
from erp_app.domain.budget.year_end import digest_of
from erp_app.ledger.check import check_ledgers
from erp_app.store.policy_cache import forget_policies
from tests.erp.budget.factories import (
    controller,
    funds_of,
    give_money,
    hold,
    left_of,
    make_centre,
    make_rule,
    spend,
)
from tests.erp.budget.test_race import SECONDS_MAX, connect
from tests.erp.declared import make
from tests.erp.factories import as_user, manager, officer, step_taken

pytestmark = pytest.mark.usefixtures("site")
DAY = "2027-01-02"
WITH, ALONE, LAPSE = "Carry with Budget", "Carry Alone", "Lapse"


def rule(treatment: str, **values):
    return make("Budget Year End Rule", treatment=treatment, **values)


def next_of(line: str) -> str:
    year, _bar, rest = line.partition("|")
    return f"{int(year) + 1}|{rest}"


def sent(year: str = "2026", **values):
    fields = {"doctype": "Budget Year End", "fiscal_year": year, "posting_date": DAY}
    with as_user(officer()):
        return frappe.get_doc({**fields, "workflow_state": "For Approval", **values}).insert()


def approve(doc, by: str | None = None):
    with as_user(by or controller()):
        return step_taken("Budget Year End", doc.name, "Approve")


def holding(voucher: str, number: int = 1) -> tuple:
    fields = ["budget_line", "period", "reserved", "relieved"]
    filters = {"voucher": voucher, "voucher_line": number}
    return frappe.db.get_value("Budget Reservation", filters, fields)


@pytest.fixture
def line(site) -> str:
    return give_money(make_centre(), 1200)


def test_encumbrance_is_carried_with_its_budget(line):
    rule(WITH)
    order = hold(line, 700)
    doc = sent()
    assert (doc.with_budget_amount, doc.alone_amount, doc.lapsed_amount) == (700, 0, 0)
    approve(doc)
    old, new = funds_of(line), funds_of(next_of(line))
    assert (old.appropriated, old.committed, old.available) == (500, 0, 500)
    assert (new.appropriated, new.committed, new.available) == (700, 700, 0)
    assert holding(order) == (next_of(line), "2027-01", 700, 0)


def test_encumbrance_is_carried_alone_to_the_new_years_own_budget(line):
    rule(ALONE)
    order = hold(line, 700)
    give_money(line.split("|")[1], 1000, year="2027")
    approve(sent())
    old, new = funds_of(line), funds_of(next_of(line))
    assert (old.appropriated, old.committed) == (1200, 0)
    assert (new.appropriated, new.committed, new.available) == (1000, 700, 300)
    assert holding(order)[0] == next_of(line)


def test_new_years_budget_has_to_have_what_is_carried_alone(line):
    rule(ALONE)
    hold(line, 700)
    with pytest.raises(frappe.ValidationError, match=r"700\.00 are to be carried alone"):
        sent()
    [row] = execute({"fiscal_year": "2026", "posting_date": DAY})[1]
    assert row["remark"] == "The new year&apos;s line has 0.00 left: not enough"


def test_encumbrance_lapses(line):
    rule(LAPSE)
    order = hold(line, 700)
    approve(sent())
    assert (funds_of(line).committed, left_of(line)) == (0, 1200)
    assert not frappe.db.exists("Budget Line", next_of(line))
    assert holding(order) == (line, "2026-03", 700, 700)


def test_deeper_group_and_fund_decide(line):
    rule(LAPSE)
    rule(WITH, fund="CF")
    works = give_money(line.split("|")[1], 100, fund="CF")
    hold(line, 10)
    hold(works, 20)
    approve(sent())
    assert (funds_of(line).committed, funds_of(next_of(works)).committed) == (0, 20)


def test_holding_without_a_rule_stops_the_whole(line):
    rule(WITH, fund="CF")
    hold(line, 10)
    with pytest.raises(frappe.ValidationError, match="No year end rule says"):
        sent()
    [row] = execute({"fiscal_year": "2026", "posting_date": DAY})[1]
    assert row["remark"] == "No rule: the year end is refused"


def test_preview_changes_nothing_and_says_what_becomes_of_each(line):
    named = rule(WITH)
    order = hold(line, 700)
    [row] = execute({"fiscal_year": "2026", "posting_date": DAY})[1]
    assert (row["voucher"], row["amount"], row["treatment"]) == (order, 700, WITH)
    assert (row["rule"], row["remark"]) == (named.name, "")
    assert funds_of(line).committed == 700


def test_preview_is_in_the_readers_language(line):
    rule(WITH)
    hold(line, 700)
    frappe.local.lang = "ar"
    try:
        [row] = execute({"fiscal_year": "2026", "posting_date": DAY})[1]
    finally:
        frappe.local.lang = "en"
    assert (row["treatment"], row["movement_kind"]) == ("تدوير مع الموازنة", "ارتباط")


def test_second_run_changes_nothing(line):
    rule(WITH)
    hold(line, 700)
    approve(sent())
    before = funds_of(line), funds_of(next_of(line)), frappe.db.count("Budget Movement")
    again = sent()
    assert again.holding_count == 0
    approve(again)
    after = funds_of(line), funds_of(next_of(line)), frappe.db.count("Budget Movement")
    assert after == before


def test_what_came_after_the_run_is_left_to_another(line):
    rule(WITH)
    hold(line, 700)
    approve(sent())
    hold(line, 30)
    again = sent()
    assert again.with_budget_amount == 30
    approve(again)
    assert funds_of(next_of(line)).committed == 730


def test_only_what_was_decided_on_is_carried_out(line):
    rule(WITH)
    hold(line, 700)
    doc = sent()
    hold(line, 30)
    with pytest.raises(frappe.ValidationError, match="has changed since this was prepared"):
        approve(doc)
    assert funds_of(line).committed == 730


def test_plan_sent_with_forged_figures_is_the_servers(line):
    rule(WITH)
    hold(line, 700)
    doc = sent(plan_digest="0" * 64, total_amount=1, holding_count=99, with_budget_amount=5)
    assert (doc.total_amount, doc.holding_count, doc.with_budget_amount) == (700, 1, 700)
    approve(doc)


def test_who_prepared_it_does_not_approve(line):
    doc = sent()
    with pytest.raises(frappe.PermissionError):
        approve(doc, by=officer())
    with pytest.raises(frappe.PermissionError):
        approve(doc, by=manager())


def test_year_is_over_first(site):
    with pytest.raises(frappe.ValidationError, match="The year ends on"):
        sent(posting_date="2026-12-30")


def test_year_end_is_not_taken_back(line):
    doc = approve(sent())
    with pytest.raises(frappe.ValidationError, match="cannot become"):
        doc.cancel()


def test_partly_relieved_holding_carries_what_is_left(line):
    rule(WITH)
    order = hold(line, 700)
    relieve([relief(order, 200)], "u")
    approve(sent())
    assert funds_of(next_of(line)).committed == 500
    with pytest.raises(ReliefTooLargeError, match=r"500\.00"):
        relieve([relief(order, 501)], "u")
    relieve([relief(order, 500)], "u")
    assert funds_of(next_of(line)).committed == 0


def relief(order: str, amount: object, day: str = "2027-02-03") -> Relief:
    held = Relieved("Purchase Order", order, 1)
    where = (getdate(day), day[:7])
    return Relief("Invoice", f"{order}-I", 1, held, "committed", Decimal(str(amount)), *where)


def test_relief_of_a_holding_that_was_not_carried_counts_at_the_end_of_its_year(line):
    order = hold(line, 700)
    relieve([relief(order, 200)], "u")
    assert funds_of(line, 13).committed == -200
    assert check_ledgers() == []


def test_order_that_was_carried_does_not_hold_of_two_years(line):
    rule(WITH)
    order = hold(line, 700)
    approve(sent())
    where = (line, "2026-03", "committed", Decimal(1), getdate("2026-03-05"))
    with pytest.raises(HoldingMovedError):
        reserve([Request("Purchase Order", order, 1, *where)], "u")


def test_new_years_line_is_controlled_like_every_other(line):
    centre = line.split("|")[1]
    make_rule(centre)
    rule(WITH)
    hold(line, 700)
    approve(sent())
    with pytest.raises(frappe.ValidationError, match="ask for a transfer"):
        spend(centre, 1.0, posting_date="2027-01-05")


def test_ledgers_are_sound_after_a_year_end(line):
    rule(WITH)
    hold(line, 700)
    hold(line, 70, measure="pre_committed")
    approve(sent())
    assert check_ledgers() == []


def test_relief_that_waited_for_a_year_end_tries_again(line, monkeypatch):
    rule(WITH)
    order, plain = hold(line, 700), ledger.lock_lines
    doc = sent()

    def carry_over_while_waiting(names):
        monkeypatch.undo()
        approve(doc)
        plain(names)

    monkeypatch.setattr(ledger, "lock_lines", carry_over_while_waiting)
    with pytest.raises(HoldingMovedError):
        relieve([relief(order, 200)], "u")
    relieve([relief(order, 200)], "u")
    assert funds_of(next_of(line)).committed == 500


# --- at once, and killed in the middle ------------------------------------------------------


def die_while_carrying(digest: str) -> None:
    """Carry over in a process that is killed when its movements were just written."""
    connect()
    append = carrying.ledger.append

    def append_and_die(*args):
        append(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    carrying.ledger.append = append_and_die
    carry_over(YearEnd("BYE-KILLED", "2025", getdate("2026-01-02"), digest), "Administrator")


@pytest.fixture
def held_of_2025(site):
    """Return lines of 2025 of which something is held, committed; it is released again, and the
    rule taken away, for other tests end years too."""
    lines = [give_money(make_centre(), 100, year="2025") for _one in range(3)]
    orders = [hold(line, 10 * place) for place, line in enumerate(lines, 1)]
    name = rule(WITH).name
    frappe.db.commit()
    yield lines
    frappe.db.rollback()
    relieve([relief(order, 10 * place) for place, order in enumerate(orders, 1)], "Administrator")
    frappe.db.delete("Budget Year End Rule", {"name": name})
    frappe.db.commit()
    forget_policies()


def test_killed_in_the_middle_and_run_again_gives_the_same(held_of_2025):
    day = getdate("2026-01-02")
    digest = digest_of(plan_year_end("2025", day))
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=die_while_carrying, args=(digest,))
    process.start()
    process.join(SECONDS_MAX)
    frappe.db.rollback()
    assert process.exitcode == -signal.SIGKILL
    assert [funds_of(one).committed for one in held_of_2025] == [10, 20, 30]
    assert digest_of(plan_year_end("2025", day)) == digest
    asked = YearEnd(f"BYE-{frappe.generate_hash(length=8)}", "2025", day, digest)
    carry_over(asked, "Administrator")
    frappe.db.commit()
    carried = [funds_of(next_of(one)) for one in held_of_2025]
    assert [(one.appropriated, one.committed) for one in carried] == [(10, 10), (20, 20), (30, 30)]
    with pytest.raises(YearEndChangedError):
        carry_over(asked, "Administrator")
    carry_over(YearEnd("BYE-3", "2025", day, digest_of([])), "Administrator")
    assert [funds_of(next_of(one)) for one in held_of_2025] == carried
    assert check_ledgers() == []


def carry_in_process(arguments) -> bool:
    """Carry over when the other process is ready; False when it had been done."""
    digest, barrier = arguments
    connect()
    name = f"BYE-{frappe.generate_hash(length=8)}"
    barrier.wait(SECONDS_MAX)
    try:
        carry_over(YearEnd(name, "2025", getdate("2026-01-02"), digest), "Administrator")
        frappe.db.commit()
        return True
    except YearEndChangedError:
        frappe.db.rollback()
        return False
    finally:
        frappe.destroy()


def test_two_year_ends_at_once_carry_once(held_of_2025):
    digest = digest_of(plan_year_end("2025", getdate("2026-01-02")))
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared, context.Pool(2) as pool:
        barrier = shared.Barrier(2)
        carried = pool.map(carry_in_process, [(digest, barrier)] * 2, chunksize=1)
    frappe.db.rollback()
    assert sorted(carried) == [False, True]
    found = [funds_of(next_of(one)) for one in held_of_2025]
    assert [(one.appropriated, one.committed) for one in found] == [(10, 10), (20, 20), (30, 30)]
    assert check_ledgers() == []
