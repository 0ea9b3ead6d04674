"""The page over the nights: what it says first, who took how long, what is made from what."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from analytics.night_page.figures import findings, groups_of
from analytics.night_page.lineage import Picture, draw, load_picture
from analytics.night_page.page import CHART_HEIGHT, NightMissingError, chart, render, write_page
from analytics.nightly.record import (
    NOT_PUBLISHED,
    PUBLISHED,
    EntityRecord,
    RunRecord,
    StepRecord,
    save_record,
)
from analytics.settings.places import Places
from analytics.transform.dbt_nodes import NodeRecord


def night(number: int, build_seconds: float = 5.0, **values) -> RunRecord:
    """Return a night in which all was well."""
    moment = f"2026-01-{number:02d}T01:30:00+00:00"
    run = RunRecord(f"202601{number:02d}T013000", moment, 2560, result=PUBLISHED)
    run.finished_at = moment
    run.steps = [StepRecord("extract", 4.0, 300), StepRecord("build", build_seconds, 500)]
    run.entities = [EntityRecord("roads", "fresh", rows_read=7, seconds=1.5)]
    run.nodes = [
        NodeRecord("dim_fund", "model", "success", build_seconds / 2, 9),
        NodeRecord("not_null_dim_fund_fund_key", "test", "pass", 0.1, 0),
    ]
    for name, value in values.items():
        setattr(run, name, value)
    return run


def said_of(*nights: RunRecord) -> list[str]:
    return list(findings(nights[-1], groups_of(nights[-1], nights)))


def test_good_night_has_no_findings():
    assert said_of(night(1), night(2)) == []
    assert "Nothing needs a look" in render([night(1), night(2)], Picture())


def test_worst_is_said_first():
    bad = night(
        2,
        result=NOT_PUBLISHED,
        reason="No entity could be read.",
        entities=[EntityRecord("roads", "stale", "it was down", drift=["Fund.x is gone"])],
        nodes=[NodeRecord("unique_dim_fund", "test", "fail", 0.1, 3)],
        unclassified=["Fund.fund_colour (1: roads)"],
        notes=["the last build was not continued"],
    )
    assert said_of(night(1), bad) == [
        "Nothing was published: No entity could be read.",
        "roads is stale: it was down",
        "test unique_dim_fund: fail, 3 rows",
        "the last build was not continued",
        "roads: Fund.x is gone",
        "not classified, so not read: Fund.fund_colour (1: roads)",
    ]


def test_what_took_longer_than_usual_is_a_finding():
    usual = [night(number) for number in range(1, 4)]
    assert said_of(*usual, night(4, 10.0)) == [
        "step build took 10.0 s, usually 5.0 s",
        "model dim_fund took 5.0 s, usually 2.5 s",
    ]
    assert said_of(*usual, night(4, 9.9)) == []  # less than twice as long
    quick = [night(number, 1.0) for number in range(1, 4)]
    assert said_of(*quick, night(4, 2.9)) == []  # more than twice, and less than two seconds


def test_a_first_night_has_no_usual_seconds():
    [line] = groups_of(night(1), [night(1)])["model"]
    assert (line.usual_seconds, line.is_slower, line.earlier) == (None, False, (2.5,))


def test_dearest_come_first_with_their_seconds_before():
    without = night(1, nodes=[])
    [line] = groups_of(night(2), [without, night(2)])["model"]
    assert (line.name, line.rows, line.earlier) == ("dim_fund", 9, (None, 2.5))
    assert [line.name for line in groups_of(night(2), [night(2)])["step"]] == ["build", "extract"]


def test_bars_of_a_night_stand_on_each_other_and_end_at_its_seconds():
    bars = chart([night(1, 5.0), night(2, 14.0)])
    second = [bar for bar in bars if "20260102" in bar["said"]]
    assert sum(bar["height"] for bar in second) == pytest.approx(CHART_HEIGHT)
    assert second[0]["top"] + second[0]["height"] == pytest.approx(CHART_HEIGHT)
    assert second[0]["top"] == pytest.approx(second[1]["top"] + second[1]["height"])
    first = [bar for bar in bars if "20260101" in bar["said"]]
    assert sum(bar["height"] for bar in first) == pytest.approx(CHART_HEIGHT / 2)


PARENTS = {
    "model.diwan.stg_fund": ["source.diwan.erp.fund"],
    "model.diwan.dim_fund": ["model.diwan.stg_fund", "seed.diwan.names"],
    "exposure.diwan.board": ["model.diwan.dim_fund"],
    "test.diwan.unique_dim_fund": ["model.diwan.dim_fund"],
}
NAMED = {
    key: (key.split(".")[-1], "staging")
    for key in ("source.diwan.erp.fund", "seed.diwan.names", *PARENTS)
    if not key.startswith("test")
}


def test_everything_stands_right_of_what_it_is_made_from_and_nothing_on_another():
    picture = draw(PARENTS, NAMED)
    boxes = {box.key: box for box in picture.boxes}
    assert set(boxes) == set(NAMED)
    for box in picture.boxes:
        assert all(boxes[parent].left < box.left for parent in box.parents)
    places = {(box.left, box.top) for box in picture.boxes}
    assert len(places) == len(picture.boxes)
    assert all(0 <= box.top < picture.height for box in picture.boxes)


def test_manifest_that_cannot_be_read_gives_no_picture(tmp_path):
    assert load_picture(tmp_path / "none.json") == Picture()
    (tmp_path / "cut.json").write_text('{"parent_map": {')
    assert load_picture(tmp_path / "cut.json") == Picture()
    assert "has not built anything" in render([night(1)], Picture())


class Page(HTMLParser):
    """What a page is made of: its elements, and whatever it would ask somebody for."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "action")]


def test_page_asks_nobody_and_texts_stay_texts(tmp_path):
    picture = draw(PARENTS, {**NAMED, "seed.diwan.names": ("<b>names</b>", "seeds")})
    text = render([night(1), night(2, notes=["<script>alert(1)</script> & more"])], picture)
    page = Page()
    page.feed(text)
    assert page.asked == []
    assert not re.search(r"url\(|@import|https?:", text)
    assert page.tags.count("script") == 1
    assert page.tags.count("b") == 0
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in text
    assert page.tags.count("polyline") == 5


def test_page_is_written_for_the_newest_night_or_the_one_named(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    with pytest.raises(NightMissingError, match="none yet"):
        write_page(places)
    for number in (1, 2):
        save_record(places, night(number))
    assert "<h1>Night 20260102T013000</h1>" in write_page(places).read_text()
    file = write_page(places, "20260101T013000")
    assert "<h1>Night 20260101T013000</h1>" in file.read_text()
    assert "20260102T013000" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(NightMissingError, match=r"no night 20260103T013000 .* 20260102T013000"):
        write_page(places, "20260103T013000")


def test_record_of_before_models_were_recorded_is_shown(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    save_record(places, night(1))
    file = places.runs / "20260101T013000.json"
    stored = json.loads(file.read_text())
    del stored["nodes"], stored["asked"]
    file.write_text(json.dumps(stored))
    assert "Models and seeds" not in write_page(places).read_text()
