"""A person at a browser: signs in, opens screens, types, and keeps an eye on the network.

Owns how our screens are driven. Every request that leaves the platform, every answer of 400 or
more and every console error is kept in `Watch`; a test that does not expect one fails.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Request,
    Response,
    TimeoutError,
)

IDLE_MS = 10_000  # until quiet on the network; where it never gets quiet, calls are asked for
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
# The frameworks' own slips, which no screen shows: charts redraw after they have left the page, a
# number selects its text after the focus has moved on, and Superset's pages ask for a picture that
# counts visits, which our policy stops.
FRAMEWORK_SLIPS = re.compile(
    r"removeChild.*not a child of this node|<rect> attribute width: A negative value"
    r"|attribute \w+: Expected \w+, .(M|translate\()?NaN"
    r"|activeElement\.select is not a function"
    r"|gateway\.scarf\.sh.* violates the following Content Security Policy"
    r"|^Response$",  # what Superset says of a refusal in passing, see below
    re.DOTALL,
)
# A dashboard offers its server the colours it drew with, whoever looks; its owner's are taken.
REFUSED_IN_PASSING = re.compile(r"403 PUT .*/api/v1/dashboard/\d+/colors\b")


@dataclass
class Watch:
    """What went wrong on a person's pages since the last look."""

    hosts: frozenset[str]
    foreign: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note the page's requests, answers and errors from now on."""
        page.on("request", lambda request: self._note_address(request.url))
        page.on("requestfailed", self._forgive_stopped)
        page.on("websocket", lambda socket: self._note_address(socket.url))
        page.on("response", self._note_answer)
        page.on("pageerror", lambda error: self._note_error(str(error)))
        page.on("console", lambda line: line.type == "error" and self._note_error(line.text))

    def take_problems(self) -> list[str]:
        """Return the problems noted so far and forget them."""
        found, self.problems = self.problems, []
        return found

    def _note_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in self.hosts:
            self.foreign.append(url)

    def _forgive_stopped(self, request: Request) -> None:
        """Ignore what the page's own policy stops in the browser: it has not left the machine."""
        if request.failure == "csp" and request.url in self.foreign:
            self.foreign.remove(request.url)

    def _note_answer(self, answer: Response) -> None:
        said = f"{answer.status} {answer.request.method} {answer.url}"
        if answer.status >= 400 and not REFUSED_IN_PASSING.match(said):
            self.problems.append(said)

    def _note_error(self, text: str) -> None:
        # A refused answer is noted once, as an answer.
        if not FRAMEWORK_SLIPS.search(text) and not text.startswith("Failed to load resource"):
            self.problems.append(text)


