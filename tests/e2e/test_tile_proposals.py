"""docs/analysts.md, "From your chart to a governed tile", walked by two people with browsers.

From an empty chart to a tile on both dashboards; then its line comes into the files, and the files
come back to the server without a change.
"""

import re
from pathlib import Path

import pytest

from bi.compiler.form import FOLDER
from ops.installation.instance import Instance
from ops.warehouse.dashboards import run_assets
from tests.e2e.person import PHONE
from tests.e2e.test_government_dashboard import LOADED_WITHIN_MS, admit

pytestmark = [pytest.mark.platform, pytest.mark.browser]

QUIET = lambda share, said: None  # noqa: E731 - nobody watches
NAME, TITLE, ARABIC = "Walked spend", "Spend by class, walked", "الإنفاق حسب التصنيف، تجربة"
SLUG = "government-spend-by-class-walked"
LINE = (
    f"      - {{slug: {SLUG}, kind: bars, dataset: finance_month, metrics: [government_spend],"
    ' by: [economic_class], where: "is_finished_month", width: 6,'
    f' title: {{en: "{TITLE}", ar: "{ARABIC}"}}}}\n'
)


@pytest.fixture
def instance(facts):
    """Return the platform; the files are put back, and pushed, whatever happened."""
    file = FOLDER / "government.yml"
    kept, found = file.read_bytes(), Instance(Path(facts["root"]))
    yield found
    run_assets(found, "push", QUIET)  # what the files hold by now is noted as pulled
    file.write_bytes(kept)
    run_assets(found, "push", QUIET)


FORGET = """async (number) => {
    const answer = await (await fetch("/api/v1/security/csrf_token/")).json();
    const headers = {"X-CSRFToken": answer.result};
    await fetch(`/api/v1/chart/${number}`, {method: "DELETE", headers});
}"""


def draw(page, base: str) -> str:
    """Draw "your first chart" and save it; return its number."""
    page.goto(f"{base}/chart/add")
    box = page.locator('[data-test="Dataset"] input')
    box.click()
    box.fill("rpt_finance_month")
    page.locator(".ant-select-item-option", has_text="rpt_finance_month").first.click()
    page.get_by_text("Bar Chart", exact=True).first.click()
    page.get_by_role("button", name="Create new chart").click()
    for name, field in (
        ("Economic class", "Drop a column here or click"),
        ("Government spend", "Drop columns/metrics here or click"),
    ):
        page.get_by_placeholder("Search Metrics & Columns").fill(name)
        found = page.get_by_text(name, exact=True).first
        found.drag_to(page.get_by_text(field).first)
    page.get_by_role("button", name="Create chart").click()
    page.locator('[data-test="query-save-button"]:not([disabled])').click()
    page.locator('[data-test="new-chart-name"]').fill(NAME)
    page.locator('[data-test="btn-modal-save"]').click()
    page.wait_for_url("**slice_id=**")
    return re.search(r"slice_id=(\d+)", page.url)[1]


def propose(page) -> None:
    """Propose it as a tile of a new row of the government's dashboard."""
    page.get_by_role("link", name="Governed tiles").or_(
        page.get_by_text("Governed tiles")
    ).first.click()
    card = page.locator(".card", has_text=NAME)
    assert "Can become bars" in card.inner_text()
    card.get_by_role("link", name="Propose as a tile").click()
    page.select_option("select[name=place]", "government|")
    page.fill("[name=title_en]", TITLE)
    page.fill("[name=title_ar]", ARABIC)
    page.get_by_role("button", name="See what changes").click()
    assert f"+{LINE}".strip() in page.locator("pre").inner_text()
    require_drawn(page)
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_text("Proposed. Somebody with the right").wait_for()


def require_drawn(page) -> None:
    """Wait until the tile is drawn in both languages."""
    for frame in page.locator("iframe").all():
        frame.scroll_into_view_if_needed()
        drawn = frame.content_frame.locator("canvas").first
        drawn.wait_for(timeout=LOADED_WITHIN_MS)


def require_no_overflow(page) -> None:
    """On a phone nothing leaves the screen at a side."""
    page.set_viewport_size(PHONE)
    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_chart_becomes_a_governed_tile_by_two_people(all_visitors, instance):
    analyst, releaser = admit(all_visitors, "Analyst"), admit(all_visitors, "Releaser")
    page, base = analyst.person.page, analyst.person.base
    number = draw(page, base)
    propose(page)
    second = releaser.person.page
    second.goto(f"{base}/diwan/tiles/")
    assert second.locator("[data-count]").inner_text() == "1"
    second.locator(".card", has_text=TITLE).get_by_role("link", name="Look at it").click()
    require_drawn(second)
    require_no_overflow(second)
    second.get_by_role("button", name="Release").click()
    second.get_by_text("Released: the tile is on the dashboard").wait_for()
    for slug, title in (("government", TITLE), ("government-ar", ARABIC)):
        analyst.open(slug)
        tile = analyst.tile(title)
        tile.locator("canvas").first.wait_for(timeout=LOADED_WITHIN_MS)
    require_line_in_files(instance)
    page.goto(f"{base}/diwan/tiles/")
    require_no_overflow(page)
    assert page.get_attribute("html", "dir") == "rtl"  # the dashboard before was the Arabic one
    page.evaluate(FORGET, number)


def require_line_in_files(instance) -> None:
    """Pull brings the one line, and a push after it changes nothing."""
    file = FOLDER / "government.yml"
    before = file.read_text("utf-8")
    assert len(run_assets(instance, "pull", QUIET)["taken"]) == 1
    assert file.read_text("utf-8") == f"{before}  - height: 48\n    tiles:\n{LINE}"
    pushed = run_assets(instance, "push", QUIET)
    assert (pushed["changed"], pushed["removed"], pushed["kept"]) == (0, [], [])
