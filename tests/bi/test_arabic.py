"""Superset's Arabic with our corrections, as pages fetch it."""

import pytest
import yaml

from ops.installation.instance import REPO

PLURAL_FORMS = 6


@pytest.fixture(scope="module")
def ours():
    return yaml.safe_load((REPO / "bi" / "arabic.yml").read_text("utf-8"))


def test_pages_get_our_words_over_supersets(reader, ours):
    answer = reader("Executive").get("/superset/language_pack/ar/")
    assert answer.headers["cache-control"] == "private, max-age=3600"
    words = answer.json()["locale_data"]["superset"]
    assert len(words) > 1000
    assert words["Rows"] == ["صفوف"]  # Superset's own
    for english, arabic in ours.items():
        assert words[english] == (arabic if isinstance(arabic, list) else [arabic]), english


def test_menu_of_an_arabic_page_is_arabic(reader):
    person = reader("Executive")
    menus = {}
    for language in ("ar", "en"):
        person.get(f"/lang/{language}")
        page = person.get("/superset/welcome/").text
        menus[language] = "الرئيسية" in page or r"\u0627\u0644\u0631\u0626\u064a\u0633" in page
    assert menus == {"ar": True, "en": False}


def test_every_plural_has_arabics_six_forms(ours):
    plurals = [forms for forms in ours.values() if isinstance(forms, list)]
    assert plurals
    assert all(len(forms) == PLURAL_FORMS for forms in plurals)