@dataclass
class Person:
    """One signed-in user of one site, on one page."""

    base: str
    context: BrowserContext
    page: Page
    watch: Watch

    def sign_in(self, email: str, password: str) -> None:
        """Log in through the form and wait for the Desk."""
        self.page.goto(f"{self.base}/login")
        self.page.fill("#login_email", email)
        self.page.fill("#login_password", password)
        self.page.click(".for-login .btn-login")
        self.page.wait_for_url("**/app/**")
        self.settle()

    def open(self, path: str) -> None:
        """Open a screen by its address, as from a bookmark."""
        self.page.goto(f"{self.base}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the Desk is drawn and no call is under way."""
        self.page.wait_for_function(
            "() => !!(window.frappe && frappe.container && frappe.container.page)"
        )
        try:
            self.page.wait_for_load_state("networkidle", timeout=IDLE_MS)
        except TimeoutError:
            # Live events that could not open a socket ask again and again: ask for calls alone.
            self.page.wait_for_function("() => frappe.request.ajax_count === 0")

    def switch_language(self) -> None:
        """Press the button of the other language and wait for the Desk to speak it."""
        before = self.page.evaluate("() => frappe.boot.lang")
        self.page.locator(".diwan-language button").click()
        # A change of the address inside the Desk counts as navigation too: wait for the language.
        self.page.wait_for_function(
            "before => window.frappe?.boot?.lang && frappe.boot.lang !== before", arg=before
        )
        self.settle()

    def call(self, method: str, **arguments: object) -> object:
        """Call an endpoint with this person's session and return its message."""
        return self.page.evaluate(
            "([method, args]) => frappe.xcall(method, args)", [method, arguments]
        )

    def request(self, method: str, **arguments: object) -> tuple[int, str]:
        """Call an endpoint past the Desk's own code: the status and the body of the answer."""
        answer = self.page.evaluate(
            """async ([method, args]) => {
                const answer = await fetch(`/api/method/${method}`, {
                    method: "POST",
                    headers: {
                        "Content-Type": "application/json",
                        "X-Frappe-CSRF-Token": frappe.csrf_token,
                    },
                    body: JSON.stringify(args),
                });
                return [answer.status, await answer.text()];
            }""",
            [method, arguments],
        )
        return answer[0], answer[1]

    def read_file(self, address: str) -> str:
        """Read a file of this site with this person's session."""
        return self.page.evaluate("address => fetch(address).then((got) => got.text())", address)

    # --- forms -----------------------------------------------------------------------------

    @property
    def form(self) -> Locator:
        """The form that is shown now."""
        return self.page.locator(".page-container:visible")

    def field(self, name: str) -> Locator:
        """Return the input of a field of the form, outside its tables."""
        control = self.form.locator(f'.frappe-control[data-fieldname="{name}"]:not(.grid-row *)')
        return control.locator("input:visible, select:visible, textarea:visible").first

    def fill(self, name: str, value: str) -> None:
        """Type into a text or date field and leave it."""
        self.field(name).fill(value)
        self.field(name).blur()

    def choose(self, name: str, value: str) -> None:
        """Choose from a list of fixed values."""
        self.field(name).select_option(value)

    def link(self, name: str, value: str) -> None:
        """Type into a link field and take the suggestion."""
        pick_suggestion(self.page, self.field(name), value)

    def type_in_grid(self, row: int, values: dict[str, str], links: frozenset[str]) -> None:
        """Fill the cells of a table's row (1-based), cell after cell."""
        page = self.page
        for name, value in values.items():
            line = self.form.locator(f'.grid-body .grid-row[data-idx="{row}"]')
            cell = line.locator(f'.col[data-fieldname="{name}"]')
            cell.click()
            box = cell.locator("input").first
            if name in links:
                pick_suggestion(page, box, value)
            else:
                box.fill(value)
                box.blur()  # a tab from the last cell would add a row, a moment later

    def save(self) -> str:
        """Save the form and return the document's name."""
        with self.page.expect_response(lambda answer: "savedocs" in answer.url) as saved:
            self.form.locator(".primary-action:visible", has_text=re.compile("Save|حفظ")).click()
        assert saved.value.ok, saved.value.text()
        self.settle()
        return self.page.evaluate("() => cur_frm.doc.name")

    def press(self, label: str) -> None:
        """Press a button of the page's head."""
        self.form.locator(".page-actions button:visible", has_text=label).first.click()

    def confirm(self) -> None:
        """Press the main button of the dialog that is open."""
        self.page.locator(
            ".modal.show .btn-modal-primary:visible, .modal.show .btn-primary:visible"
        ).last.click()

    @contextmanager
    def expects_refusal(self) -> Iterator[None]:
        """Within, the server must refuse something; that is then not a problem."""
        before = self.watch.take_problems()
        yield
        self.page.wait_for_timeout(200)
        refused = self.watch.take_problems()
        assert any(re.match("4(03|17)", problem) for problem in refused), refused
        self.watch.problems = before


def pick_suggestion(page: Page, box: Locator, value: str) -> None:
    """Type into a link's box and take the suggestion with that text."""
    box.click()
    box.fill(value)
    box.press("End")
    item = page.locator(".awesomplete ul:not([hidden]) li", has_text=value).first
    item.wait_for()
    item.click()
    page.wait_for_load_state("networkidle")  # the choice is checked by the server
    page.wait_for_function("box => box.value !== ''", arg=box.element_handle())
