"""From a chart to a governed tile on a running Superset: who may do what, and what is left."""

from __future__ import annotations

import html
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bi.compiler.form import FOLDER
from ops.warehouse.dashboards import run_assets
from tests.bi.reader import Reader

pytestmark = pytest.mark.platform
QUIET = lambda share, said: None  # noqa: E731 - nobody watches
BASE = "/diwan/tiles"
MARKUP = "<script>alert(1)</script><b>bold</b>"
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


def looked(person: Reader, chart: int, **changes):
    """Return the page that shows what a chart would change."""
    return person.get(f"{BASE}/chart/{chart}", params={**WISH, **changes})


def digest_on(page) -> str:
    return re.search(r'name="digest" value="(\w+)"', page.text)[1]


def proposed(person: Reader, chart: int, **changes) -> str:
    """Propose a chart as it was seen; return the proposal."""
    page = looked(person, chart, **changes)
    assert page.status_code == 200, sentences(page)
    answer = post(person, f"/chart/{chart}/propose", **{**WISH, **changes}, digest=digest_on(page))
    assert answer.status_code == 302, sentences(answer)
    return re.search(r"/proposal/([\w-]+)\?done=sent$", answer.headers["location"])[1]


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


def test_chart_becomes_a_tile_in_both_languages_and_a_line_of_the_files(
    analyst, releaser, reader, datasets, instance
):
    """Proposed, released, on both dashboards for everybody; pulled; pushed without a change."""
    file, before = FOLDER / "workforce.yml", (FOLDER / "workforce.yml").read_text("utf-8")
    proposal = proposed(analyst, draw(analyst, datasets))
    page = seen(releaser, proposal)
    assert "+      - {slug: workforce-joiners-walked, kind: bars" in html.unescape(page.text)
    assert 'data-count="1"' in releaser.get(f"{BASE}/").text
    assert "workforce-joiners-walked" not in json.dumps(sorted(tiles_of(analyst, "workforce")))
    answer = release(releaser, proposal)
    assert answer.status_code == 302, sentences(answer)
    executive = reader("Executive")
    assert "Joiners, walked" in " ".join(tiles_of(executive, "workforce"))
    assert any(name.startswith("الملتحقون (") for name in tiles_of(executive, "workforce-ar"))
    pushed = run_assets(instance, "push", QUIET)  # the files do not have it: it stays
    assert (pushed["changed"], pushed["removed"], pushed["kept"]) == (
        0,
        [],
        ["workforce-joiners-walked"],
    )
    assert [one["text"] for one in run_assets(instance, "diff", QUIET)] == [
        "dashboards/workforce.yml: tile workforce-joiners-walked: released in the browser,"
        " the files lack it"
    ]
    pulled = run_assets(instance, "pull", QUIET)
    assert (len(pulled["taken"]), pulled["left"]) == (1, [])
    assert file.read_text("utf-8").startswith(before)
    assert "- {slug: workforce-joiners-walked, kind: bars" in file.read_text("utf-8")
    assert run_assets(instance, "diff", QUIET) == []
    pushed = run_assets(instance, "push", QUIET)
    assert (pushed["changed"], pushed["removed"], pushed["kept"]) == (0, [], [])
    assert "Released, in the files" in sentences(seen(analyst, proposal))
    file.write_text(before, "utf-8")  # from here on the files alone decide
    pushed = run_assets(instance, "push", QUIET)
    assert sorted(pushed["removed"]) == [
        "charts/workforce-joiners-walked.yaml",
        "charts/workforce-joiners-walked_ar.yaml",
    ]


def test_released_tile_is_taken_off_again_and_leaves_nothing(analyst, releaser, datasets, instance):
    before = {slug: layout(releaser, slug) for slug in ("workforce", "workforce-ar")}
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Too early")
    take_off = f"/proposal/{proposal}/take-off"
    assert post(releaser, take_off, reason="it waits").status_code == 409
    assert release(releaser, proposal).status_code == 302
    assert post(releaser, take_off, reason=" ").status_code == 400
    assert post(analyst, take_off, reason="mine").status_code == 403
    assert "Too early" in " ".join(tiles_of(analyst, "workforce"))
    answer = post(releaser, take_off, reason="the wrong month")
    assert answer.status_code == 302, sentences(answer)
    assert {slug: layout(releaser, slug) for slug in before} == before
    assert "Too early" not in " ".join(tiles_of(analyst, "workforce"))
    said = sentences(seen(analyst, proposal))
    assert "Taken off the dashboard" in said
    assert "the wrong month" in said
    pushed = run_assets(instance, "push", QUIET)
    assert (pushed["changed"], pushed["removed"], pushed["kept"]) == (0, [], [])
    assert post(releaser, take_off, reason="again").status_code == 409


