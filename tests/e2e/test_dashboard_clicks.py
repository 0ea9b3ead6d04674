"""Whatever is pressed on a dashboard, in either language, it stays a dashboard.

A press in a cell or on a bar filters the others. It may leave a tile without rows; it may not end
in an error, take a tile away or lead elsewhere.
"""

import pytest
from playwright.sync_api import TimeoutError

from tests.e2e.test_government_dashboard import CHART, LOADED_WITHIN_MS, REPO, TILE, admit

pytestmark = [pytest.mark.platform, pytest.mark.browser]

SUBJECTS = sorted(file.stem for file in (REPO / "dashboards").glob("*.yml"))
SLUGS = [f"{subject}{end}" for subject in SUBJECTS for end in ("", "-ar")]
WRONG = ".ant-alert-error, .alert-danger, .ant-result"
BUSY = f"{TILE} .loading, {TILE} [data-test=loading-indicator]"
ASKED_WITHIN_MS, CELL_WITHIN_MS = 300, 10_000
# Where bars and points are: a share of a picture's width and height.
ON_A_PICTURE = ((0.42, 0.2), (0.42, 0.5), (0.42, 0.8), (0.6, 0.5))


@pytest.fixture(scope="module")
def reader(all_visitors):
    return admit(all_visitors, "Auditor")


def settle(page) -> None:
    """Wait until no tile is being asked for; what was pressed asks a moment later."""
    page.wait_for_timeout(ASKED_WITHIN_MS)
    page.wait_for_function(
        "selector => !document.querySelector(selector)", arg=BUSY, timeout=LOADED_WITHIN_MS
    )


def press_all(page, tile) -> int:
    """Press a cell of every column, or the middle of what is drawn; return how many times."""
    cells = tile.locator("tbody tr").first.locator("td:not(:has(a, .diwan-lead, .diwan-card))")
    pressed = 0
    while pressed < cells.count():  # what was pressed before may have left no row
        try:
            cells.nth(pressed).click(timeout=CELL_WITHIN_MS)
        except TimeoutError:
            assert not cells.count(), "a cell that is there can be pressed"
            break  # the last press took the rows away while this one was aimed at
        settle(page)
        pressed += 1
    if pressed:
        return pressed
    pictures = tile.locator("canvas")
    if not pictures.count():
        return 0
    box = pictures.first.bounding_box()
    for across, down in ON_A_PICTURE:
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        settle(page)
    return len(ON_A_PICTURE)


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_that_is_pressed_breaks_a_dashboard(slug, reader):
    page, watch = reader.person.page, reader.person.watch
    reader.open(slug)
    settle(page)
    watch.take_problems()
    tiles, pressed = page.locator(CHART).count(), 0
    for number in range(tiles):
        tile = page.locator(CHART).nth(number)
        tile.scroll_into_view_if_needed()
        settle(page)
        pressed += press_all(page, tile)
        assert page.locator(WRONG).all_inner_texts() == [], f"tile {number}"
        assert page.locator(CHART).count() == tiles, f"tile {number}"
        assert f"/superset/dashboard/{slug}/" in page.url
    assert pressed
    assert watch.take_problems() == []


@pytest.mark.parametrize(
    ("slug", "title", "column", "name"),
    [
        ("government", "Spend by economic class", "economic_class_name_en", "Use of goods"),
        ("government-ar", "المصروفات حسب التصنيف", "economic_class_name_ar", "استخدام السلع"),
    ],
)
def test_bar_filters_the_others_by_its_name(slug, title, column, name, reader):
    """It was by its figure: the chip read 2302.83, and the others were empty."""
    page = reader.person.page
    reader.open(slug)
    settle(page)
    tile = page.locator(CHART).filter(has_text=title).first
    tile.scroll_into_view_if_needed()
    settle(page)
    box = tile.locator("canvas").first.bounding_box()
    with page.expect_request("**/api/v1/chart/data**", timeout=LOADED_WITHIN_MS) as asked:
        page.mouse.click(box["x"] + 0.42 * box["width"], box["y"] + 0.18 * box["height"])
    filters = asked.value.post_data_json["queries"][0]["filters"]
    [values] = [one["val"] for one in filters if one["col"] == column]
    assert values[0].startswith(name)
    settle(page)
    assert page.locator(WRONG).all_inner_texts() == []


def test_row_leads_to_its_entity_an_account_to_its_lines_a_line_to_its_document(all_visitors):
    """From the government to a journal in the entity's own books, by what is pressed alone."""
    reader = admit(all_visitors, "Analyst")
    page = reader.person.page
    reader.open("government")
    row = reader.tile("Every entity, the largest first").locator("tr", has_text="Roads Authority")
    row.locator("a").click()
    page.wait_for_url("**/superset/dashboard/entity-finance/**")
    lead = page.locator(".diwan-lead", has_text="Roads Authority")
    lead.wait_for(timeout=LOADED_WITHIN_MS)
    account = reader.tile("Every account of spend").locator("tbody tr").first
    account.locator("a").wait_for(timeout=LOADED_WITHIN_MS)
    code = account.locator("td").first.inner_text()
    figure = account.locator("td").nth(2).inner_text()
    account.locator("a").click()
    page.wait_for_url("**/superset/dashboard/ledger/**")
    line = reader.tile("Lines, the newest first").locator("tbody tr").first
    line.locator("a").wait_for(timeout=LOADED_WITHIN_MS)
    cells = line.locator("td").all_inner_texts()
    assert (cells[0], cells[3]) == ("Roads Authority", code)
    net = page.locator('[data-test-chart-name="Debits less credits"] .header-line')
    assert net.inner_text() == figure, "the lines are those that the figure is the sum of"
    assert line.locator("a").get_attribute("href") == f"/diwan/books/roads/Journal/{cells[2]}"


def test_flag_opens_the_same_entity_and_year_in_the_other_language(all_visitors):
    reader = admit(all_visitors, "Analyst")
    page = reader.person.page
    reader.open("government")
    row = reader.tile("Every entity, the largest first").locator("tr", has_text="Roads Authority")
    row.locator("a").click()
    page.locator(".diwan-lead", has_text="Roads Authority").wait_for(timeout=LOADED_WITHIN_MS)
    settle(page)
    page.locator(".dashboard-markdown a", has_text="العربية").click()
    page.wait_for_url("**/superset/dashboard/entity-finance-ar/**")
    page.locator(".diwan-lead", has_text="هيئة الطرق").wait_for(timeout=LOADED_WITHIN_MS)
    page.goto(f"{reader.person.base}/lang/en")


def test_both_languages_open_on_the_same_entity(all_visitors):
    reader = admit(all_visitors, "Analyst")
    for slug, name in (
        ("entity-finance", "Courts of Justice"),
        ("entity-finance-ar", "محاكم العدل"),
    ):
        reader.open(slug)
        reader.person.page.locator(".diwan-lead", has_text=name).wait_for(timeout=LOADED_WITHIN_MS)
