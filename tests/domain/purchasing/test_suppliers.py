"""Numbers of suppliers, what they are on a day, and since when an account counts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.purchasing.suppliers import (
    ACTIVE,
    BLOCKED,
    EXPIRED,
    CompulsoryKind,
    ConfirmedAccount,
    HeldDocument,
    PaymentTermsInvalidError,
    TaxNumberInvalidError,
    account_in_force,
    counts_from,
    mask_account,
    missing_kinds,
    number_key,
    read_tax_number,
    require_payment_days,
    standing_on,
)

TODAY = date(2026, 11, 30)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("text", ["12345", "1002345678900034", "10023456789000A", "١٢٣"])
def test_tax_number_of_another_form_is_refused(text):
    with pytest.raises(TaxNumberInvalidError, match="15 digits"):
        read_tax_number(text)


@pytest.mark.parametrize("text", ["", None, "  "])
def test_supplier_without_a_tax_number_is_no_fault(text):
    assert read_tax_number(text) == ""


def test_licence_is_the_same_in_other_digits_and_joints():
    assert number_key("CN-123/456") == number_key(" cn١٢٣٤٥٦ ")
    assert number_key(None) == ""


@pytest.mark.parametrize("days", [-1, 366])
def test_payment_terms_are_days_of_a_year(days):
    with pytest.raises(PaymentTermsInvalidError):
        require_payment_days(days)
    assert require_payment_days(0) == 0


def test_masked_account_shows_its_ends_alone():
    assert mask_account("AE070331234567890123456") == "AE07 … 3456"
    assert mask_account("") == ""


def test_compulsory_kinds_follow_form_and_day():
    rules = [
        CompulsoryKind("trade-licence", "Civil Company", date(2026, 1, 1)),
        CompulsoryKind("insurance", "", date(2027, 1, 1)),
        CompulsoryKind("bank-letter", "", date(2020, 1, 1), date(2020, 12, 31)),
    ]
    assert missing_kinds(rules, [], "Civil Company", TODAY) == ["trade-licence"]
    assert missing_kinds(rules, [], "Other", TODAY) == []
    assert missing_kinds(rules, [], "Other", date(2027, 1, 1)) == ["insurance"]


def test_document_counts_on_its_last_day_and_not_after_it():
    rules = [CompulsoryKind("trade-licence", "")]
    held = [HeldDocument("trade-licence", TODAY)]
    assert missing_kinds(rules, held, "Other", TODAY) == []
    assert missing_kinds(rules, held, "Other", TODAY + timedelta(1)) == ["trade-licence"]
    assert missing_kinds(rules, [HeldDocument("trade-licence")], "Other", TODAY) == []


def test_block_says_more_than_a_day_that_has_passed():
    yesterday = TODAY - timedelta(1)
    assert standing_on(TODAY, "fraud", yesterday, ["x"]) == (BLOCKED, "fraud")
    assert standing_on(TODAY, "", yesterday, [])[0] == EXPIRED
    assert standing_on(TODAY, "", TODAY, []) == (ACTIVE, "")
    assert standing_on(TODAY, "", None, ["insurance"]) == (EXPIRED, "insurance")


@given(wanted=st.none() | DAYS, confirmed=DAYS, cooling=st.integers(1, 90))
def test_no_wanted_day_shortens_the_cooling_time(wanted, confirmed, cooling):
    first = counts_from(wanted, confirmed, cooling)
    assert first >= confirmed + timedelta(cooling)
    assert first == confirmed + timedelta(cooling) or first == wanted


@given(old=DAYS, confirmed=DAYS, cooling=st.integers(1, 90), after=st.integers(-100, 100))
def test_account_before_stays_until_the_new_one_counts(old, confirmed, cooling, after):
    first = counts_from(None, confirmed, cooling)
    accounts = [
        ConfirmedAccount("old", min(old, confirmed)),
        ConfirmedAccount("new", first),
    ]
    day = first + timedelta(after)
    if day >= first:
        assert account_in_force(accounts, day) == "new"
    elif day >= min(old, confirmed):
        assert account_in_force(accounts, day) == "old"
    else:
        assert account_in_force(accounts, day) == ""
