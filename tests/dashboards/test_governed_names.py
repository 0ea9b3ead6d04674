"""Names that look like a governed dashboard's, and those that only begin like one."""

from __future__ import annotations

import pytest

from bi.governed_names import is_reserved, seen_as
from bi.subjects import subjects

ALIKE = [
    ("Workforce", "WORKFORCE", "Work force", "Work-force.", "Wοrkfоrce", "Workforсe", "W0rkforce"),
    ("Ledger lines", "Ledger Iines", "ledger  1ines", "Lédger lines", "\u202eLedger lines\u202c"),
    ("القوى العاملة", "القوي العامله", "القوىٰ العاملة", "القـوى العاملة", "القوی العاملۃ"),
    ("مالية الجهة", "ماليه الجهه", "مَالِيَّة الجهة"),
]


@pytest.mark.parametrize("names", ALIKE, ids=[one[0] for one in ALIKE])
def test_what_looks_alike_is_the_same(names):
    assert len({seen_as(name) for name in names}) == 1
    assert all(map(is_reserved, names))


def test_every_slug_is_reserved_in_both_languages():
    for subject in subjects():
        assert is_reserved(subject)
        assert is_reserved(f"{subject}-ar")


@pytest.mark.parametrize(
    "name",
    ["Workforce of roads", "My government", "Finance", "القوى العاملة في الطرق", "", "لوحتي"],
)
def test_other_names_are_free(name):
    assert not is_reserved(name)
