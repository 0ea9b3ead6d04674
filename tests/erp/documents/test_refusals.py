"""What a refusal says reads in order in both languages."""

from datetime import date

import frappe
import pytest

from erp_app.documents.refusals import translate
from erp_app.domain.languages import isolate

TEMPLATE = "Account {0} is disabled"
VALUES = ("52101-A", date(2026, 3, 5), 13)


@pytest.fixture
def language(site):
    before = frappe.local.lang
    yield lambda code: setattr(frappe.local, "lang", code)
    frappe.local.lang = before


@pytest.mark.parametrize("value", VALUES)
def test_every_value_keeps_its_order_among_arabic_words(language, value):
    language("en")
    plain = translate(TEMPLATE, [value])
    shown = plain.removeprefix("Account ").removesuffix(" is disabled")
    assert "\u2068" not in plain
    language("ar")
    assert isolate(shown) in translate(TEMPLATE, [value])
