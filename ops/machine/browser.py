"""The machine's Chromium, driven by Playwright where an environment has it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ground.errors import OpsError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# Superset draws everything at once for a browser that says a program drives it.
AS_A_READER = "Object.defineProperty(navigator, 'webdriver', { get: () => false })"


def start_browser(playwright: Playwright, *more_flags: str) -> Browser:
    """Start Chromium without a window. Raises: OpsError when the machine has none."""
    chromium = shutil.which("chromium")
    if not chromium:
        raise OpsError("Chromium is not installed.", "Run: sudo apt-get install chromium")
    return playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *more_flags])
