"""The hash chain: every altered, removed or inserted line is found at its number."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.chain import GENESIS_HASH, canonical_content, check_chain, line_hash, seal_lines
from erp_app.domain.dimensions import DimensionSet
from erp_app.domain.ledger import build_lines
from tests.domain.journals import balanced_journals, credit, debit, draft

JOURNAL = draft(debit("51110", "5.00", cost_centre="1000"), credit("11110", "5.00"))
POSTED = ("officer@x", "2026-03-05 08:00:00.000000")


def sealed(*journals):
    lines, previous = [], GENESIS_HASH
    for number, journal in enumerate(journals, 1):
        built = build_lines(journal, "2026-03", len(lines) + 1, number, *POSTED)
        lines += seal_lines(built, previous)
        previous = lines[-1].hash
    return lines


def test_canonical_form_never_changes():
    (line, _other) = sealed(JOURNAL)
    assert canonical_content(line) == (
        '[1,1,"J1",1,"2026-03-05","2026-03","51110","1000","","","","","5","0","","",'
        '"officer@x","2026-03-05 08:00:00.000000"]'
    )
    assert line.hash == line_hash(GENESIS_HASH, line)
    assert line.hash == "5eb4ef15175297e3653db2473c9ed77f835bcc2cb564f9f777417b01f10e95e4"


@given(st.lists(balanced_journals(), min_size=1, max_size=5))
def test_untouched_chain_has_no_findings(journals):
    assert list(check_chain(sealed(*journals))) == []


CHANGES = {
    "account": "11110x",
    "debit": Decimal("5.01"),
    "credit": Decimal("0.000000001"),
    "posting_date": date(2026, 3, 5) + timedelta(days=1),
    "period": "2026-04",
    "dimensions": DimensionSet("2000"),
    "description": "other",
    "reverses": "J0",
    "journal": "J9",
    "line_number": 7,
    "posting_number": 9,
    "posted_by": "someone@x",
    "posted_at": "2026-03-05 08:00:00.000001",
    "hash": "f" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
def test_any_altered_field_is_found_at_its_line(field):
    lines = sealed(JOURNAL, JOURNAL, JOURNAL)
    lines[2] = replace(lines[2], **{field: CHANGES[field]})
    (found,) = check_chain(lines)
    assert (found.code, found.line) == ("line_altered", 3)


def test_every_field_of_a_line_is_sealed():
    assert set(CHANGES) | {"number"} == set(sealed(JOURNAL)[0].__dataclass_fields__)


def test_removed_and_swapped_lines_are_found():
    lines = sealed(JOURNAL, JOURNAL)
    (gap,) = check_chain(lines[:1] + lines[2:])
    assert (gap.code, gap.line) == ("line_missing", 2)
    swapped = [lines[0], replace(lines[2], number=2), replace(lines[1], number=3), lines[3]]
    (found,) = check_chain(swapped)
    assert (found.code, found.line) == ("line_altered", 2)


def test_chain_can_be_checked_from_the_middle():
    lines = sealed(JOURNAL, JOURNAL)
    assert list(check_chain(lines[2:], lines[1].hash, first_number=3)) == []
