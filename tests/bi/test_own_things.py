"""What somebody makes for themselves does not pass for a governed dashboard."""

from __future__ import annotations

import json

import pytest

from bi.compiler.identity import asset_uuid, mark
from tests.bi.reader import Reader

pytestmark = pytest.mark.platform
MADE: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def clean(administrator):
    yield
    for address in MADE:
        administrator.ask("DELETE", address)


def make(person: Reader, **facts):
    answer = person.post("/api/v1/dashboard/", json={"dashboard_title": "Mine", **facts})
    if answer.status_code == 201:
        MADE.append(f"/api/v1/dashboard/{answer.json()['id']}")
    return answer


NAMES = {
    "its title": {"dashboard_title": "Government at a glance"},
    "in capitals, with spaces": {"dashboard_title": " GOVERNMENT  at a GLANCE"},
    "with Cyrillic letters": {"dashboard_title": "Gоvernmеnt at а glance"},
    "with an I for an l": {"dashboard_title": "Government at a gIance"},
    "in full width": {"dashboard_title": "Ｗｏｒｋｆｏｒｃｅ"},
    "with a letter that nobody sees": {"dashboard_title": "Work\u200bforce"},
    "in Arabic": {"dashboard_title": "الحكومة في لمحة"},
    "with another ta": {"dashboard_title": "الحكومه في لمحه"},
    "lengthened": {"dashboard_title": "الحكـــومة في لمحة"},
    "its slug": {"slug": "government-ar"},
    "a slug like it": {"slug": "Entity_Finance"},
    "the slug as a title": {"dashboard_title": "Entity-Finance"},
}


@pytest.mark.parametrize("role", ["Analyst", "Roads Analyst", "Releaser"])
@pytest.mark.parametrize("name", NAMES)
def test_governed_names_are_taken(name, role, reader):
    answer = make(reader(role), **NAMES[name])
    if name == "its slug":  # there is one of it already
        assert answer.status_code == 422, answer.text[:300]
        return
    assert answer.status_code == 400, answer.text[:300]
    [said] = answer.json()["errors"]  # in the language of who asks
    assert "governed dashboard" in said["message"] or "لوحة محوكمة" in said["message"]
    [own] = [make(reader(role))]
    address = f"/api/v1/dashboard/{own.json()['id']}"
    answer = reader(role).ask("PUT", address, json=NAMES[name])
    assert answer.status_code == 400, answer.text[:300]
    assert reader(role).get(address).json()["result"]["dashboard_title"] == "Mine"


MARKS = {
    "a style sheet": {"css": "body { display: none }"},
    "a certificate": {"certified_by": "Data team"},
    "words of a certificate": {"certification_details": "Reviewed"},
    "our mark": {"external_url": mark("dashboard", "new")},
    "our number": {"uuid": asset_uuid("dashboard", "new")},
}


@pytest.mark.parametrize("what", MARKS)
def test_what_only_governed_dashboards_have_is_not_taken(what, reader):
    person = reader("Roads Analyst")
    answer = make(person, **MARKS[what])
    assert answer.status_code == 400, answer.text[:300]
    address = f"/api/v1/dashboard/{make(person).json()['id']}"
    assert person.ask("PUT", address, json=MARKS[what]).status_code == 400


def test_chart_is_not_made_in_place_of_a_tile_to_come(reader, datasets):
    """A tile's number follows from its name: whoever had it first would own the tile."""
    chart = {
        "slice_name": "Squatter",
        "viz_type": "table",
        "datasource_id": datasets["rpt_workforce_month"],
        "datasource_type": "table",
        "params": json.dumps({"viz_type": "table"}),
    }
    for facts in (
        {"uuid": asset_uuid("chart", "workforce-joiners-walked")},
        {"external_url": mark("chart", "workforce-joiners-walked")},
        {"certified_by": "Data team"},
    ):
        answer = reader("Analyst").post("/api/v1/chart/", json={**chart, **facts})
        assert answer.status_code == 400, answer.text[:300]


def test_own_dashboard_is_saved_as_before(reader):
    person = reader("Roads Analyst")
    own = make(person, dashboard_title="Roads, my notes", css="", slug="roads-notes")
    assert own.status_code == 201, own.text[:300]
    address = f"/api/v1/dashboard/{own.json()['id']}"
    body = {"dashboard_title": "Government of roads", "css": "", "published": True}
    answer = person.ask("PUT", address, json=body)
    assert answer.status_code == 200, answer.text[:300]


def test_every_page_can_say_whose_a_dashboard_is(reader):
    assert reader("Analyst").get("/lang/en").status_code == 302
    page = reader("Analyst").get("/dashboard/list/").text
    assert "not governed, not reviewed by the data team" in page
