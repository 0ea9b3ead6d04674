"""People who propose and release tiles, and what they send: for tests of proposals.

`files`, `analyst` and `releaser` are fixtures: a test file that imports them has them.
"""

from __future__ import annotations

import html
import json
import re

import pytest

from bi.compiler.form import FOLDER
from ops.warehouse.dashboards import run_assets
from tests.bi.reader import Reader

QUIET = lambda share, said: None  # noqa: E731 - nobody watches
BASE = "/diwan/tiles"
WISH = {"place": "workforce|", "width": "4", "title_en": "Joiners, walked", "title_ar": "الملتحقون"}
BARS = {
    "viz_type": "echarts_timeseries_bar",
    "x_axis": "category_name_en",
    "metrics": ["joiners"],
    "row_limit": 10000,
    "adhoc_filters": [],
}
FORGET = """
from superset.app import create_app
app = create_app()
with app.app_context():
    from superset import db
    from bi.proposal_store import TileProposal
    from superset.models.slice import Slice
    db.session.query(TileProposal).delete()
    for one in db.session.query(Slice).filter(Slice.id.in_(%s)):
        db.session.delete(one)
    db.session.commit()
"""
DRAWN: list[int] = []


@pytest.fixture(scope="module", autouse=True)
def files(instance, run_bi):
    """Keep the files and the server as they are."""
    kept = {file: file.read_bytes() for file in FOLDER.glob("*.yml")}
    run_assets(instance, "push", QUIET)
    yield
    for file, content in kept.items():
        file.write_bytes(content)
    run_bi(FORGET % DRAWN)
    DRAWN.clear()  # their numbers are given anew
    run_assets(instance, "push", QUIET)


@pytest.fixture(scope="module")
def releaser(reader) -> Reader:
    return in_english(reader("Releaser"))


@pytest.fixture(scope="module")
def analyst(reader) -> Reader:
    return in_english(reader("Analyst"))


def in_english(person: Reader) -> Reader:
    """Return somebody whose pages are English, whatever dashboard another file opened as them."""
    assert person.get("/lang/en").status_code == 302
    return person


def draw(person: Reader, datasets, name="My chart", table="rpt_workforce_month", **settings) -> int:
    """Save a chart of somebody's own; return its number."""
    params = {**BARS, **settings, "datasource": f"{datasets[table]}__table"}
    body = {
        "slice_name": name,
        "viz_type": params["viz_type"],
        "datasource_id": datasets[table],
        "datasource_type": "table",
        "params": json.dumps(params),
    }
    answer = person.post("/api/v1/chart/", json=body)
    assert answer.status_code == 201, answer.text[:300]
    DRAWN.append(answer.json()["id"])
    return DRAWN[-1]


def post(person: Reader, address: str, **form):
    return person.post(BASE + address, data={"csrf_token": person.token, **form})


def wished(**changes) -> dict[str, str]:
    """Return what somebody chooses; a title of their own in one language has one in the other."""
    if "title_en" in changes:
        changes = {"title_ar": f"{WISH['title_ar']} {changes['title_en']}", **changes}
    return {**WISH, **changes}


def looked(person: Reader, chart: int, **changes):
    """Return the page that shows what a chart would change."""
    return person.get(f"{BASE}/chart/{chart}", params=wished(**changes))


def digest_on(page) -> str:
    return re.search(r'name="digest" value="(\w+)"', page.text)[1]


def proposed(person: Reader, chart: int, **changes) -> str:
    """Propose a chart as it was seen; return the proposal."""
    page = looked(person, chart, **changes)
    assert page.status_code == 200, sentences(page)
    answer = post(person, f"/chart/{chart}/propose", **sent(page, **changes))
    assert answer.status_code == 302, sentences(answer)
    return re.search(r"/proposal/([\w-]+)\?done=sent$", answer.headers["location"])[1]


def sent(page, **changes) -> dict[str, str]:
    """Return what a page sends when its questions are answered with yes."""
    asked = re.search(r'name="replaces" value="([\w-]+)"', page.text)
    replaces = {"replaces": asked[1]} if asked else {}
    return {**wished(**changes), **replaces, "digest": digest_on(page)}


def sentences(page) -> str:
    """Return a page's text as a reader has it."""
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.text, flags=re.S))


def seen(person: Reader, proposal: str):
    return person.get(f"{BASE}/proposal/{proposal}")


def release(person: Reader, proposal: str, digest: str | None = None):
    digest = digest or digest_on(seen(person, proposal))
    return post(person, f"/proposal/{proposal}/release", digest=digest)


def tiles_of(person: Reader, slug: str) -> set[str]:
    rows = person.get(f"/api/v1/dashboard/{slug}/charts").json()["result"]
    return {row["slice_name"] for row in rows}


def layout(person: Reader, slug: str) -> dict:
    """Return where a dashboard's tiles stand, and which of them its filters pass by."""
    found = person.get(f"/api/v1/dashboard/{slug}").json()["result"]
    metadata = json.loads(found["json_metadata"])
    scopes = [one["scope"] for one in metadata["native_filter_configuration"]]
    return {"places": json.loads(found["position_json"]), "scopes": scopes}
