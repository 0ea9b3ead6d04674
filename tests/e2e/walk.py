"""Clicking everything that a screen offers, and noting what is dead behind it.

Owns how controls are found, named and clicked. A control is known by where it stands and what it
is called, so that the same button of twenty lists is one control. Links are followed at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tests.e2e.person import Person

# Visible controls, and those of menus that open from a visible button. Numbered in the page.
FIND = """() => {
    const places = ".modal.show, .navbar, .desk-sidebar, .layout-side-section, .page-head,"
        + ".page-form, .form-footer, .grid-field, .frappe-control, .list-row-container, .result,"
        + ".widget, .datatable, .form-message, .layout-main-section";
    const menus = [...document.querySelectorAll(".dropdown-menu:not(.show)")].filter(
        (menu) => menu.parentElement.querySelector("[data-toggle=dropdown]")?.offsetParent
    );
    menus.forEach((menu) => menu.classList.add("show"));
    const found = [...document.querySelectorAll("button, a, summary, .like-action")].filter(
        (one) => one.getClientRects().length && !one.disabled
    );
    const controls = found.map((one, number) => {
        one.dataset.walk = number;
        const label = one.innerText || one.title || one.dataset.originalTitle || one.className;
        return {
            number,
            label: label.trim().replace(/\\s+/g, " ").slice(0, 60),
            kind: [one.tagName, ...one.classList].slice(0, 3).join("."),
            place: one.closest(places)?.className.split(" ")[0] || "page",
            target: one.tagName === "A" && one.getAttribute("href") !== "#" ? one.href || "" : "",
        };
    });
    menus.forEach((menu) => menu.classList.remove("show"));
    return controls;
}"""
CLICK = """(number) => {
    const one = document.querySelector(`[data-walk="${number}"]`);
    one && one.click();
    return !!one;
}"""
# The menu of what is done with chosen rows shows once one is chosen.
CHOOSE = """() => {
    const list = window.cur_list && cur_list.$result;
    const row = list && list.find(".list-row-checkbox").first();
    if (row && row.length && !row.is(":checked")) row.click();
}"""
SETTLED = """() => new Promise((done) => {
    let quiet = 0;
    const look = () => {
        quiet = frappe.request.ajax_count === 0 ? quiet + 1 : 0;
        quiet > 2 ? done(true) : setTimeout(look, 20);
    };
    look();
})"""
CLOSE = """() => {
    window.cur_dialog && cur_dialog.hide();
    frappe.hide_msgprint && frappe.hide_msgprint(true);
    $(".modal.show").modal("hide");
    $(".modal-backdrop, .alert").remove();
    $(".dropdown-menu.show").removeClass("show");
}"""
LOOK = """() => {
    const text = (selector) => [...document.querySelectorAll(selector)]
        .filter((one) => one.getClientRects().length).map((one) => one.innerText).join("\\n");
    return {
        said: text(".modal.show, .alert"),
        shown: document.body.innerText,
        page: text(".page-container"),
        apology: text(".page-card-container, .error-page"),
    };
}"""
DEAD = re.compile(
    r"not permitted|not allowed|no permission|insufficient|not found|may not"
    r"|there were errors|server error|something went wrong",
    re.IGNORECASE,
)
FOREIGN_WORDS = re.compile(
    r"\b(frappe|erpnext|doctypes?|docfields?|kanban|workspaces?|docstatus|insights)\b",
    re.IGNORECASE,
)
TOO_FAST = re.compile(r"429 ")  # the front's limit of requests a second, which no person reaches


@dataclass(frozen=True)
class Control:
    """What may be clicked. place: the part of the screen; target: where a link leads."""

    number: int
    label: str
    kind: str
    place: str
    target: str

    def key(self, screen: str) -> tuple:
        """Return what a control is known by. screen: its kind."""
        if self.target:
            return ("link", pattern_of(urlsplit(self.target).path))
        return (screen, self.place, self.kind, re.sub(r"\d+", "0", self.label))


def pattern_of(path: str) -> str:
    """Return an address without the name of a document: each type's form counts once."""
    parts = unquote(path).split("/")
    return "/".join(parts[:3] + ["NAME"] * (len(parts) > 3 and parts[2] != "query-report"))


