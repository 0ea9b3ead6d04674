"""What the budget's benchmark measures on: rules, lines and movements of an entity of some size.

Owns the shapes of docs/benchmarks.md: 330 rules of control (one for what is posted, the others for
accounts that nothing is posted to), 52 lines in use among 1,000, movements filled in by SQL as
posting would leave them but for the hash chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ops.bench.journal_shapes import CENTRES, prepare

YEAR, ACCOUNT, GROUP = "2026", "52101", "B-SUPPLIES"
RULES, LINES, LINES_IN_USE = 330, 1_000, 52
ROWS_PER_STATEMENT = 250_000
ENOUGH = Decimal(10**9)
# Movement n is of voucher n div 2; multipliers are primes, so that lines and days mix.
_FILL = """
insert into `tabBudget Movement` (name, posted_at, posted_by, form, posting_number, voucher_type,
  voucher, line_number, movement_kind, posting_date, period, budget_line, account, voucher_line,
  appropriated, frozen, pre_committed, committed, actual, paid, relieved_type, relieved_voucher,
  relieved_line, override, hash)
select {offset} + s.n, now(6), 'bench', 2, s.n div 2 + {postings}, 'Journal',
  concat('BENCH-', s.n div 2), s.n mod 2 + 1, 'Actual',
  date_add('{year}-01-01', interval (s.n * 7919) mod 365 day),
  date_format(date_add('{year}-01-01', interval (s.n * 7919) mod 365 day), '%Y-%m'),
  l.name, '{account}', 1, 0, 0, 0, 0, 1 + s.n mod 97, 0, '', '', 0, '', sha2(s.n, 256)
from (select seq n from seq_{first}_to_{last}) s
join bench_line l on l.number = (s.n * 15485863) mod {lines}
"""
_BALANCES = """
update `tabBudget Balance` b join (
  select budget_line, period, sum(actual) actual from `tabBudget Movement`
  where posted_by = 'bench' group by budget_line, period
) m on m.budget_line = b.budget_line and m.period = b.period set b.actual = m.actual
"""


def make_group() -> None:
    """Make the budget group that holds the account of the benchmark."""
    import frappe

    if frappe.db.exists("Budget Group", GROUP):
        return
    names = {"group_name": "Supplies", "group_name_ar": "مستلزمات"}
    range_of = {"account_from": ACCOUNT, "account_to": ACCOUNT}
    fields = {"doctype": "Budget Group", "group_code": GROUP, **names, **range_of}
    frappe.get_doc(fields).insert()


def make_rules(count: int = RULES) -> None:
    """Make the rules of control; the first is the one that everything is judged by."""
    import frappe

    for place in range(frappe.db.count("Budget Control Rule"), count):
        first = 90_000 + place * 10
        codes = (ACCOUNT, ACCOUNT) if place == 0 else (str(first), str(first + 9))
        fields = {"account_from": codes[0], "account_to": codes[1], "level": "Absolute"}
        frappe.get_doc({"doctype": "Budget Control Rule", "span": "Year", **fields}).insert()


def make_centres(codes: Sequence[str]) -> None:
    """Make cost centres without the tree's numbers, by thousands; their codes are new."""
    import frappe

    from erp_app.store.policy_cache import forget_policies
    from erp_app.store.rows import BASE_COLUMNS, base_values, insert_rows

    at = frappe.utils.now()
    rows = [(*base_values(code, at, "Administrator"), code, code, code, 0) for code in codes]
    columns = ("cost_centre_code", "cost_centre_name", "cost_centre_name_ar", "is_group")
    insert_rows("tabCost Centre", (*BASE_COLUMNS, *columns), rows, "name = name")
    forget_policies()


def appropriate_lines(centres: Sequence[str], amount: Decimal) -> list[str]:
    """Give each cost centre a line of the group with an amount, in January; return their names."""
    from frappe import generate_hash

    from erp_app.budget.appropriating import appropriate
    from erp_app.budget.years import periods_of_year
    from erp_app.domain.budget.lines import BudgetLine
    from erp_app.domain.dimensions import DimensionSet

    lines = [BudgetLine(YEAR, GROUP, DimensionSet(centre)) for centre in centres]
    months = [amount, *[Decimal(0)] * 11]
    voucher = f"BUD-{generate_hash(length=8)}"
    asked = [(line, months) for line in lines]
    appropriate("Budget", voucher, asked, periods_of_year(YEAR), "Administrator")
    return [line.name for line in lines]


def prepare_entity() -> None:
    """Make users, cost centres, the group, the rules and the lines; nothing is filled yet."""
    import frappe

    prepare()
    make_group()
    make_rules()
    in_use = [*CENTRES, *(f"W{place:02d}" for place in range(LINES_IN_USE))]
    rest = [f"X{place:04d}" for place in range(LINES - len(in_use))]
    make_centres([*in_use[len(CENTRES) :], *rest])
    appropriate_lines([*in_use, *rest], ENOUGH)
    frappe.db.commit()


def clear_fill() -> None:
    """Let movements be filled in: guards taken down, lines numbered for the filling."""
    import frappe

    from erp_app.ledger.registry import ledger_specs
    from erp_app.store.triggers import drop_triggers

    drop_triggers(ledger_specs())
    frappe.db.sql_ddl("drop table if exists bench_line")
    frappe.db.sql_ddl("create table bench_line (number int primary key, name varchar(140))")
    frappe.db.sql(
        "insert into bench_line select row_number() over (order by name) - 1, name"
        " from `tabBudget Line`"
    )
    frappe.db.commit()


def fill(first: int, size: int) -> None:
    """Add movements first..size, set balances and head as they would be."""
    import frappe

    [[lines]] = frappe.db.sql("select count(*) from bench_line")
    head = "select last_line, last_posting from `tabLedger Head` where name = 'Budget Ledger'"
    for start in range(first, size, ROWS_PER_STATEMENT):
        last = min(start + ROWS_PER_STATEMENT, size) - 1
        [[line, posting]] = frappe.db.sql(head)
        numbers = {"first": start, "last": last, "lines": lines, "year": YEAR, "account": ACCOUNT}
        places = {"offset": line - start + 1, "postings": posting - start // 2 + 1}
        frappe.db.sql(_FILL.format(**numbers, **places))
        frappe.db.sql(
            "update `tabLedger Head` set last_line = %s, last_posting = %s"
            " where name = 'Budget Ledger'",
            (line + last - start + 1, posting + last // 2 - start // 2 + 1),
        )
        frappe.db.commit()
    frappe.db.sql(_BALANCES)
    frappe.db.commit()
    frappe.db.sql("analyze table `tabBudget Movement`, `tabBudget Balance`, `tabBudget Line`")
