"""`python -m ops.pictures FOLDER`: take every picture from the current installation.

Speaks the JSON lines of ground.json_lines; the result lists the files.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ground.errors import OpsError
from ground.json_lines import fail_with, finish_with, report_as_json
from ops.installation.credentials import load_logins
from ops.installation.instance import Instance
from ops.machine.browser import AS_A_READER, start_browser
from ops.pictures.screens import DASHBOARDS, HUB, SCREENS, Screen

PATIENCE_MS = 60_000
QUIET_MS = 2_500  # charts and messages finish moving


def take_all(instance: Instance, folder: Path) -> list[str]:
    """Take each picture into the folder; return the files' names. Raises: OpsError."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for number, screen in enumerate(SCREENS):
            report_as_json(number / len(SCREENS), screen.name)
            _take(browser, instance, screen, folder / f"{screen.name}.png")
        browser.close()
    return [f"{screen.name}.png" for screen in SCREENS]


def _take(browser: Browser, instance: Instance, screen: Screen, file: Path) -> None:
    context = browser.new_context(viewport=dict(screen.size), locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(AS_A_READER)
    page = context.new_page()
    base = instance.url(screen.host)
    if screen.email:
        _sign_in(page, instance, screen, base)
    is_switched = screen.host != DASHBOARDS and _speaks_another(page, screen.language)
    if is_switched:
        _switch_language(page)
    page.goto(f"{base}{screen.path}")
    if screen.click:
        page.locator(screen.click).first.click()
    page.locator(screen.ready).first.wait_for(state="attached")
    page.wait_for_timeout(QUIET_MS)
    page.screenshot(path=str(file))
    if is_switched:
        _switch_language(page)  # back to the person's own
    context.close()


def _sign_in(page: Page, instance: Instance, screen: Screen, base: str) -> None:
    """Log in at the site, or at the hub for the dashboards."""
    home = HUB if screen.host == DASHBOARDS else screen.host
    people = load_logins(instance).get(instance.site(home), {})
    [email] = [one for one in people if one.split("@")[0] == screen.email]
    page.goto(f"{base}{screen.path}" if screen.host == DASHBOARDS else f"{base}/login")
    page.fill("#login_email", email)
    page.fill("#login_password", people[email])
    page.click(".for-login .btn-login")
    page.wait_for_url("**/dashboard/**" if screen.host == DASHBOARDS else "**/app/**")
    page.wait_for_load_state("networkidle")


def _speaks_another(page: Page, language: str) -> bool:
    """Return True when somebody is signed in whose Desk speaks the other language."""
    spoken = page.evaluate("() => window.frappe?.boot?.lang")
    return spoken is not None and spoken != language


def _switch_language(page: Page) -> None:
    before = page.evaluate("() => frappe.boot.lang")
    page.locator(".diwan-language button").click()
    page.wait_for_function(
        "before => window.frappe?.boot?.lang && frappe.boot.lang !== before", arg=before
    )
    page.wait_for_load_state("networkidle")


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    try:
        finish_with(take_all(Instance.current(), Path(arguments[0])))
    except OpsError as error:
        return fail_with(error.what, error.next_step)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