@dataclass
class Walk:
    """One person's walk. skipped: what is not clicked; excused: screens that show the words of the
    machine on purpose."""

    person: Person
    skipped: re.Pattern
    excused: re.Pattern
    known: set = field(default_factory=set)
    links: dict = field(default_factory=dict)
    found: list = field(default_factory=list)

    def screen(self, path: str, kind: str) -> None:
        """Click what is new on a screen. kind: the same for screens that are alike."""
        page = self.person.page
        self._open(path)
        self._judge(path, "opened")
        for control in self._controls(kind):
            here = page.url
            if not page.evaluate(CLICK, control.number):
                continue
            self._settle()
            self._judge(path, f"{control.place}, {control.label!r}, {control.kind}")
            page.evaluate(CLOSE)
            if page.url != here:
                self._open(path)

    def follow_links(self) -> None:
        """Go wherever a link of the screens led to."""
        for path, said in list(self.links.values()):
            if path.startswith("/app"):
                self.person.page.evaluate("(path) => frappe.set_route(path)", path)
                self._settle()
                self._judge(path, said)
                self.person.page.evaluate(CLOSE)
                continue
            asked = "(path) => fetch(path).then((answer) => answer.status)"
            if (status := self.person.page.evaluate(asked, path)) >= 400:
                self.found.append(f"{path}: {said}: {status}")

    def _open(self, path: str) -> None:
        self.person.open(path)
        self.person.page.evaluate(CHOOSE)

    def _controls(self, kind: str) -> Iterator[Control]:
        """Yield what has not been clicked; the screen is looked at again after each click."""
        while True:
            controls = [Control(**one) for one in self.person.page.evaluate(FIND)]
            new = next((one for one in controls if self._is_new(one, kind)), None)
            if new is None:
                return
            yield new

    def _is_new(self, control: Control, kind: str) -> bool:
        """Return True for what is to be clicked now; links are kept for later."""
        key = control.key(kind)
        if key in self.known:
            return False
        self.known.add(key)
        if self.skipped.search(f"{control.label} {control.target}"):
            return False
        if not control.target.startswith("http"):
            return not control.target
        target = urlsplit(control.target)
        if target.hostname not in self.person.watch.hosts:
            self.found.append(f"{self.person.page.url}: {control.label} leads to {control.target}")
        elif target.hostname == urlsplit(self.person.base).hostname:
            self.links[key] = (unquote(target.path), f"link {control.label!r} of {kind}")
        return False

    def _settle(self) -> None:
        self.person.page.wait_for_function("() => !!(window.frappe && frappe.request)")
        self.person.page.evaluate(SETTLED)

    def _judge(self, path: str, what: str) -> None:
        """Note what went wrong since the last click, and what the screen should not show."""
        problems = [p for p in self.person.watch.take_problems() if not TOO_FAST.match(p)]
        problems += self._wrong()
        if problems and self._is_under_way(problems):
            self.person.page.wait_for_timeout(400)  # a screen that is still being drawn
            problems = self._wrong()
        self.found += [f"{path}: {what}: {problem}" for problem in problems]

    @staticmethod
    def _is_under_way(problems: list[str]) -> bool:
        return all(problem.startswith(("shows", "blank")) for problem in problems)

    def _wrong(self) -> list[str]:
        seen, address = self.person.page.evaluate(LOOK), self.person.page.url
        found = [f"says {seen['said'][:200]!r}"] if DEAD.search(seen["said"]) else []
        if not self.excused.search(address):
            for word in FOREIGN_WORDS.finditer(seen["shown"]):
                around = seen["shown"][max(word.start() - 40, 0) : word.end() + 30]
                found.append(f"shows {around!r}")
        if seen["apology"].strip():
            found.append(f"an apology at {address}")
        return found if seen["page"].strip() else [*found, f"blank page at {address}"]
