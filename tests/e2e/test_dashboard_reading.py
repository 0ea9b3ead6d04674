"""What a dashboard looks like to who reads it: sums below their columns, empty tiles that say what
to do, a menu that is whole on a phone, and whose a dashboard is."""

import pytest

from tests.e2e.test_government_dashboard import CHART, EMPTY, LOADED_WITHIN_MS, admit

pytestmark = [pytest.mark.platform, pytest.mark.browser]

LONG_AGO = (
    "?native_filters=(NATIVE_FILTER-finance-months{end}:(extraFormData:(time_range:"
    "'2001-01-01 : 2001-02-01'),filterState:(value:'2001-01-01 : 2001-02-01'),"
    "id:NATIVE_FILTER-finance-months{end},ownState:()))"
)
RIGHT_EDGES = """tile => [...tile.querySelectorAll("table")].map((table) => {
    const row = table.querySelector("tbody tr, tfoot tr, thead tr");
    return [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().right));
})"""
SAID = """tile => getComputedStyle(
    [...tile.querySelectorAll('[aria-label="empty"]')][0].parentElement, "::after"
).content"""
DRAW_OWN = """async () => {
    const answer = await (await fetch("/api/v1/security/csrf_token/")).json();
    const headers = {"X-CSRFToken": answer.result, "Content-Type": "application/json"};
    const body = JSON.stringify({dashboard_title: "Somebody's own"});
    return (await (await fetch("/api/v1/dashboard/", {method: "POST", headers, body})).json()).id;
}"""
FORGET_OWN = """async (number) => {
    const answer = await (await fetch("/api/v1/security/csrf_token/")).json();
    const headers = {"X-CSRFToken": answer.result};
    await fetch(`/api/v1/dashboard/${number}`, {method: "DELETE", headers});
}"""


@pytest.fixture(scope="module")
def reader(all_visitors):
    return admit(all_visitors, "Analyst")


@pytest.mark.parametrize(
    ("slug", "title"),
    [("entity-finance", "Trial balance"), ("entity-finance-ar", "ميزان المراجعة")],
)
def test_headings_and_sums_stand_at_their_columns(slug, title, reader):
    reader.open(slug)
    tile = reader.tile(title)
    tile.locator("tfoot td").first.wait_for(timeout=LOADED_WITHIN_MS)
    edges = tile.evaluate(RIGHT_EDGES)
    assert len(edges) == 3  # headings, rows, sums
    for column in zip(*edges, strict=True):
        assert max(column) - min(column) <= 1, edges


@pytest.mark.parametrize(
    ("slug", "end", "title", "words"),
    [
        ("entity-finance", "", "Spend by economic class", "press Clear All"),
        ("entity-finance-ar", "_ar", "المصروفات حسب التصنيف الاقتصادي", "«مسح الكل»"),
    ],
)
def test_empty_tile_says_what_to_do(slug, end, title, words, reader):
    reader.open(slug, LONG_AGO.format(end=end))
    tile = reader.tile(title)
    tile.locator(EMPTY).first.wait_for(timeout=LOADED_WITHIN_MS)
    assert words in tile.evaluate(SAID)
    assert "No results" not in tile.inner_text()


@pytest.mark.parametrize("slug", ["government", "government-ar"])
def test_menu_is_whole_on_a_phone(slug, all_visitors):
    reader = admit(all_visitors, "Analyst", is_phone=True)
    reader.open(slug)
    page = reader.person.page
    width = page.viewport_size["width"]
    entries = page.locator("#main-menu .main-nav > li:visible")
    assert entries.count() >= 5
    for entry in entries.all():
        box = entry.bounding_box()
        assert box["x"] >= 0, entry.inner_text()
        assert box["x"] + box["width"] <= width, entry.inner_text()


def test_own_dashboard_says_that_it_is_not_governed(reader):
    page, note = reader.person.page, ".diwan-own"
    reader.open("government")
    page.locator(CHART).first.wait_for()
    assert page.locator(note).count() == 0
    number = page.evaluate(DRAW_OWN)
    try:
        page.goto(f"{reader.person.base}/superset/dashboard/{number}/")
        page.locator(note).wait_for(timeout=LOADED_WITHIN_MS)
        assert "not governed" in page.locator(note).inner_text()
        page.goto(f"{reader.person.base}/superset/dashboard/{number}/?standalone=1")
        page.locator(note).wait_for(timeout=LOADED_WITHIN_MS)
        page.goto(f"{reader.person.base}/dashboard/list/")
        page.get_by_role("link", name="Government at a glance").first.wait_for()
        assert page.locator(note).count() == 0
    finally:
        page.evaluate(FORGET_OWN, number)
