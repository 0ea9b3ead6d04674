"""Proposals of tiles against who wants more than is theirs, and against odd charts and words."""

from __future__ import annotations

import json

import pytest

from tests.bi.proposing import (
    BARS,
    BASE,
    DRAWN,
    WISH,
    analyst,
    digest_on,
    draw,
    files,
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
MARKUP = "<script>alert(1)</script><b>bold</b>"


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


MADE_BY = """
from superset.app import create_app
app = create_app()
with app.app_context():
    from superset import db
    from superset.models.slice import Slice
    db.session.get(Slice, %s).created_by_fk = %s
    db.session.commit()
"""


def test_whoever_drew_the_chart_does_not_release_it(analyst, releaser, datasets, run_bi):
    """Given to somebody who proposed it, an own chart was released by who had drawn it."""
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en="Drawn by two")
    digest = digest_on(seen(releaser, proposal))
    own = draw(releaser, datasets)
    [owner] = releaser.get(f"/api/v1/chart/{own}").json()["result"]["owners"]
    run_bi(MADE_BY % (chart, owner["id"]))
    answer = release(releaser, proposal, digest)
    assert (answer.status_code, "drew its chart" in sentences(answer)) == (403, True)
    assert "Drawn by two" not in " ".join(tiles_of(analyst, "workforce"))
