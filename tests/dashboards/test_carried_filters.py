"""Filters of a dashboard as those of the same dashboard in the other language."""

from __future__ import annotations

import pytest

from bi.carried_filters import twin_id, twin_state
from bi.compiler.bundle import compile_form
from bi.compiler.form import load_form
from bi.compiler.marts import load_marts

NAMES = {"Courts of Justice": "محاكم العدل", 2026: 2026, "2026": "2026"}
HERE = {
    "NATIVE_FILTER-finance-entity": (7, "entity_name_en"),
    "NATIVE_FILTER-finance-year": (7, "fiscal_year"),
    "NATIVE_FILTER-finance-months": None,
}
THERE = {
    "NATIVE_FILTER-finance-entity_ar": (7, "entity_name_ar"),
    "NATIVE_FILTER-finance-year_ar": (7, "fiscal_year_ar"),
    "NATIVE_FILTER-finance-months_ar": None,
}


def mask(value, **more):
    return {"filterState": {"value": value}, "extraFormData": {}, "ownState": {"page": 2}, **more}


def translate(_here, there, values):
    assert there[1].endswith("_ar")
    return [NAMES[value] for value in values if value in NAMES]


def carried(**state):
    named = {f"NATIVE_FILTER-finance-{name}": one for name, one in state.items()}
    return twin_state(named, HERE, THERE, "ar", translate)


def test_entity_and_year_are_the_same_in_the_other_language():
    found = carried(entity=mask(["Courts of Justice"]), year=mask(["2026"]))
    entity = found["NATIVE_FILTER-finance-entity_ar"]
    assert entity["extraFormData"]["filters"] == [
        {"col": "entity_name_ar", "op": "IN", "val": ["محاكم العدل"]}
    ]
    assert entity["filterState"] == {"label": "محاكم العدل", "value": ["محاكم العدل"]}
    assert entity["id"] == "NATIVE_FILTER-finance-entity_ar"
    assert entity["ownState"] == {}
    year = found["NATIVE_FILTER-finance-year_ar"]["extraFormData"]["filters"]
    assert year == [{"col": "fiscal_year_ar", "op": "IN", "val": ["2026"]}]


def test_range_of_months_is_carried_as_it_is():
    chosen = mask(
        "2026-01-01 : 2026-04-01", extraFormData={"time_range": "2026-01-01 : 2026-04-01"}
    )
    found = carried(months=chosen)["NATIVE_FILTER-finance-months_ar"]
    assert found["extraFormData"] == chosen["extraFormData"]
    assert found["filterState"] == chosen["filterState"]


@pytest.mark.parametrize(
    "state",
    [
        {"entity": mask(["Nobody"])},
        {"entity": mask(None)},
        {"entity": mask([])},
        {"entity": mask([["Courts of Justice"], {}])},
        {"entity": ["Courts of Justice"]},
        {"entity": {"filterState": "Courts of Justice"}},
        {"months": mask(None)},
        {"ministry": mask(["Courts of Justice"])},
        {},
    ],
)
def test_what_has_no_twin_is_left_out(state):
    assert carried(**state) == {}


def test_every_filter_of_every_dashboard_has_a_twin():
    bundle = compile_form(load_form(), load_marts())
    for subject in load_form().dashboards:
        names = {}
        for language, slug in (("en", subject), ("ar", f"{subject}-ar")):
            configured = bundle[f"dashboards/{slug}.yaml"]["metadata"]
            names[language] = [f["id"] for f in configured["native_filter_configuration"]]
        assert [twin_id(name, "ar") for name in names["en"]] == names["ar"]
        assert [twin_id(name, "en") for name in names["ar"]] == names["en"]
        for slug, other in ((subject, "ar"), (f"{subject}-ar", "en")):
            position = bundle[f"dashboards/{slug}.yaml"]["position"]
            assert f"](/lang/{other})" in position["MARKDOWN-about"]["meta"]["code"]
