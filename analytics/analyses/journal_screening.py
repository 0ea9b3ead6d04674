"""Journals worth a second look: booked twice, suspiciously round, digits unlike Benford's law.

Owns what is asked of the marts and how findings are scored and worded. A finding is a question to
the entity, not a verdict. Method and limits: docs/methods/journal-screening.md.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from analytics.analyses.benford import measure_digits
from ground.counted import counted

DUPLICATE, ROUND, DIGITS = "Duplicate", "Round amount", "First two digits"
WINDOW_DAYS = 27  # shorter than a month, so that monthly charges are not taken for doubles
ROUND_UNITS = 10_000  # whole thousands are common; whole ten thousands are not
FINDINGS_MAX = 1_000  # per entity and screen: beyond that the screen does not fit the entity
COLUMNS = [
    "entity_code",
    "screen",
    "subject_code",
    "related_journal_code",
    "posting_date",
    "amount",
    "tested_count",
    "score",
    "is_finding",
    "reason_en",
    "reason_ar",
]

# Accounts as numbers, made once: lines are many, and comparing their texts is what would take long.
_ACCOUNTS = """
create or replace temp table screened_account as
select
    account_key,
    cast(hash(account_key) >> 1 as bigint) as fingerprint,
    root_type = 'Expense' and not is_within_government as is_expense
from marts.dim_account
"""

# Journals that were not reversed and do not reverse; fingerprints do not depend on line order. A
# journal is one posting, whose number is quicker to group by than the journal's. Most journals are
# neither round nor alike to another in their sum: only the rest is looked at closely.
_JOURNALS = """
with candidate as materialized (
    select posting_number
    from marts.fct_ledger_line
    where entity_code = $code and reverses_voucher_code is null
    group by posting_number
    qualify
        count(*) over (partition by sum(debit_amount)) > 1
        or bool_or(debit_amount > 0 and debit_amount % $round_units = 0)
),

reversed as materialized (
    select distinct voucher_type, reverses_voucher_code as voucher_code
    from marts.fct_ledger_line
    where entity_code = $code and reverses_voucher_code is not null
)

