"""A ledger is a value: another key, another measure, no new machinery."""

import multiprocessing
from decimal import Decimal

import frappe
import pymysql
import pytest

from erp_app.ledger import registry
from erp_app.ledger.chained import ChainedLedger
from erp_app.ledger.check import check_ledger, check_ledgers
from erp_app.ledger.posting import moment
from erp_app.store.chained_ledger import LedgerMissingError
from erp_app.store.ledger_snapshot import ledger_snapshot
from erp_app.store.triggers import drop_triggers, install_triggers
from tests.erp.ledger.leave_ledger import connect, leave_spec, line, make_ledger, remove_ledger

WRITERS, EACH = 4, 6


@pytest.fixture(scope="module")
def token(frappe_site):
    frappe_site.set_user("Administrator")
    token = frappe.generate_hash(length=6)
    make_ledger(token)
    yield token
    frappe_site.set_user("Administrator")
    frappe_site.db.rollback()
    remove_ledger(token)


@pytest.fixture
def ledger(site, token):
    return ChainedLedger(leave_spec(token))


def append(ledger, *vouchers):
    """Append vouchers, given as lists of lines; return the first posting number."""
    return ledger.append(ledger.prepare(vouchers, "hr@test.example", moment()))


def findings(ledger):
    """Return what the check finds in what is committed."""
    frappe.db.commit()
    with ledger_snapshot() as snapshot:
        return check_ledger(snapshot, ledger.spec)


def balances(ledger):
    with ledger_snapshot() as snapshot:
        return snapshot.balances(ledger.spec.balances[0])


def test_appended_lines_are_numbered_summed_and_sound(ledger, token):
    employee = f"E-{frappe.generate_hash(length=6)}"
    first = append(
        ledger,
        [line(f"{employee}-1", 1, Decimal("2.5"), employee)],
        [
            line(f"{employee}-2", 1, Decimal("-1.25"), employee),
            line(f"{employee}-2", 2, Decimal(3), employee, "Sick"),
        ],
    )
    assert findings(ledger) == []
    stored = ledger.lines_of("Leave Request", f"{employee}-2")
    assert [(one.posting_number, one.line_number, one.form) for one in stored] == [
        (first + 1, 1, 1),
        (first + 1, 2, 1),
    ]
    assert stored[0].values[2:] == (frappe.utils.getdate("2026-07-01"), 5, Decimal("-1.25"))
    kept = {key: sums for key, sums in balances(ledger).items() if key[0] == employee}
    assert kept == {(employee, "Annual"): (Decimal("1.25"),), (employee, "Sick"): (Decimal(3),)}


def test_its_lines_may_not_balance_and_need_no_fiscal_period(ledger):
    """Only the general ledger has debits and credits."""
    voucher = frappe.generate_hash(length=8)
    append(ledger, [line(voucher, 1, Decimal(7))])
    assert findings(ledger) == []


def test_one_line_of_a_voucher_stands_once(ledger):
    voucher = frappe.generate_hash(length=8)
    append(ledger, [line(voucher, 1, Decimal(1))])
    with pytest.raises(pymysql.err.IntegrityError, match="Duplicate"):
        append(ledger, [line(voucher, 1, Decimal(1))])


def test_a_ledger_without_a_head_is_refused_in_words(site):
    with pytest.raises(LedgerMissingError, match="Leave none is not set up"):
        append(ChainedLedger(leave_spec("none")), [line("L1", 1, Decimal(1))])


@pytest.mark.parametrize("change", ["update `{}` set days = 9", "delete from `{}`"])
def test_database_refuses_to_rewrite_it(ledger, change):
    append(ledger, [line(frappe.generate_hash(length=8), 1, Decimal(1))])
    with pytest.raises(pymysql.err.OperationalError, match="enter the opposite"):
        frappe.db.sql(change.format(f"tab{ledger.spec.line_doctype}"))


def test_altered_line_and_balance_are_found(ledger):
    append(ledger, *[[line(frappe.generate_hash(length=8), 1, Decimal(1))] for _turn in range(3)])
    assert findings(ledger) == []
    table, last = f"tab{ledger.spec.line_doctype}", _last_line(ledger)
    drop_triggers([ledger.spec])
    try:
        frappe.db.sql(f"update `{table}` set days = days + 1 where name = %s", (last - 1,))
        found = findings(ledger)
        frappe.db.sql(f"update `{table}` set days = days - 1 where name = %s", (last - 1,))
    finally:
        install_triggers(registry.ledger_specs())
        install_triggers([ledger.spec])
    assert [one.code for one in found] == ["line_altered", "balance_differs"]
    assert found[0].line == last - 1
    assert findings(ledger) == []


def _last_line(ledger):
    return frappe.db.get_value("Ledger Head", ledger.spec.name, "last_line")


def test_ledger_that_hooks_name_is_proved_and_guarded_with_the_others(ledger, monkeypatch):
    monkeypatch.setattr("tests.erp.ledger.leave_ledger.SPEC", ledger.spec, raising=False)
    named = frappe.get_hooks
    paths = ["tests.erp.ledger.leave_ledger.SPEC"]
    monkeypatch.setattr(frappe, "get_hooks", lambda *a, **k: paths if a == ("diwan_ledgers",)
                        else named(*a, **k))  # fmt: skip
    assert ledger.spec in registry.ledger_specs()
    frappe.db.commit()
    assert check_ledgers() == []
    trigger = f"diwan_{ledger.spec.line_doctype.lower().replace(' ', '_')}_delete"
    frappe.db.sql_ddl(f"drop trigger {trigger}")
    found = check_ledgers()
    registry.install_ledgers()
    assert [(one.code, one.values) for one in found] == [("trigger_missing", (trigger,))]
    assert check_ledgers() == []


def write_some(arguments):
    """Append vouchers of one and two lines, each in its transaction; their posting numbers."""
    token, writer = arguments
    connect()
    ledger = ChainedLedger(leave_spec(token))
    numbers = []
    for turn in range(EACH):
        voucher = f"W{writer}-{turn}"
        lines = [line(voucher, number + 1, Decimal("0.5")) for number in range(1 + turn % 2)]
        numbers.append(append(ledger, lines))
        frappe.db.commit()
    frappe.destroy()
    return numbers


def test_concurrent_writers_leave_no_gap_and_the_right_sum(ledger, token):
    frappe.db.commit()
    before = balances(ledger).get(("E1", "Annual"), (Decimal(0),))[0]
    posted = frappe.db.get_value("Ledger Head", ledger.spec.name, "last_posting")
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        found = pool.map(write_some, [(token, writer) for writer in range(WRITERS)], chunksize=1)
    numbers = sorted(number for one in found for number in one)
    assert numbers == list(range(posted + 1, posted + 1 + WRITERS * EACH))
    assert findings(ledger) == []
    after = balances(ledger)[("E1", "Annual")][0]
    assert after - before == WRITERS * (EACH + EACH // 2) * Decimal("0.5")
