"""Tax of purchases: lines add up to their document, and every fils of it is borne or recovered."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.money import round_money, total
from erp_app.domain.purchasing.vat import (
    AmountNotRoundedError,
    Taxable,
    VatCategory,
    VatRounding,
    tax_lines,
)

FIVE = Decimal(5)
CENTS = st.decimals(min_value=-100000, max_value=100000, places=2)
LINES = st.lists(
    st.builds(
        Taxable,
        CENTS,
        st.sampled_from(VatCategory),
        st.sampled_from([Decimal(0), FIVE, Decimal("17.5")]),
        st.sampled_from([Decimal(0), Decimal("33.3"), Decimal(100)]),
    ),
    max_size=12,
)


def line(net, category=VatCategory.STANDARD, recoverable=0):
    return Taxable(Decimal(net), category, FIVE, Decimal(recoverable))


def test_document_is_taxed_as_a_whole_and_its_lines_share_it():
    nets = ["0.10"] * 3
    per_line = tax_lines([line(net) for net in nets])
    whole = tax_lines([line(net) for net in nets], VatRounding.PER_DOCUMENT)
    assert [str(one.tax) for one in per_line] == ["0.01", "0.01", "0.01"]
    assert total(one.tax for one in whole) == Decimal("0.02")
    assert sorted(str(one.tax) for one in whole) == ["0.00", "0.01", "0.01"]


@pytest.mark.parametrize(
    ("category", "tax", "gross"),
    [
        (VatCategory.STANDARD, "5.00", "105.00"),
        (VatCategory.ZERO, "0", "100.00"),
        (VatCategory.EXEMPT, "0", "100.00"),
        (VatCategory.OUT_OF_SCOPE, "0", "100.00"),
        (VatCategory.REVERSE_CHARGE, "5.00", "100.00"),
    ],
)
def test_each_category_charges_owes_and_costs_its_own(category, tax, gross):
    [taxed] = tax_lines([line("100.00", category, 40)])
    assert (taxed.tax, taxed.gross) == (Decimal(tax), Decimal(gross))
    assert taxed.cost == Decimal("100.00") + Decimal(tax) * Decimal("0.6")


@given(LINES, st.sampled_from(VatRounding))
def test_every_line_is_whole(lines, rounding):
    for asked, taxed in zip(lines, tax_lines(lines, rounding), strict=True):
        assert taxed.recoverable + taxed.borne == taxed.tax
        assert taxed.cost + taxed.recoverable == taxed.net + taxed.tax
        assert abs(taxed.tax - asked.exact_tax) < Decimal("0.01") + Decimal("0.005")
        assert taxed.tax == round_money(taxed.tax)


@given(LINES)
def test_lines_add_up_to_the_tax_of_their_document(lines):
    taxed = tax_lines(lines, VatRounding.PER_DOCUMENT)
    for key in {(one.category, one.rate_percent) for one in lines}:
        places = [i for i, one in enumerate(lines) if (one.category, one.rate_percent) == key]
        exact = total(lines[place].exact_tax for place in places)
        assert total(taxed[place].tax for place in places) == round_money(exact)


@given(LINES)
def test_credit_note_of_everything_leaves_nothing(lines):
    back = [
        Taxable(-one.net, one.category, one.rate_percent, one.recoverable_percent) for one in lines
    ]
    found = tax_lines([*lines, *back])
    assert (total(one.tax for one in found), total(one.cost for one in found)) == (0, 0)


def test_amount_of_other_decimals_is_refused():
    with pytest.raises(AmountNotRoundedError, match=r"0\.001 has more than 2 decimals"):
        tax_lines([line("0.001")])
