"""Random books: every figure of a report is the one that the lines give, and that others show.

The lines are added up here once more, one by one in Python; trial balance, general ledger, their
files, the links between them and the charts of the workspace must all say the same.
"""

from decimal import Decimal
from io import BytesIO
from random import Random

import frappe
import pytest
from openpyxl import load_workbook

from erp_app.api import charts
from erp_app.finance.export import write_xlsx
from erp_app.finance.general_ledger import build_general_ledger
from erp_app.finance.trial_balance import build_trial_balance
from tests.erp.factories import as_user, manager, officer, step_taken

YEARS = ("2025", "2026", "2027")
WITHOUT_CENTRE = ("11102", "11101")
ACCOUNTS = (*WITHOUT_CENTRE, "21101", "81101", "81103", "52101", "52202")
CENTRES = ("1100", "1200", "1300")
YEARLY = ("Revenue", "Expense")
SIDES = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")


@pytest.fixture(scope="module")
def random_books(frappe_site):
    """Fifty journals over three years, adjustments and reversals among them; taken back."""
    random = Random(20261129)
    frappe.set_user("Administrator")
    posted = [post(random) for _number in range(50)]
    with as_user(manager()):
        for name in random.sample(posted, 8):
            step_taken("Journal", name, "Cancel", "Entered twice")
    yield read_lines()
    frappe.db.rollback()
    frappe.set_user("Administrator")


def post(random: Random) -> str:
    year = random.choice(YEARS)
    is_adjustment = random.random() < 0.2
    day = (
        f"{year}-12-31"
        if is_adjustment
        else f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
    )
    amounts = [Decimal(random.randint(1, 10**7)) / 100 for _line in range(random.randint(1, 3))]
    lines = [
        line(random.choice(ACCOUNTS), random.choice(CENTRES), side, float(one))
        for one in amounts
        for side in ("debit", "credit")
    ]
    fields = {"doctype": "Journal", "title": "Random", "posting_date": day, "lines": lines}
    with as_user(officer()):
        doc = frappe.get_doc({**fields, "is_adjustment": int(is_adjustment)})
        doc.workflow_state = "For Approval"
        doc.insert()
    with as_user(manager()):
        doc = frappe.get_doc("Journal", doc.name)
        doc.submit()
    return doc.name


def line(account: str, centre: str, side: str, amount: float) -> dict:
    named = {} if account in WITHOUT_CENTRE else {"cost_centre": centre}
    return {"account": account, side: amount, **named}


def read_lines() -> list[dict]:
    """Return every line of the ledger with what its account is."""
    return frappe.db.sql(
        "select l.name, l.account, l.period, l.posting_date, l.cost_centre, l.fund, a.root_type,"
        " cast(l.debit as char) debit, cast(l.credit as char) credit"
        " from `tabLedger Line` l join `tabAccount` a on a.name = l.account order by l.name",
        as_dict=True,
    )


def net(lines) -> Decimal:
    return sum((Decimal(one.debit) - Decimal(one.credit) for one in lines), Decimal(0))


def expected_row(lines, account: str, year: str, first: int, last: int) -> dict:
    """Return an account's figures, added up from its lines."""
    own = [one for one in lines if one.account == account]
    is_yearly = bool(own) and own[0].root_type in YEARLY
    begin, end = f"{year}-{first:02d}", f"{year}-{last:02d}"
    before = [
        one for one in own if one.period < begin and (not is_yearly or one.period[:4] == year)
    ]
    within = [one for one in own if begin <= one.period <= end]
    return {
        "opening": net(before),
        "debit": sum((Decimal(one.debit) for one in within), Decimal(0)),
        "credit": sum((Decimal(one.credit) for one in within), Decimal(0)),
        "closing": net(before) + net(within),
    }


def shown_row(row: dict) -> dict:
    """Return a row of the trial balance as one figure per moment."""
    return {
        "opening": row["opening_debit"] - row["opening_credit"],
        "debit": row["debit"],
        "credit": row["credit"],
        "closing": row["closing_debit"] - row["closing_credit"],
    }