def test_tile_that_the_files_have_is_taken_off_there(analyst, releaser, datasets, instance):
    file = FOLDER / "workforce.yml"
    kept = file.read_bytes()
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Pulled")
    assert release(releaser, proposal).status_code == 302
    run_assets(instance, "pull", QUIET)
    answer = post(releaser, f"/proposal/{proposal}/take-off", reason="late")
    assert (answer.status_code, "in the files by now" in sentences(answer)) == (409, True)
    assert "Pulled" in " ".join(tiles_of(analyst, "workforce"))
    file.write_bytes(kept)
    assert post(releaser, f"/proposal/{proposal}/take-off", reason="now").status_code == 302


def test_nobody_releases_or_declines_the_own_proposal(releaser, analyst, datasets):
    proposal = proposed(releaser, draw(releaser, datasets), title_en="My own")
    page = seen(releaser, proposal)
    assert f"/proposal/{proposal}/release" not in page.text
    digest = "0" * 64
    for answer in (
        release(releaser, proposal, digest),
        post(releaser, f"/proposal/{proposal}/decline", reason="none"),
    ):
        assert answer.status_code == 403
        assert "somebody else releases it" in sentences(answer)
    assert release(analyst, proposal, digest).status_code == 403  # no right at all
    assert post(releaser, f"/proposal/{proposal}/withdraw").status_code == 302


@pytest.mark.parametrize("role", ["Executive", "Auditor", "Pair"])
def test_readers_neither_propose_nor_release_nor_look(role, reader, analyst, datasets):
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en=f"For {role}")
    person = reader(role)
    asked = [
        person.get(f"{BASE}/"),
        looked(person, chart),
        seen(person, proposal),
        post(person, f"/chart/{chart}/propose", **WISH, digest="0" * 64),
        *(
            post(person, f"/proposal/{proposal}/{verb}", digest="0" * 64, reason="x")
            for verb in ("release", "decline", "withdraw", "take-off")
        ),
    ]
    assert [one.status_code for one in asked] == [403] * len(asked)
    assert f"For {role}" not in "".join(one.text for one in asked)
    assert "Waits" in sentences(seen(analyst, proposal))


def test_stranger_is_sent_to_sign_in(platform):
    stranger = Reader(platform.front_url)
    answer = stranger.get(f"{BASE}/")
    assert (answer.status_code, "/login/" in answer.headers["location"]) == (302, True)
    answer = stranger.post(f"{BASE}/chart/1/propose", data=WISH)
    assert (answer.status_code, "/login/" in answer.headers["location"]) == (302, True)


def test_chart_and_proposal_of_another_are_unknown(reader, analyst, datasets):
    chart = draw(analyst, datasets, name="Secret name")
    proposal = proposed(analyst, chart, title_en="Secret title")
    other = reader("Roads Analyst")
    for answer in (
        looked(other, chart),
        post(other, f"/chart/{chart}/propose", **WISH, digest="0" * 64),
        looked(other, 999_999),
        seen(other, proposal),
        post(other, f"/proposal/{proposal}/withdraw"),
        seen(other, "0" * 36),
    ):
        assert answer.status_code == 404
        assert "Secret" not in answer.text
    assert "Secret" not in other.get(f"{BASE}/").text


def test_entity_analyst_proposes_and_counts_the_own_rows_alone(reader, releaser, datasets):
    """What is said of groups is said of the rows that the proposer sees."""
    person = reader("Roads Analyst")
    mine = {"x_axis": "entity_name_en", "row_limit": 1}
    page = looked(person, draw(person, datasets, **mine), title_en="By entity")
    assert page.status_code == 200, sentences(page)
    central = looked(releaser, draw(releaser, datasets, **mine), title_en="By entity")
    assert central.status_code == 400
    assert "row limit shows 1 of" in sentences(central)


@pytest.mark.parametrize("verb", ["propose", "release", "decline", "withdraw", "take-off"])
def test_post_without_the_pages_token_is_refused(verb, analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en="No token")
    person = analyst if verb in ("propose", "withdraw") else releaser
    digest = digest_on(seen(releaser, proposal))
    path = f"/chart/{chart}/propose" if verb == "propose" else f"/proposal/{proposal}/{verb}"
    token, person.token = person.token, ""
    try:
        answer = person.post(BASE + path, data={**WISH, "digest": digest, "reason": "x"})
    finally:
        person.token = token
    assert (answer.status_code, "/login/" in answer.headers["location"]) == (302, True)
    assert "Waits" in sentences(seen(analyst, proposal))


