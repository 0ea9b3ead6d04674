"""How long a dashboard takes in a browser; runs in the environment of the tests, which has one.

`python -m ops.bench.dashboard_load FRONT HOST SLUG E-MAIL`, the password on standard input. Signs
in once, then opens the dashboard in turns; a turn ends when every tile in sight is drawn.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from ground.json_lines import finish_with

TURNS = 6
# To a browser that says it is driven by a program, Superset draws also what is out of sight.
AS_A_READER = ("--no-sandbox", "--disable-gpu", "--disable-blink-features=AutomationControlled")
DRAWN = """() => {
  const tiles = [...document.querySelectorAll('.dashboard-chart')];
  const shown = tiles.filter(tile => tile.getBoundingClientRect().top < innerHeight);
  const isDrawn = tile => tile.querySelector('.slice_container') && !tile.querySelector('.loading');
  return shown.length > 1 && shown.every(isDrawn);
}"""


def open_dashboard(page: Page, url: str) -> float:
    """Return seconds from the request until the last tile in sight is drawn."""
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_function(DRAWN, timeout=60_000)
    return round(time.perf_counter() - started, 2)


def measure(front: str, host: str, slug: str, email: str, password: str) -> dict[str, Any]:
    """Return seconds of each turn, the first with an empty browser cache."""
    url = f"http://{host}:{front.rsplit(':', 1)[-1]}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*AS_A_READER]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(url)
        page.fill("#login_email", email)
        page.fill("#login_password", password)
        page.click(".btn-login >> visible=true")
        page.wait_for_url(f"{url}/**", timeout=60_000)
        turns = [open_dashboard(page, f"{url}/superset/dashboard/{slug}/") for _ in range(TURNS)]
        tiles = page.locator(".dashboard-chart").count()
        browser.close()
    return {"first_seconds": turns[0], "again_seconds": min(turns[1:]), "tiles": tiles}


if __name__ == "__main__":
    finish_with(measure(*sys.argv[1:5], sys.stdin.readline().strip()))
