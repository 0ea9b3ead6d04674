"""From a journal approved today to the government's dashboard, as those who look at it see it.

The same tile before and after a night: the central analyst and the entity's own analyst see the
journal's amount come in, to the fils; the analyst of another entity sees nothing of it.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic, time_ns

import pytest

from ops.machine.browser import AS_A_READER
from tests.e2e.conftest import Visitors
from tests.e2e.person import Person
from tests.e2e.test_books import write_journal

pytestmark = [pytest.mark.platform, pytest.mark.browser]

REPO = Path(__file__).parents[2]
DASHBOARD = "entity-finance"
ROADS = {"": ("entity_name_en", "Roads Authority"), "_ar": ("entity_name_ar", "هيئة الطرق")}
READERS = ("Analyst", "Roads Analyst", "Finance Analyst")
TILE = ".dashboard-component-chart-holder"
CHART = f"{TILE}:has([data-test-chart-name])"  # the text below them is a tile as well
# What a tile shows whose reader may see none of the rows asked for.
EMPTY = ':has(> [aria-label="empty"])'
LOADED_WITHIN_MS = 60_000
# Nobody else posts to it: what the first night showed is what stands until the next one.
EXPENSE = "52607"
DEBITS = {"": "Debits", "_ar": "المدين"}  # figures of the ledger: months that still run are in it


@dataclass
class Reader:
    """Somebody signed in at the dashboards through the hub."""

    person: Person

    def open(self, slug: str, query: str = "") -> None:
        """Open a dashboard and wait for its first tile."""
        self.person.page.goto(f"{self.person.base}/superset/dashboard/{slug}/{query}")
        self.person.page.locator(TILE).first.wait_for(timeout=LOADED_WITHIN_MS)

    def tile(self, title: str):
        """Return the tile with this title, brought into view (tiles below the fold load when
        seen)."""
        found = self.person.page.locator(CHART, has_text=title).last
        found.scroll_into_view_if_needed()
        return found

    def read_debit(self, account: str, language: str = "") -> Decimal:
        """Return the account's debits in the ledger on the screen; nothing when it has no line.
        language: "" or "_ar"."""
        self.open("ledger" + language.replace("_", "-"), of_roads(language, account))
        tile = self.person.page.locator(f'[data-test-chart-name="{DEBITS[language]}"]')
        shown = tile.locator(f".header-line, {EMPTY}").first
        shown.wait_for(timeout=LOADED_WITHIN_MS)
        text = shown.inner_text()
        return Decimal(text.replace(",", "")) if re.search("[0-9]", text) else Decimal(0)


def of_roads(language: str, account: str) -> str:
    """Return the address's end by which the ledger opens on an account of one entity, as a link of
    a row does. language: "" or "_ar"."""
    column, name = ROADS[language]
    filters = {
        f"NATIVE_FILTER-ledger-entity{language}": (column, name),
        f"NATIVE_FILTER-ledger-account{language}": (f"account_code{language or '_en'}", account),
    }
    said = [
        f"{slug}:(extraFormData:(filters:!((col:{column},op:IN,val:!('{value}')))),"
        f"filterState:(label:'{value}',value:!('{value}')),id:{slug},ownState:())"
        for slug, (column, value) in filters.items()
    ]
    return f"?native_filters=({','.join(said)})"


def admit(visitors: Visitors, role: str, is_phone: bool = False) -> Reader:
    """Sign somebody in: the dashboards send them to the hub, the hub sends them back."""
    facts = visitors.facts
    hub = facts["sites"]["hub"]
    host = "analytics." + hub.split(".", 1)[1]
    person = visitors.enter(host, is_phone)
    person.watch.hosts = frozenset({*person.watch.hosts, hub})
    email, password = facts["users"][hub][role]
    person.page.goto(f"{person.base}/superset/dashboard/{DASHBOARD}/")
    person.page.fill("#login_email", email)
    person.page.fill("#login_password", password)
    person.page.click(".for-login .btn-login")
    person.page.wait_for_url(f"**//{host}**/dashboard/**", timeout=LOADED_WITHIN_MS)
    return Reader(person)


def run_night(facts: dict) -> None:
    """Bring the warehouse up to date, as an operator does."""
    environment = {**os.environ, "DIWAN_INSTANCE": facts["root"]}
    command = [str(REPO / "diwan"), "nightly"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def amount() -> Decimal:
    """Return an amount nobody else has posted, with fils."""
    return Decimal(time_ns() // 1_000_000 % 90_000_000 + 10_000_001) / 100


@pytest.fixture(scope="module")
def readers(all_visitors) -> dict[str, Reader]:
    return {role: admit(all_visitors, role) for role in READERS}


@pytest.fixture(scope="module")
def seen(all_visitors, facts, readers, amount) -> dict[str, tuple[Decimal, Decimal]]:
    """Return what each reader saw of the account before and after: one journal and one night
    later."""
    before = {role: reader.read_debit(EXPENSE) for role, reader in readers.items()}
    officer = all_visitors.get("entity_b", "Finance Officer")
    manager = all_visitors.get("entity_b", "Finance Manager")
    journal = write_journal(officer, f"Translation {amount}", amount, EXPENSE)
    for person, action in ((officer, "Send for Approval"), (manager, "Approve")):
        seen = person.call("frappe.client.get", doctype="Journal", name=journal)["modified"]
        step = {"doctype": "Journal", "name": journal, "action": action, "modified": seen}
        person.call("erp_app.api.documents.take_step", **step)
    run_night(facts)
    return {role: (before[role], reader.read_debit(EXPENSE)) for role, reader in readers.items()}


@pytest.mark.parametrize("role", ["Analyst", "Roads Analyst"])
def test_journal_approved_today_is_on_the_dashboard_after_the_night(visitors, seen, amount, role):
    before, after = seen[role]
    assert after - before == amount


def test_analyst_of_another_entity_sees_nothing_of_it(visitors, seen):
    before, after = seen["Finance Analyst"]
    assert before == after


def test_entity_analyst_is_shown_one_entity(visitors, readers):
    names = [option.strip() for option in entities_offered(readers["Roads Analyst"])]
    assert names == ["Roads Authority"]
    assert len(entities_offered(readers["Analyst"])) > 1


def entities_offered(reader: Reader) -> list[str]:
    """Return what the entity filter of the dashboard lets its reader choose."""
    reader.open(DASHBOARD)
    page = reader.person.page
    page.locator(".filter-item-wrapper, [data-test=filter-bar]").first.wait_for()
    page.locator("[data-test=form-item-value] .ant-select").first.click()
    page.locator(".ant-select-item-option").first.wait_for()
    return page.locator(".ant-select-item-option").all_inner_texts()


def test_arabic_dashboard_shows_the_same_amount_from_right_to_left(visitors, seen, readers):
    reader = readers["Roads Analyst"]
    reader.person.page.goto(f"{reader.person.base}/lang/ar")
    assert reader.read_debit(EXPENSE, "_ar") == seen["Roads Analyst"][1]
    assert reader.person.page.evaluate("() => document.documentElement.dir") == "rtl"


def test_reader_gets_what_is_in_sight_and_the_rest_by_moving_there(visitors, all_visitors):
    reader = admit(all_visitors, "Auditor")
    page = reader.person.page
    page.add_init_script(AS_A_READER)
    page.goto("about:blank")  # where the sign-in led to may still be asking for its own tiles
    asked = []
    page.on("request", lambda request: "chart/data?" in request.url and asked.append(request.url))
    with page.expect_request("**/chart/data?**", timeout=LOADED_WITHIN_MS):
        reader.open("government")
    page.wait_for_timeout(300)  # they are asked together
    in_sight, tiles = len(asked), page.locator(TILE).count()
    assert 0 < in_sight < tiles
    reader.tile("Spend and revenue").locator("canvas").wait_for(timeout=LOADED_WITHIN_MS)
    deadline = monotonic() + LOADED_WITHIN_MS / 1000
    while len(asked) == in_sight and monotonic() < deadline:  # the next screen's, unasked for
        page.wait_for_timeout(200)
    assert in_sight < len(asked) < tiles
    last = reader.tile("Heads by nationality group")
    last.locator("canvas").first.wait_for(timeout=LOADED_WITHIN_MS)


def test_dashboard_opens_at_the_newest_year_and_asks_each_tile_once(visitors, all_visitors):
    reader = admit(all_visitors, "Auditor")
    asked = []
    reader.person.page.on("request", lambda request: asked.append(request.url))
    reader.open("government")
    reader.tile("Heads by nationality group").locator("canvas").first.wait_for()
    newest = reader.person.page.locator(
        ".ant-select-selection-item", has_text=re.compile("20[0-9]{2}")
    )
    assert int(newest.first.inner_text()) >= datetime.now().year - 1
    tiles = [url for url in asked if "chart/data?" in url]
    assert len(tiles) == len(set(tiles))


def test_dashboard_fits_a_phone(visitors, all_visitors):
    reader = admit(all_visitors, "Executive", is_phone=True)
    reader.open("government")
    page = reader.person.page
    page.locator(f"{TILE} .header-line").first.wait_for()
    width = page.viewport_size["width"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width + 1
    tiles = [tile.bounding_box()["width"] for tile in page.locator(TILE).all()]
    assert min(tiles) > 0.4 * width  # numbers stand in pairs
    assert sum(tile > 0.8 * width for tile in tiles) > len(tiles) / 2  # the others alone


def test_dashboards_ask_nobody_outside_and_nothing_goes_wrong(visitors, readers):
    for role, reader in readers.items():
        assert reader.person.watch.foreign == [], role
        assert reader.person.watch.take_problems() == [], role
