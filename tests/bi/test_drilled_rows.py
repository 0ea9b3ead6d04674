"""The rows behind a tile are in the language of its page; elsewhere nothing is left out."""

from __future__ import annotations

import pytest

from bi.compiler.form import load_form
from erp_app.domain.languages import other_language
from tests.bi.reader import Reader

pytestmark = pytest.mark.platform


def columns(person: Reader, dataset: int, **more) -> list[str]:
    asked = {"datasource_type": "table", "datasource_id": dataset, "per_page": 5, "page": 1}
    answer = person.post(
        "/datasource/samples", params={**asked, **more}, json={"filters": [], "extras": {}}
    )
    assert answer.status_code == 200, answer.text[:300]
    result = answer.json()["result"]
    assert result["data"]
    assert [set(row) for row in result["data"]] == [set(result["colnames"])] * len(result["data"])
    assert len(result["colnames"]) == len(result["coltypes"])
    return result["colnames"]


@pytest.mark.parametrize(
    ("language", "own", "other"),
    [
        ("en", {"entity_name_en", "status_en"}, {"entity_name_ar", "status_ar"}),
        ("ar", {"entity_name_ar", "status_ar"}, {"entity_name_en", "status_en"}),
    ],
)
def test_drilled_rows_are_in_one_language(language, own, other, reader, datasets):
    person = reader("Roads Analyst")
    dashboard = person.get("/api/v1/dashboard/entity-finance").json()["result"]["id"]
    assert person.get(f"/lang/{language}").status_code == 302
    try:
        seen = set()
        for table in ("rpt_trial_balance", "rpt_entity_freshness"):
            seen |= set(columns(person, datasets[table], dashboard_id=dashboard))
            everything = set(columns(person, datasets[table]))
            assert {"entity_name_en", "entity_name_ar"} <= everything
    finally:
        person.get("/lang/en")
    assert own <= seen
    form = load_form()
    for name in ("trial_balance", "freshness"):
        for one in form.datasets[name].dimensions.values():
            shown, hidden = (one.column(each) for each in (language, other_language(language)))
            assert hidden == shown or not {shown, hidden} <= seen, one.name
    assert not other & seen
    assert {"entity_code", "code_ar"} & seen
