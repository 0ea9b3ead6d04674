"""`python -m ops.mailed.page`: one dashboard as a PDF, by the machine's Chromium.

Runs in the environment of ops/locks/browser.txt. Takes one JSON document on standard input:
{"host", "port", "address", "cookie": {"name", "value"}, "file"}; the front is asked on this
machine, whatever its name says. The cookie is a session of the reader whose rights decide what is
shown, and is in no argument that others could list. The page is one sheet as long as the dashboard;
what is drawn only in sight has been in sight.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

from ground.errors import OpsError
from ground.json_lines import fail_with, finish_with
from ops.machine.browser import AS_A_READER, start_browser

WIDTH, HEIGHT = 1280, 900
PATIENCE_MS = 120_000
QUIET_MS = 1_500  # charts finish moving
LOADING = ".loading"
TILES = ".dashboard-chart"
FAILED = ".dashboard-chart .ant-alert-error"
HEIGHT_MAX, MARGIN = 16_000, 24
LOWEST = """(tiles) => Math.max(
    ...[...document.querySelectorAll(tiles)].map((one) => one.getBoundingClientRect().bottom)
)"""
# Buttons do nothing on paper. What reaches below the last tile would begin a second sheet.
WITHOUT_BUTTONS = """html, body, #app { overflow: hidden !important; }
    .header-controls, [data-test='filter-bar'] button, .dropdown-btn {
    visibility: hidden !important; }"""


def print_page(asked: dict[str, Any]) -> dict[str, Any]:
    """Write the PDF; return {"tiles", "failed"}: how many tiles were drawn, and how many say that
    they could not be. Raises: OpsError when the machine has no browser."""
    url = f"http://{asked['host']}:{asked['port']}"
    with sync_playwright() as playwright:
        to_this_machine = f"--host-resolver-rules=MAP {asked['host']} 127.0.0.1"
        browser = start_browser(playwright, to_this_machine)
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(AS_A_READER)
        context.add_cookies([{**asked["cookie"], "url": url, "httpOnly": True}])
        page = context.new_page()
        page.goto(url + asked["address"])
        _show_all(page)
        page.emulate_media(media="screen")
        page.add_style_tag(content=WITHOUT_BUTTONS)
        height = page.evaluate(LOWEST, TILES)
        page.pdf(
            path=asked["file"],
            width=f"{WIDTH}px",
            height=f"{int(height) + MARGIN}px",
            print_background=True,
        )
        found = {
            "tiles": page.locator(TILES).count(),
            "failed": page.locator(FAILED).count(),
        }
        browser.close()
    return found


def _show_all(page: Page) -> None:
    """Bring every tile into sight, and wait until all are drawn."""
    page.locator(TILES).first.wait_for()
    full = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('*')].map((one) => one.scrollHeight))"
    )
    page.set_viewport_size({"width": WIDTH, "height": min(int(full) + 200, HEIGHT_MAX)})
    page.wait_for_function("(loading) => !document.querySelector(loading)", arg=LOADING)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("(loading) => !document.querySelector(loading)", arg=LOADING)
    page.wait_for_timeout(QUIET_MS)


def main() -> int:
    """Print the page that is asked for; return the exit code."""
    try:
        finish_with(print_page(json.load(sys.stdin)))
    except OpsError as error:
        return fail_with(error.what, error.next_step)
    return 0


if __name__ == "__main__":
    sys.exit(main())