select
    $code as entity_code,
    any_value(l.voucher_code) as journal_code,
    min(l.posting_date) as posting_date,
    cast(sum(l.debit_amount) * 1000 as bigint) as amount_thousandths,
    cast(coalesce(max(l.debit_amount) filter (where a.is_expense), 0) * 1000 as bigint)
        as largest_expense_thousandths,
    cast(sum(if(l.debit_amount > 0, a.fingerprint, a.fingerprint // 3)) as varchar) as account_set,
    cast(sum(cast(hash(l.description) >> 1 as bigint)) as varchar) as text_set
from marts.fct_ledger_line as l
inner join candidate as c on l.posting_number = c.posting_number
inner join screened_account as a on l.account_key = a.account_key
anti join reversed as r on l.voucher_type = r.voucher_type and l.voucher_code = r.voucher_code
where l.entity_code = $code and l.reverses_voucher_code is null
group by l.posting_number
having largest_expense_thousandths > 0
qualify
    count(*) over (partition by account_set, amount_thousandths) > 1
    or largest_expense_thousandths % ($round_units * 1000) = 0
"""

# Pay follows a scale and depreciation repeats itself: their digits are nobody's choice.
# The same amounts return: each is taken apart once.
_DIGITS = """
with amounts as (
    select
        l.entity_code,
        a.economic_class_code,
        abs(l.net_amount) as amount,
        count(*) as line_count
    from marts.fct_ledger_line as l
    inner join marts.dim_account as a on l.account_key = a.account_key
    where
        a.root_type in ('Revenue', 'Expense')
        and a.economic_class_code not in ('21', '23')
        and abs(l.net_amount) >= 10
    group by all
)

select
    entity_code,
    economic_class_code,
    cast(left(cast(cast(amount * 1000 as bigint) as varchar), 2) as integer) as first_two_digits,
    cast(sum(line_count) as bigint) as line_count
from amounts
group by all
"""


def analyse(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return findings of every entity in an open build; one row per entity, screen and subject."""
    codes = connection.execute(
        "select distinct entity_code from marts.fct_ledger_balance_month order by 1"
    ).fetchall()
    parts = [screen_digits(connection.execute(_DIGITS).df())]
    connection.execute(_ACCOUNTS)
    for (code,) in codes:
        asked = {"code": code, "round_units": ROUND_UNITS}
        journals = connection.execute(_JOURNALS, asked).df()
        parts += [find_duplicates(journals), find_round_amounts(journals)]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def find_duplicates(journals: pd.DataFrame) -> pd.DataFrame:
    """Return journals with the same accounts and amount within WINDOW_DAYS, each beside the one
    before.

    journals: one row per journal: entity_code, journal_code, posting_date, amount_thousandths
    (thousandths of the currency unit, exact), account_set and text_set (fingerprints). Score: 0.6,
    0.3 more for the same texts, up to 0.1 for being close in time. Source: the screen for same,
    same, same records, Nigrini 2012, ch. 12.
    """
    same = ["entity_code", "account_set", "amount_thousandths"]
    rows = journals.sort_values([*same, "posting_date", "journal_code"]).reset_index(drop=True)
    before = rows.groupby(same)[["journal_code", "posting_date", "text_set"]].shift()
    days = (rows["posting_date"] - before["posting_date"]).dt.days
    is_same_text = rows["text_set"] == before["text_set"]
    score = 0.6 + 0.3 * is_same_text + 0.1 * (1 - days / WINDOW_DAYS)
    rows = rows.assign(related_journal_code=before["journal_code"], score=score, days=days)
    rows = rows.assign(is_same_text=is_same_text)
    found = _best(rows[days <= WINDOW_DAYS], "amount_thousandths")
    reasons = [
        _duplicate_reason(*one)
        for one in zip(
            found["related_journal_code"], found["days"], found["is_same_text"], strict=True
        )
    ]
    return _findings(found, DUPLICATE, found["amount_thousandths"], reasons)


def _duplicate_reason(journal: str, days: float, is_same_text: bool) -> tuple[str, str]:
    # Its number is not broken at a line's end, and keeps its direction in an Arabic sentence.
    whole = journal.replace("-", "-\u2060")
    later, later_arabic = _days_later(round(days))
    english = f"Same accounts and amount as {whole}, {later}"
    arabic = f"نفس الحسابات والمبلغ كما في \u2066{whole}\u2069 {later_arabic}"
    if is_same_text:
        return f"{english}, same texts", f"{arabic}، وبنفس البيان"
    return english, arabic


def _days_later(days: int) -> tuple[str, str]:
    """Return how many days later, in both languages; a word agrees with its number."""
    if days == 0:
        return "on the same day", "في اليوم نفسه"
    arabic = {1: "يوم واحد", 2: "يومين"}.get(days, f"{days} {'أيام' if days <= 10 else 'يوماً'}")
    return f"{counted(days, 'day')} later", f"بعد {arabic}"


def find_round_amounts(journals: pd.DataFrame) -> pd.DataFrame:
    """Return journals whose largest expense is a whole multiple of ROUND_UNITS.

    journals: as for find_duplicates, with largest_expense_thousandths. Score: 0.5 for a multiple
    of 10,000, 0.7 of 50,000, 0.8 of 100,000, 0.9 of a million. Source: the number duplication and
    rounded numbers screens, Nigrini 2012, ch. 9.
    """
    units = journals["largest_expense_thousandths"] // 1000
    is_round = (journals["largest_expense_thousandths"] % (ROUND_UNITS * 1000) == 0) & (units > 0)
    found, units = journals[is_round], units[is_round]
    score = pd.Series(0.5, index=found.index)
    for step, value in ((50_000, 0.7), (100_000, 0.8), (1_000_000, 0.9)):
        score = score.mask(units % step == 0, value)
    found = found.assign(score=score, related_journal_code=None)
    found = _best(found, "largest_expense_thousandths")
    reasons = [
        (f"Expense of exactly {amount:,}", f"مصروف بمبلغ {amount:,} تماماً")
        for amount in found["largest_expense_thousandths"] // 1000
    ]
    return _findings(found, ROUND, found["largest_expense_thousandths"], reasons)


def screen_digits(counts: pd.DataFrame) -> pd.DataFrame:
    """Return every tested group of an entity's lines, and whether its digits are unlike Benford's
    law.

    counts: as for benford.measure_digits. Groups that conform are rows too (is_finding false): a
    screen shows what was tested. Score: the excess deviation as a share of three times the
    threshold, at most 1.
    """
    groups = measure_digits(counts)
    is_finding = groups["conformity"] == "Nonconforming"
    score = (groups["excess_deviation"] / 0.0066).clip(0, 1).round(4)
    return pd.DataFrame(
        {
            "entity_code": groups["entity_code"],
            "screen": DIGITS,
            "subject_code": groups["economic_class_code"],
            "related_journal_code": None,
            "posting_date": pd.NaT,
            "amount": None,
            "tested_count": groups["tested_count"],
            "score": score,
            "is_finding": is_finding,
            "reason_en": [_digits_reason(one)[0] for one in groups.itertuples()],
            "reason_ar": [_digits_reason(one)[1] for one in groups.itertuples()],
        }
    )


_CONFORMITY_AR = {
    "Close": "تطابق وثيق",
    "Acceptable": "تطابق مقبول",
    "Marginal": "تطابق حدّي",
    "Nonconforming": "غير متطابق",
}


def _digits_reason(group: Any) -> tuple[str, str]:
    """Return the reason in English and Arabic. group: a row of measure_digits."""
    facts = f"MAD {group.deviation:.4f}, chi-square {group.chi_square:.0f}"
    english = f"{group.conformity}: {facts}; amounts beginning with {group.digits} stand out most"
    arabic = f"أبرزها المبالغ التي تبدأ بالرقم {group.digits}"
    return english, f"{_CONFORMITY_AR[group.conformity]}: {facts}؛ {arabic}"


def _best(found: pd.DataFrame, amount: str) -> pd.DataFrame:
    """Return the FINDINGS_MAX rows of the highest score, then amount, then journal."""
    order = found.assign(score=found["score"].astype(float).round(4))
    order = order.sort_values(["score", amount, "journal_code"], ascending=[False, False, True])
    return order.head(FINDINGS_MAX)


def _findings(
    found: pd.DataFrame, screen: str, thousandths: pd.Series, reasons: list[tuple[str, str]]
) -> pd.DataFrame:
    """Return journals as findings."""
    return pd.DataFrame(
        {
            "entity_code": found["entity_code"],
            "screen": screen,
            "subject_code": found["journal_code"],
            "related_journal_code": found["related_journal_code"],
            "posting_date": found["posting_date"],
            "amount": [_as_money(one) for one in thousandths],
            "tested_count": 1,
            "score": found["score"],
            "is_finding": True,
            "reason_en": [english for english, _ in reasons],
            "reason_ar": [arabic for _, arabic in reasons],
        }
    )


def _as_money(thousandths: int) -> str:
    """Return an exact amount as text, which DuckDB casts to DECIMAL without a float between.

    >>> _as_money(1234005)
    '1234.005'
    """
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"