def test_markup_in_titles_and_names_is_text(analyst, releaser, datasets):
    chart = draw(analyst, datasets, name=MARKUP)
    proposal = proposed(analyst, chart, title_en=f"T {MARKUP}", title_ar=f"ع {MARKUP}")
    answer = post(releaser, f"/proposal/{proposal}/decline", reason=MARKUP)
    assert answer.status_code == 302
    pages = [
        analyst.get(f"{BASE}/"),
        releaser.get(f"{BASE}/"),
        looked(analyst, chart, title_en=f"T {MARKUP}"),
        seen(analyst, proposal),
    ]
    for page in pages:
        assert MARKUP not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_forged_digest_changes_nothing(analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    seen_page = looked(analyst, chart, title_en="Seen")
    answer = post(
        analyst, f"/chart/{chart}/propose", **{**WISH, "title_en": "Other"},
        digest=digest_on(seen_page),
    )  # fmt: skip
    assert (answer.status_code, "Something changed" in sentences(answer)) == (409, True)
    proposal = proposed(analyst, chart, title_en="Forged")
    for digest in ("0" * 64, digest_on(seen_page)):
        assert release(releaser, proposal, digest).status_code == 409
    assert "Forged" not in " ".join(tiles_of(analyst, "workforce"))
    assert "Waits" in sentences(seen(analyst, proposal))


def test_chart_that_was_changed_or_removed_is_not_released(analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en="Stale")
    digest = digest_on(seen(releaser, proposal))
    params = {**BARS, "metrics": ["leavers"]}
    assert (
        analyst.ask(
            "PUT", f"/api/v1/chart/{chart}", json={"params": json.dumps(params)}
        ).status_code
        == 200
    )
    answer = release(releaser, proposal, digest)
    assert (answer.status_code, "changed or removed" in sentences(answer)) == (409, True)
    assert "changed or removed" in sentences(seen(releaser, proposal))
    assert analyst.ask("DELETE", f"/api/v1/chart/{chart}").status_code == 200
    assert release(releaser, proposal, digest).status_code == 409
    answer = post(releaser, f"/proposal/{proposal}/decline", reason="draw it again")
    assert answer.status_code == 302
    assert "draw it again" in sentences(seen(analyst, proposal))


@pytest.mark.parametrize("params", [
    {"adhoc_filters": "x"}, [], {"row_limit": "x"}, {"adhoc_filters": [{"subject": {}}]},
    {"metrics": 5}, {"groupby": {"a": 1}}, "text",
], ids=str)  # fmt: skip
def test_chart_whose_settings_are_none_closes_no_page(params, analyst, releaser, datasets):
    """One of an entity's analyst, given to the releaser, closed the releaser's list."""
    for person in (analyst, releaser):
        body = {
            "slice_name": "Odd",
            "viz_type": "echarts_timeseries_bar",
            "datasource_id": datasets["rpt_workforce_month"],
            "datasource_type": "table",
            "params": json.dumps(params),
        }
        made = person.post("/api/v1/chart/", json=body)
        if made.status_code != 201:
            assert made.status_code < 500, made.text[:300]
            continue
        DRAWN.append(made.json()["id"])
        assert person.get(f"{BASE}/").status_code == 200
        assert looked(person, DRAWN[-1]).status_code in (400, 404, 409)
        assert post(person, f"/chart/{DRAWN[-1]}/propose", **WISH).status_code in (400, 404, 409)
        assert person.ask("DELETE", f"/api/v1/chart/{DRAWN[-1]}").status_code == 200


def test_chart_that_was_given_a_removed_ones_number_is_another(analyst, releaser, datasets, run_bi):
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en="Removed")
    digest = digest_on(seen(releaser, proposal))
    run_bi(ANOTHER % chart)
    answer = release(releaser, proposal, digest)
    assert (answer.status_code, "changed or removed" in sentences(answer)) == (409, True)


ANOTHER = """
import uuid
from superset.app import create_app
app = create_app()
with app.app_context():
    from superset import db
    from superset.models.slice import Slice
    db.session.get(Slice, %s).uuid = uuid.uuid4()
    db.session.commit()
"""


def test_reason_is_kept_without_what_turns_letters(analyst, releaser, datasets):
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Turned")
    for reason in ("\u202e \u200f", "\t"):
        answer = post(releaser, f"/proposal/{proposal}/decline", reason=reason)
        assert answer.status_code == 400
    answer = post(releaser, f"/proposal/{proposal}/decline", reason="no\u202e way\n at all")
    assert answer.status_code == 302
    assert "Reason: no way at all" in sentences(seen(analyst, proposal))
    page = analyst.get(f"{BASE}/proposal/{proposal}?done=done_released")
    assert "Released: the tile is on" not in page.text


