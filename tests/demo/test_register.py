"""The companies of the demonstration: the same for a seed, valid, of every fate."""

from datetime import date

from demo.generate.register import (
    ACTIVE,
    BLOCKED,
    COMPANIES_AT_FULL,
    COMPANIES_MIN,
    EXPIRED,
    WAITING,
    count_companies,
    list_companies,
)
from erp_app.domain.purchasing.suppliers import LEGAL_FORMS, RISK_TIERS, read_tax_number

SEED = 42


def test_companies_follow_from_the_seed():
    assert list_companies(SEED, 0.1) == list_companies(SEED, 0.1)
    assert list_companies(SEED, 0.1) != list_companies(SEED + 1, 0.1)
    assert list_companies(SEED, 0.01) == list_companies(SEED, 0.1)[: count_companies(0.01)]


def test_scale_says_how_many():
    assert count_companies(0.1) == count_companies(1) == COMPANIES_AT_FULL
    assert count_companies(0.001) == COMPANIES_MIN


def test_every_company_is_one_that_the_register_takes():
    companies = list_companies(SEED, 0.1)
    assert len({one.tax_number for one in companies}) == len(companies)
    assert len({one.supplier.iban for one in companies}) == len(companies)
    for one in companies:
        assert read_tax_number(one.tax_number) == one.tax_number
        assert one.legal_form in LEGAL_FORMS
        assert one.risk_tier in RISK_TIERS
        assert (one.licence_expiry < date(2026, 11, 1)) is (one.fate == EXPIRED)


def test_every_fate_is_there():
    fates = [one.fate for one in list_companies(SEED, 0.1)]
    assert set(fates) == {ACTIVE, BLOCKED, EXPIRED, WAITING}
    assert fates.count(ACTIVE) > 0.8 * len(fates)
