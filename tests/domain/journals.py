"""Entries of journals for tests: hypothesis strategies and masters that know every code used."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from erp_app.domain.dimensions import DimensionRules, DimensionSet
from erp_app.domain.entry import Entry, Posting
from erp_app.domain.entry_check import AccountFacts, Masters
from erp_app.domain.money import allocate

ACCOUNTS = ("11110", "51110", "52210", "82110")
COST_CENTRES = ("1000", "2000")

MASTERS = Masters(
    accounts={
        **{code: AccountFacts(code) for code in ACCOUNTS},
        "51000": AccountFacts("51000", is_group=True),
        "59999": AccountFacts("59999", is_enabled=False),
        "53100": AccountFacts("53100", required=("project",)),
    },
    dimensions={
        "cost_centre": {"1000": True, "2000": True, "9000": False},
        "fund": {"GF": True},
    },
    rules=DimensionRules(),
)


def entry(*postings: Posting, day: date = date(2026, 3, 5), **fields) -> Entry:
    """Return the entry of a journal "J1" of those postings."""
    return Entry("Journal", "J1", day, tuple(postings), **fields)


def debit(account: str, amount: str, **dimensions) -> Posting:
    return Posting(account, debit=Decimal(amount), dimensions=DimensionSet(**dimensions))


def credit(account: str, amount: str, **dimensions) -> Posting:
    return Posting(account, credit=Decimal(amount), dimensions=DimensionSet(**dimensions))


@st.composite
def balanced_journals(draw):
    """Balanced journals of 2 to 12 lines over the known accounts and cost centres."""
    amount = draw(st.decimals(min_value=1, max_value=10**9, places=2))
    sides = []
    for side in ("debit", "credit"):
        weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6))
        for part in allocate(amount, weights):
            account = draw(st.sampled_from(ACCOUNTS))
            dimensions = DimensionSet(draw(st.sampled_from(("", *COST_CENTRES))))
            sides.append(Posting(account, **{side: part}, dimensions=dimensions))
    day = draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    return entry(*(p for p in sides if p.debit or p.credit), day=day)
