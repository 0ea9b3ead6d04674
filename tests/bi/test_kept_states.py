"""Links to share, filters in an address, charts being drawn: who may open what somebody typed."""

from __future__ import annotations

import json
import re

import pytest

from tests.bi.reader import COUNT, Reader

pytestmark = pytest.mark.platform
TYPED = "Project Quiet Harbour"  # what only its writer and colleagues may read
SEAL = 24

# Maker -> who sees at least as much, and who does not.
REACH = {
    "Analyst": (("Executive", "Auditor"), ("Roads Analyst", "Finance Analyst", "Pair")),
    "Roads Analyst": (("Analyst", "Executive", "Pair"), ("Finance Analyst",)),
    "Pair": (("Analyst",), ("Roads Analyst", "Finance Analyst")),
}


def number_of(person: Reader, slug: str) -> int:
    return person.get(f"/api/v1/dashboard/{slug}").json()["result"]["id"]


def filters() -> dict:
    return {
        "NATIVE_FILTER-finance-cost-centre": {
            "id": "NATIVE_FILTER-finance-cost-centre",
            "extraFormData": {"filters": [{"col": "cost", "op": "IN", "val": [TYPED]}]},
            "filterState": {"value": [TYPED], "label": TYPED},
        }
    }


def form_data(datasets: dict[str, int]) -> dict:
    return {
        "datasource": f"{datasets['fct_ledger_line']}__table",
        "viz_type": "table",
        "slice_name": TYPED,
        "metrics": [{**COUNT, "label": TYPED}],
    }


def dashboard_link(person: Reader, datasets) -> str:
    answer = person.post(
        "/api/v1/dashboard/entity-finance/permalink", json={"dataMask": filters(), "activeTabs": []}
    )
    assert answer.status_code == 201, answer.text[:300]
    return f"/api/v1/dashboard/permalink/{answer.json()['key']}"


def chart_link(person: Reader, datasets) -> str:
    body = {"formData": form_data(datasets), "urlParams": []}
    answer = person.post("/api/v1/explore/permalink", json=body)
    assert answer.status_code == 201, answer.text[:300]
    return f"/api/v1/explore/permalink/{answer.json()['key']}"


def filter_state(person: Reader, datasets) -> str:
    place = f"/api/v1/dashboard/{number_of(person, 'entity-finance')}/filter_state"
    answer = person.post(place, json={"value": json.dumps(filters())})
    assert answer.status_code == 201, answer.text[:300]
    return f"{place}/{answer.json()['key']}"


def drawn_chart(person: Reader, datasets) -> str:
    body = {
        "datasource_id": datasets["fct_ledger_line"],
        "datasource_type": "table",
        "form_data": json.dumps(form_data(datasets)),
    }
    answer = person.post("/api/v1/explore/form_data", json=body)
    assert answer.status_code == 201, answer.text[:300]
    return f"/api/v1/explore/form_data/{answer.json()['key']}"


KINDS = (dashboard_link, chart_link, filter_state, drawn_chart)


@pytest.mark.parametrize("maker", REACH)
@pytest.mark.parametrize("make", KINDS)
def test_state_opens_to_who_sees_all_that_its_maker_sees(make, maker, reader, datasets):
    address = make(reader(maker), datasets)
    colleagues, others = REACH[maker]
    for name in (maker, *colleagues):
        answer = reader(name).get(address)
        assert (answer.status_code, TYPED in answer.text) == (200, True), (name, answer.text[:300])
    for name in others:
        answer = reader(name).get(address)
        assert answer.status_code in (403, 404), (name, answer.text[:300])
        assert TYPED not in answer.text


def test_colleague_of_the_same_entity_opens_a_link(reader, make_access, platform, datasets):
    login = make_access("second.roads", "Entity Analyst", "roads")
    colleague = Reader(platform.front_url).sign_in(*login)
    for make in KINDS:
        answer = colleague.get(make(reader("Roads Analyst"), datasets))
        assert (answer.status_code, TYPED in answer.text) == (200, True), answer.text[:300]


def test_links_are_not_guessed(reader, datasets):
    """Who has links of their own learns nothing of the ones between: each ends in a seal."""
    person = reader("Analyst")
    for make in (dashboard_link, chart_link):
        first, second = make(person, datasets), make(reader("Executive"), datasets)
        for forged in (
            first[:-SEAL],
            first[:-SEAL] + "0" * SEAL,
            first[:-SEAL] + second[-SEAL:],
            second[:-SEAL] + first[-SEAL:],
            first[:-SEAL] + "ء" * SEAL,
        ):
            answer = person.get(forged)
            if forged not in (first, second):
                assert answer.status_code == 404, (forged, answer.text[:300])
                assert TYPED not in answer.text


def test_link_of_sql_lab_is_of_its_makers_reach(reader):
    body = {"dbId": 1, "name": TYPED, "sql": f"select '{TYPED}'", "autorun": False}
    answer = reader("Analyst").post("/api/v1/sqllab/permalink", json=body)
    assert answer.status_code == 201, answer.text[:300]
    address = f"/api/v1/sqllab/permalink/{answer.json()['key']}"
    assert TYPED in reader("Analyst").get(address).text
    answer = reader("Roads Analyst").get(address)
    assert (answer.status_code, TYPED in answer.text) == (403, False)
    assert reader("Analyst").get("/api/v1/sqllab/permalink/kv:1").status_code == 404


def test_link_shows_its_reader_the_own_rows(reader, datasets):
    """A state holds a question, and the question is asked as whoever opens it."""
    address = chart_link(reader("Roads Analyst"), datasets)
    question = reader("Pair").get(address).json()["state"]["formData"]
    answer = reader("Pair").chart(
        datasets["fct_ledger_line"], columns=["entity_code"], metrics=question["metrics"]
    )
    rows = answer.json()["result"][0]["data"]
    assert {row["entity_code"] for row in rows} == {"roads", "courts"}


def test_page_of_a_link_of_others_says_so_in_both_languages(reader, datasets):
    key = dashboard_link(reader("Analyst"), datasets).rsplit("/", 1)[1]
    page = {"headers": {"Accept": "text/html"}}
    assert reader("Executive").get(f"/superset/dashboard/p/{key}/", **page).status_code == 302
    answer = reader("Roads Analyst").get(f"/superset/dashboard/p/{key}/", **page)
    assert answer.status_code == 403
    assert TYPED not in answer.text
    assert "entities that you do not" in answer.text
    assert "هذا الرابط لا يناسب" in answer.text
    answer = reader("Analyst").get("/superset/dashboard/p/nothing/", **page)
    assert (answer.status_code, "There is no such link" in answer.text) == (404, True)


def test_filters_that_somebody_else_may_not_read_are_still_nobodys_to_change(reader, datasets):
    address = filter_state(reader("Analyst"), datasets)
    answer = reader("Roads Analyst").ask("PUT", address, json={"value": json.dumps({})})
    assert answer.status_code == 403
    assert TYPED in reader("Analyst").get(address).text


def test_keys_are_long_and_of_letters_that_an_address_takes(reader, datasets):
    for make in (dashboard_link, chart_link):
        key = make(reader("Analyst"), datasets).rsplit("/", 1)[1]
        assert re.fullmatch(r"\w{35,}", key), key
