"""One browser for the suite, one signed-in person per site and role.

The platform is described by the JSON file in DIWAN_TEST_PLATFORM (see ops.testing.throwaway).
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.person import DESKTOP, PHONE, Person, Watch

# Patience for something that comes, never a pause: a machine with other work is slow, not wrong.
TIMEOUT_MS = 60_000
PAGE_TEXT_MAX = 1_500
QUIET_BROWSER = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def facts() -> dict:
    path = os.environ.get("DIWAN_TEST_PLATFORM")
    if not path:
        pytest.fail("DIWAN_TEST_PLATFORM names no platform: run ./diwan test --only e2e")
    return json.loads(Path(path).read_text("utf-8"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.fail("The browser tests need Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=[*QUIET_BROWSER])
        yield opened
        opened.close()


@dataclass
class Visitors:
    """Signed-in people of the platform, kept for the whole suite: logging in is limited."""

    browser: Browser
    facts: dict
    known: dict[tuple, Person] = field(default_factory=dict)

    def get(self, site: str, role: str, is_phone: bool = False) -> Person:
        """Return the person of that role on that site (entity_a, entity_b, hub)."""
        key = (site, role, is_phone)
        if key not in self.known:
            twin = self.known.get((site, role, not is_phone))
            self.known[key] = self._admit(site, role, is_phone, twin)
        return self.known[key]

    def enter(
        self, host: str, is_phone: bool = False, cookies: list | None = None, zone: str = ""
    ) -> Person:
        """Open a fresh page on a site, signed in only when cookies are given.

        zone: the browser's time zone, this machine's when empty.
        """
        watch = Watch(frozenset({*self.facts["sites"].values(), host}))
        context = self.browser.new_context(
            viewport=PHONE if is_phone else DESKTOP,
            accept_downloads=True,
            locale="en-GB",
            timezone_id=zone or None,
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.add_cookies(cookies or [])
        page = context.new_page()
        watch.follow(page)
        return Person(f"http://{host}:{self.facts['ports']['front']}", context, page, watch)

    def _admit(self, site: str, role: str, is_phone: bool, twin: Person | None) -> Person:
        host = self.facts["sites"][site]
        person = self.enter(host, is_phone, twin.context.cookies() if twin else None)
        if twin is None:
            person.sign_in(*self.facts["users"][host][role])
        return person


@pytest.fixture(scope="session")
def all_visitors(browser, facts) -> Visitors:
    return Visitors(browser, facts)


@pytest.fixture
def visitors(all_visitors) -> Iterator[Visitors]:
    """Yield the people of the platform; afterwards nobody's page may have gone wrong or abroad."""
    yield all_visitors
    watches = {key: person.watch for key, person in all_visitors.known.items()}
    problems = {key: found for key, watch in watches.items() if (found := watch.take_problems())}
    foreign = {key: watch.foreign for key, watch in watches.items() if watch.foreign}
    assert not foreign, f"requests left the machine: {foreign}"
    assert not problems, f"pages went wrong: {problems}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Say with a failure what each person's page showed: a machine elsewhere leaves no picture."""
    report = yield
    visitors = item.funcargs.get("all_visitors") if report.failed else None
    for (site, role, _is_phone), person in visitors.known.items() if visitors else ():
        report.sections.append((f"{role} of {site}", describe_page(person)))
    return report


def describe_page(person: Person) -> str:
    """Return the address, what went wrong, and the beginning of the text of a person's page."""
    try:
        text = " ".join(person.page.inner_text("body", timeout=2_000).split())
    except PlaywrightError as error:
        text = str(error)
    return f"{person.page.url}\n{person.watch.problems}\n{text[:PAGE_TEXT_MAX]}"
