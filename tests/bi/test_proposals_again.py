"""A chart that is proposed again, saved again, or called what another tile is called."""

from __future__ import annotations

import json

import pytest

from tests.bi.proposing import (
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
    sent,
    sentences,
    wished,
)
from tests.bi.reader import Reader

__all__ = ["analyst", "files", "releaser"]
pytestmark = pytest.mark.platform


def test_proposal_that_waits_is_withdrawn_only_by_who_was_told(analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    first = proposed(analyst, chart, title_en="First")
    page = looked(analyst, chart, title_en="Second")
    assert "proposed already, as “First” on Workforce" in sentences(page)
    unasked = {**wished(title_en="Second"), "digest": digest_on(page)}
    for replaces in ({}, {"replaces": ""}, {"replaces": "0" * 36}):
        answer = post(analyst, f"/chart/{chart}/propose", **unasked, **replaces)
        assert (answer.status_code, "waits already" in sentences(answer)) == (409, True)
    assert "Waits for somebody else" in sentences(seen(analyst, first))
    answer = post(analyst, f"/chart/{chart}/propose", **sent(page, title_en="Second"))
    assert answer.status_code == 302
    assert "Withdrawn" in sentences(seen(analyst, first))
    assert release(releaser, first, "0" * 64).status_code == 409


def test_proposal_that_was_decided_meanwhile_is_not_asked_about(analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    first = proposed(analyst, chart, title_en="Declined first")
    page = looked(analyst, chart, title_en="Then this")
    assert post(releaser, f"/proposal/{first}/decline", reason="no").status_code == 302
    answer = post(analyst, f"/chart/{chart}/propose", **sent(page, title_en="Then this"))
    assert answer.status_code == 302, sentences(answer)
    assert "Declined" in sentences(seen(analyst, first))


def save(person: Reader, chart: int, settings: dict) -> None:
    body = {"params": json.dumps(settings)}
    assert person.ask("PUT", f"/api/v1/chart/{chart}", json=body).status_code == 200


def test_chart_saved_again_in_another_order_is_the_same(analyst, releaser, datasets):
    """Superset writes the same settings in the order in which its page put them together."""
    chart = draw(analyst, datasets)
    proposal = proposed(analyst, chart, title_en="Saved again")
    digest = digest_on(seen(releaser, proposal))
    params = json.loads(analyst.get(f"/api/v1/chart/{chart}").json()["result"]["params"])
    turned = dict(reversed(params.items()))
    save(analyst, chart, {**turned, "slice_id": chart, "dashboards": [], "time_compare": None})
    assert digest_on(seen(releaser, proposal)) == digest
    save(analyst, chart, {**turned, "row_limit": 9999})
    assert "changed or removed" in sentences(seen(releaser, proposal))
    save(analyst, chart, turned)
    assert release(releaser, proposal, digest).status_code == 302


def test_title_of_a_tile_is_given_once(analyst, releaser, datasets):
    chart = draw(analyst, datasets)
    page = looked(analyst, chart, title_en="Joiners and LEAVERS")
    assert page.status_code == 400
    assert "has a tile called “Joiners and leavers” already" in sentences(page)
    first, second = (
        proposed(analyst, draw(analyst, datasets), title_en="Called so") for _ in range(2)
    )
    digest = digest_on(seen(releaser, second))
    assert release(releaser, first).status_code == 302
    answer = release(releaser, second, digest)
    assert (answer.status_code, "“Called so” already" in sentences(answer)) == (409, True)
    assert "“Called so” already" in sentences(seen(releaser, second))