def choices() -> list[dict]:
    random = Random(7)
    found = []
    for _number in range(12):
        first = random.randint(1, 13)
        one = {"year": random.choice(YEARS), "first": first, "last": random.randint(first, 13)}
        one["centre"] = random.choice([None, None, *CENTRES])
        found.append(one)
    return [*found, {"year": "2026", "first": 1, "last": 12, "centre": None}]


def filters_of(chosen: dict) -> dict:
    asked = {
        "fiscal_year": chosen["year"],
        "from_period": str(chosen["first"]),
        "to_period": str(chosen["last"]),
    }
    return {**asked, **({"cost_centre": chosen["centre"]} if chosen["centre"] else {})}


@pytest.mark.parametrize("chosen", choices(), ids=lambda one: "-".join(map(str, one.values())))
def test_trial_balance_and_ledger_of_the_same_periods_are_the_lines(random_books, chosen):
    lines = [one for one in random_books if chosen["centre"] in (None, one.cost_centre)]
    trial = build_trial_balance(filters_of(chosen), "en")
    shown = {row["account"]: row for row in trial.rows if row["account"]}
    span = (chosen["year"], chosen["first"], chosen["last"])
    for account in {one.account for one in lines}:
        meant = expected_row(lines, account, *span)
        row = shown.pop(account, None)
        assert (shown_row(row) if row else dict.fromkeys(meant, 0)) == meant, account
        assert ledger_figures({**filters_of(chosen), "account": account}) == meant, account
    assert not shown
    total = trial.rows[-1]
    for side in SIDES:
        assert total[side] == sum(row[side] for row in trial.rows[:-1])
    if not chosen["centre"]:
        assert all(
            total[f"{one}debit"] == total[f"{one}credit"] for one in ("opening_", "", "closing_")
        )


def ledger_figures(filters: dict) -> dict:
    """Return the general ledger of one account as its opening, sums and closing."""
    rows = build_general_ledger(filters, "en").rows
    if not rows:
        return dict.fromkeys(("opening", "debit", "credit", "closing"), Decimal(0))
    opening, *lines, closing = rows
    assert closing["debit"] == sum((one["debit"] for one in lines), Decimal(0))
    running = opening["balance"]
    for one in lines:
        running += one["debit"] - one["credit"]
        assert one["balance"] == running
    return {
        "opening": opening["balance"],
        "debit": closing["debit"],
        "credit": closing["credit"],
        "closing": closing["balance"],
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-06-15", "2027-03-10"),
        ("2024-01-01", "2024-12-31"),
        ("2026-12-31", "2027-01-01"),
        ("2026-01-01", "2026-12-31"),
        ("2045-01-01", "2045-01-31"),
    ],
)
def test_ledger_between_any_days_is_the_lines_and_years_of_revenue_begin_at_zero(
    random_books, start, end
):
    year_of = {one[0]: one[1:] for one in fiscal_years()}
    for account in ACCOUNTS:
        rows = build_general_ledger(
            {"account": account, "from_date": start, "to_date": end}, "en"
        ).rows
        own = [one for one in random_books if one.account == account]
        shown = [row for row in rows if row.get("voucher")]
        within = [one for one in own if start <= str(one.posting_date) <= end]
        assert net_of(shown) == net(within)
        heads = [row for row in rows if row.get("is_total") and "debit" not in row]
        is_yearly = own[0].root_type in YEARLY
        before = [one for one in own if str(one.posting_date) < start]
        if is_yearly:
            begin = next((b for b, e in year_of.values() if b <= start <= e), "9999")
            before = [one for one in before if str(one.posting_date) >= begin]
            years = {one.period[:4] for one in within}
            assert all(row["balance"] == 0 for row in heads[1:])
            assert len(heads) >= len(years)
        first = heads[0]["balance"] if heads and (not is_yearly or net(before)) else Decimal(0)
        assert first == net(before), account