def test_decision_comes_once_and_a_reason_with_every_no(analyst, releaser, datasets):
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Once")
    assert post(releaser, f"/proposal/{proposal}/decline", reason=" ").status_code == 400
    digest = digest_on(seen(releaser, proposal))
    assert post(analyst, f"/proposal/{proposal}/withdraw").status_code == 302
    for answer in (
        release(releaser, proposal, digest),
        post(releaser, f"/proposal/{proposal}/decline", reason="late"),
        post(analyst, f"/proposal/{proposal}/withdraw"),
    ):
        assert (answer.status_code, "decided on this already" in sentences(answer)) == (409, True)


def test_of_two_who_release_at_once_one_does(analyst, make_access, platform, releaser, datasets):
    """Two people, one proposal: one tile, one decision."""
    login = make_access("second.releaser", "Dashboard Releaser")
    second = Reader(platform.front_url).sign_in(*login)
    proposal = proposed(analyst, draw(analyst, datasets), title_en="At once")
    digests = [(one, digest_on(seen(one, proposal))) for one in (releaser, second)]
    start = threading.Barrier(2)

    def go(one):
        person, digest = one
        start.wait()
        return release(person, proposal, digest).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, digests)) == [302, 409]
    names = [name for name in tiles_of(analyst, "workforce") if name.startswith("At once")]
    assert len(names) == 1


KILLED = """
import os
from flask import g
from flask_login import login_user
from superset.app import create_app
app = create_app()
with app.test_request_context("/"):
    from superset import security_manager
    from bi import proposal_store as store
    from bi.proposals import decide, serve
    g.user = security_manager.find_user("%s")
    login_user(g.user)
    bring = serve.bring
    def bring_and_die(*arguments):
        bring(*arguments)
        os._exit(0)
    serve.bring = bring_and_die
    proposal = store.find("%s")
    decide.release(g.user, proposal, decide.look(proposal).digest)
raise SystemExit("nobody killed it")
"""


def test_release_that_is_killed_leaves_nothing_and_is_run_again(
    analyst, releaser, datasets, platform, run_bi
):
    """Killed when the tile was written and before it was recorded: both are one transaction."""
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Cut short")
    [email, _password] = platform.users[platform.host("hub")]["Releaser"]
    run_bi(KILLED % (email, proposal))
    assert "Waits" in sentences(seen(analyst, proposal))
    assert "Cut short" not in " ".join(tiles_of(analyst, "workforce"))
    assert release(releaser, proposal).status_code == 302
    assert "Cut short" in " ".join(tiles_of(analyst, "workforce"))


def test_what_cannot_be_a_tile_is_told_on_the_list(analyst, datasets):
    draw(analyst, datasets, name="A pie", viz_type="pie", metric="joiners")
    own = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "counted"}
    refused = draw(analyst, datasets, name="Own metric", metrics=[own])
    draw(analyst, datasets, name="Ungoverned", table="dim_date")
    text = sentences(analyst.get(f"{BASE}/"))
    for said in (
        "this chart is of the kind “pie”",
        "“counted” is a metric of its own",
        "not one of the governed ones",
    ):
        assert said in text
    assert looked(analyst, refused).status_code == 409


def test_pages_speak_arabic_from_the_right(analyst, datasets):
    chart = draw(analyst, datasets)
    analyst.get("/lang/ar")
    try:
        for page in (analyst.get(f"{BASE}/"), looked(analyst, chart, title_en="Arabic page")):
            assert '<html lang="ar" dir="rtl">' in page.text
            assert "البلاطات المحوكمة" in page.text
    finally:
        analyst.get("/lang/en")


def test_tile_that_was_not_pulled_stays_when_a_process_is_killed_on_the_way(
    analyst, releaser, datasets, instance
):
    """A pull that wrote the line and was killed before anything else: run again, nothing twice."""
    proposal = proposed(analyst, draw(analyst, datasets), title_en="Killed")
    assert release(releaser, proposal).status_code == 302
    run_assets(instance, "pull", QUIET)
    text = (FOLDER / "workforce.yml").read_text("utf-8")
    assert run_assets(instance, "pull", QUIET)["taken"] == []
    assert (FOLDER / "workforce.yml").read_text("utf-8") == text
    assert "Released" in sentences(seen(analyst, proposal))
