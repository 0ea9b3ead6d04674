"""The hash chain: every altered, removed or inserted line is found at its number."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.chained import (
    GENESIS_HASH,
    ChainedLine,
    Column,
    Form,
    Kind,
    LedgerSpec,
    check_chain,
    line_hash,
    link,
)
from erp_app.domain.general_ledger import GENERAL_LEDGER, draft_lines
from tests.domain.journals import balanced_journals, credit, debit, entry

JOURNAL = entry(debit("51110", "5.00", cost_centre="1000"), credit("11110", "5.00"))
POSTED = ("officer@x", "2026-03-05 08:00:00.000000")
SPEC = GENERAL_LEDGER


def seal(spec, drafts, posting_number=1, before=()):
    """Return lines as an append stores them, after those before."""
    lines = list(before)
    for draft in drafts:
        previous = lines[-1].hash if lines else GENESIS_HASH
        number = len(lines) + 1
        sealed = link(previous, number, posting_number, spec.digest(draft, *POSTED))
        lines.append(ChainedLine(number, posting_number, *draft, *POSTED, spec.newest_form, sealed))
    return lines


def sealed(*journals):
    lines = []
    for number, journal in enumerate(journals, 1):
        lines = seal(SPEC, draft_lines(journal, "J1", "2026-03"), number, lines)
    return lines


def test_form_1_of_the_general_ledger_never_changes():
    line = sealed(JOURNAL)[0]
    assert SPEC.content(line) == (
        '[1,"Journal","J1",1,"2026-03-05","2026-03","51110","1000","","","","","5","0","","",'
        '"officer@x","2026-03-05 08:00:00.000000"]'
    )
    assert line.hash == line_hash(SPEC, GENESIS_HASH, line)
    assert line.hash == "e02891c7748919c0180f4aff9194abd9f4928cc99cec56370e6b17e5cd738cdf"


@given(st.lists(balanced_journals(), min_size=1, max_size=5))
def test_untouched_chain_has_no_findings(journals):
    assert list(check_chain(SPEC, sealed(*journals))) == []


CHANGES = {
    "account": "11110x",
    "debit": Decimal("5.01"),
    "credit": Decimal("0.000000001"),
    "posting_date": date(2026, 3, 5) + timedelta(days=1),
    "period": "2026-04",
    "cost_centre": "2000",
    "fund": "GF",
    "programme": "P1",
    "project": "P2",
    "function": "01.1",
    "description": "other",
    "reverses": "J0",
}
FRAME_CHANGES = {
    "voucher_type": "Invoice",
    "voucher": "J9",
    "line_number": 7,
    "posting_number": 9,
    "posted_by": "someone@x",
    "posted_at": "2026-03-05 08:00:00.000001",
    "form": 2,
    "hash": "f" * 64,
}


def changed(line, name, value):
    """Return the line with one of the ledger's own columns changed."""
    place = SPEC.positions[name]
    values = (*line.values[:place], value, *line.values[place + 1 :])
    return line._replace(values=values)


@pytest.mark.parametrize("name", [*CHANGES, *FRAME_CHANGES])
def test_any_altered_column_is_found_at_its_line(name):
    lines = sealed(JOURNAL, JOURNAL, JOURNAL)
    if name in CHANGES:
        lines[2] = changed(lines[2], name, CHANGES[name])
    else:
        lines[2] = lines[2]._replace(**{name: FRAME_CHANGES[name]})
    (found,) = check_chain(SPEC, lines)
    assert (found.code, found.line) == ("line_altered", 3)


def test_every_column_of_a_line_is_sealed():
    assert set(CHANGES) == set(SPEC.positions)
    assert set(FRAME_CHANGES) | {"number", "values"} == set(ChainedLine._fields)


def test_removed_and_swapped_lines_are_found():
    lines = sealed(JOURNAL, JOURNAL)
    (gap,) = check_chain(SPEC, lines[:1] + lines[2:])
    assert (gap.code, gap.line) == ("line_missing", 2)
    swapped = [lines[0], lines[2]._replace(number=2), lines[1]._replace(number=3), lines[3]]
    (found,) = check_chain(SPEC, swapped)
    assert (found.code, found.line) == ("line_altered", 2)


def test_chain_can_be_checked_from_the_middle():
    lines = sealed(JOURNAL, JOURNAL)
    assert list(check_chain(SPEC, lines[2:], lines[1].hash, first_number=3)) == []


# --- forms ---------------------------------------------------------------------------------

FIRST = LedgerSpec("Leave", "Leave Line", (Column("days", Kind.AMOUNT),), (Form(1, ("days",)),), ())
SECOND = replace(
    FIRST,
    columns=(*FIRST.columns, Column("note", Kind.TEXT)),
    forms=(*FIRST.forms, Form(2, ("note", "days"))),
)


def leave_lines():
    """Two lines of form 1, then one of form 2, as a ledger that learned a column holds them."""
    old = [("Leave Request", "L1", place, (Decimal("2.5"),)) for place in (1, 2)]
    lines = seal(FIRST, _drafts(old))
    lines = [line._replace(values=(*line.values, "")) for line in lines]
    return seal(SECOND, _drafts([("Leave Request", "L2", 1, (Decimal(3), "half"))]), 2, lines)


def _drafts(rows):
    from erp_app.domain.chained import LineDraft

    return [LineDraft(*row) for row in rows]


def test_a_later_form_is_added_beside_the_old_one():
    lines = leave_lines()
    assert [line.form for line in lines] == [1, 1, 2]
    assert list(check_chain(SECOND, lines)) == []
    lines[2] = lines[2]._replace(values=(Decimal(3), "whole"))
    assert [found.line for found in check_chain(SECOND, lines)] == [3]


def test_column_that_a_lines_form_does_not_seal_must_be_empty():
    lines = leave_lines()
    lines[0] = lines[0]._replace(values=(Decimal("2.5"), "slipped in"))
    (found,) = check_chain(SECOND, lines)
    assert (found.code, found.line) == ("line_altered", 1)


def test_form_that_never_was_is_found():
    (found,) = check_chain(FIRST, leave_lines()[2:], leave_lines()[1].hash, 3)
    assert (found.code, found.line) == ("line_altered", 3)