def net_of(rows) -> Decimal:
    return sum((row["debit"] - row["credit"] for row in rows), Decimal(0))


def fiscal_years() -> list[tuple]:
    return frappe.db.sql(
        "select name, cast(start_date as char), cast(end_date as char) from `tabFiscal Year`"
    )


@pytest.mark.parametrize("group", ["10000", "50000", "80000"])
def test_groups_and_a_year_earlier_are_sums_of_the_same_lines(random_books, group):
    asked = {"fiscal_year": "2027", "group_rows": 1, "comparison": 1}
    rows = {row["account"]: row for row in build_trial_balance(asked, "en").rows if row["account"]}
    below = frappe.get_all(
        "Account",
        {
            "lft": (">=", frappe.db.get_value("Account", group, "lft")),
            "rgt": ("<=", frappe.db.get_value("Account", group, "rgt")),
            "is_group": 0,
        },
        pluck="name",
    )
    for figure in ("opening", "debit", "credit", "closing"):
        meant = sum(expected_row(random_books, one, "2027", 1, 13)[figure] for one in below)
        assert shown_row(rows[group])[figure] == meant
    earlier = sum(expected_row(random_books, one, "2026", 1, 13)["closing"] for one in below)
    assert (rows[group]["compared"], rows[group]["change"]) == (
        earlier,
        rows[group]["closing"] - earlier,
    )


@pytest.mark.parametrize("group", ["10000", "50000", "80000"])
def test_ledger_of_a_group_ends_with_the_figures_of_the_group_in_the_trial_balance(
    random_books, group
):
    asked = {"fiscal_year": "2027", "from_period": 1, "to_period": 13}
    trial = build_trial_balance({**asked, "group_rows": 1}, "en").rows
    [row] = [one for one in trial if one["account"] == group]
    total = build_general_ledger({**asked, "account": group}, "en").rows[-1]
    assert "account" not in total
    meant = shown_row(row)
    assert (total["debit"], total["credit"]) == (meant["debit"], meant["credit"])
    assert total["balance"] == meant["closing"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_files_hold_every_figure_of_the_screen(random_books, language):
    asked = {"fiscal_year": "2026", "group_rows": 1, "comparison": 1}
    for statement in (
        build_trial_balance(asked, language),
        build_general_ledger({"account": "50000", "fiscal_year": "2026"}, language),
    ):
        sheet = load_workbook(BytesIO(write_xlsx(statement, "Roads", language))).active
        skip = 2 + len(statement.subtitle) + len(statement.notes) + 2
        written = list(sheet.iter_rows(min_row=skip + 1, values_only=True))
        assert len(written) == len(statement.rows)
        for cells, row in zip(written, statement.rows, strict=True):
            for column, cell in zip(statement.columns, cells, strict=True):
                if column.kind == "amount" and row.get(column.key) is not None:
                    assert Decimal(str(cell)) == row[column.key]


def test_charts_of_the_workspace_are_the_trial_balance(random_books):
    with as_user(manager()):
        months = charts.get_chart("Revenue and Expense by Month")
        largest = charts.get_chart("Largest Expenses This Year")
    revenue, expense = (one["values"] for one in months["datasets"])
    for place, period in enumerate(months["labels"]):
        own = [one for one in random_books if one.period == period]
        assert Decimal(str(revenue[place])) == -net(
            one for one in own if one.root_type == "Revenue"
        )
        assert Decimal(str(expense[place])) == net(one for one in own if one.root_type == "Expense")
    year = frappe.utils.nowdate()[:4]
    trial = {
        row["account_name"]: row for row in build_trial_balance({"fiscal_year": year}, "en").rows
    }
    for name, value in zip(largest["labels"], largest["datasets"][0]["values"], strict=True):
        assert Decimal(str(value)) == shown_row(trial[name])["closing"]
