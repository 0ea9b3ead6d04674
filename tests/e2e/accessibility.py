"""What axe-core says of a page: nothing of it may be critical or serious.

Owns which findings count. axe comes with axe-playwright-python, in the lock of the tests.
"""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
LOOKS = 4
COUNTED = frozenset({"critical", "serious"})
# Milder in axe's eyes, but asked for: a main part, a way past the bar, a page that can be enlarged.
DEMANDED = frozenset({"landmark-one-main", "bypass", "skip-link", "meta-viewport"})
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


def find_barriers(page: Page) -> list[str]:
    """Return what counts on the page: rule, place and markup of each.

    What is still being drawn is looked at again, once the browser has nothing else to do.
    """
    if not page.evaluate("() => !!window.axe"):
        page.evaluate(AXE)
    for _look in range(LOOKS):
        if not (found := _look_once(page)):
            break
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, {timeout: 2000}))")
    return found


def _look_once(page: Page) -> list[str]:
    return [
        f"{found['id']}: {node['target']} {node['html'][:160]}"
        for found in page.evaluate(RUN)
        if found["impact"] in COUNTED or found["id"] in DEMANDED
        for node in found["nodes"]
    ]
