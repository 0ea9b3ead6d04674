"""From a chart to a governed tile on a running Superset: who does what, and what is left."""

from __future__ import annotations

import html
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bi.compiler.form import FOLDER
from ops.warehouse.dashboards import run_assets
from tests.bi.proposing import (
    BASE,
    QUIET,
    analyst,
    digest_on,
    draw,
    files,
    layout,
    looked,
    post,
    proposed,
    release,
    releaser,
    seen,
    sentences,
    tiles_of,
)
from tests.bi.reader import Reader

__all__ = ["analyst", "files", "releaser"]
pytestmark = pytest.mark.platform


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


def test_entity_analyst_proposes_and_counts_the_own_rows_alone(reader, releaser, datasets):
    """What is said of groups is said of the rows that the proposer sees."""
    person = reader("Roads Analyst")
    mine = {"x_axis": "entity_name_en", "row_limit": 1}
    page = looked(person, draw(person, datasets, **mine), title_en="By entity")
    assert page.status_code == 200, sentences(page)
    central = looked(releaser, draw(releaser, datasets, **mine), title_en="By entity")
    assert central.status_code == 400
    assert "row limit shows 1 of" in sentences(central)


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
