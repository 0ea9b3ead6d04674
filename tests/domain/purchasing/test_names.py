"""Names that are the same in another spelling, or in the other script."""

import pytest

from erp_app.domain.purchasing.names import name_key, sound_key

SAME = [
    ("Al Noor Trading L.L.C", "AL-NOOR TRADING LLC"),
    ("The Gulf Company for Water Ltd.", "Gulf for Water"),
    ("شركة النور للتجارة ذ.م.م", "النّور للتجاره"),
    ("مؤسسة أحمد الـهـاشمي", "احمد الهاشمى"),
    ("الإمارات ١٢ للخدمات", "الامارات 12 للخدمات"),
]
OTHER = [("Al Noor Trading", "Al Noor Transport"), ("النور للتجارة", "الفجر للتجارة")]
ACROSS = [
    ("Al Barakah", "البركة"),
    ("Khalid Mansour", "خالد منصور"),
    ("Al Sharq", "الشرق"),
    ("Gharib Hashim", "غريب هاشم"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("latin", "arabic"), ACROSS)
def test_one_name_sounds_alike_in_both_scripts(latin, arabic):
    assert sound_key(latin) == sound_key(arabic) != ""


def test_name_of_legal_words_alone_stays_a_name():
    assert name_key("The Company LLC") != ""
    assert name_key(None) == sound_key("") == ""
