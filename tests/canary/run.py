"""A run: secrets planted, a number of requests as every role, whatever leaks collected."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from tests.attack.running_platform import Platform, Visitor
from tests.canary import state
from tests.canary.grammar import TYPES, Grammar, World
from tests.canary.oracle import Finding, Tokens, shape_of, took_its_time
from tests.canary.planting import Secret, plant
from tests.canary.requests import Asked, Requests

SITE, OTHERS = "entity_a", ("entity_b", "hub")
CHECKED_EVERY = 10  # writing requests between two looks at what nobody may change
TOO_MANY = 429  # the front slows down whoever asks so often
GUESSED_SHARE = 0.25  # of the reading requests with a guess: asked again with a wrong one
ROUNDS = 3  # a difference counts when it is seen as often as this
FINDINGS_MAX = 200
NAMES = """
names = {{}}
for doctype in {types!r}:
    try:
        names[doctype] = frappe.db.sql(
            f"select name from `tab{{doctype}}` order by modified desc limit 40", pluck=True)
    except Exception:
        pass
hidden = []
for field in ("iban", "identity_number", "birth_date", "mobile_no"):
    try:
        hidden += [str(v) for v in frappe.db.sql(
            f"select `{{field}}` from tabEmployee where ifnull(`{{field}}`, '') != '' limit 5",
            pluck=True)]
    except Exception:
        pass
files = frappe.db.sql("select file_url from tabFile where ifnull(file_url, '') != '' limit 40",
                      pluck=True)
people = frappe.db.sql("select name from tabUser where enabled = 1", pluck=True)
reports = frappe.db.sql("select name from tabReport where disabled = 0", pluck=True)
charts = frappe.db.sql("select name from `tabDashboard Chart`", pluck=True)
known = {{k: [str(n) for n in v] for k, v in names.items() if v}}
result = dict(documents=known, values=hidden, files=files, people=people, reports=reports + charts)
"""
# Somebody else's file, task and batch, for the writing requests to reach for.
BAIT = """
user = {user!r}
frappe.set_user("Administrator")
for number in range(2):
    file = frappe.get_doc(dict(doctype="File", file_name=f"canary-{{number}}.txt", is_private=1,
                               content=f"{{frappe.generate_hash()}}"))
    file.insert(ignore_permissions=True)
    task = frappe.get_doc(dict(doctype="ToDo", description="canary", allocated_to=user))
    task.insert(ignore_permissions=True)
result = True
"""


@dataclass
class Outcome:
    """What a run did. statuses: how often each answer came; by_role: how many requests; broken:
    requests that ended in an error of the server, which give nothing away."""

    seed: int
    asked: int = 0
    findings: list[Finding] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    by_role: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(finding)

    @property
    def kinds(self) -> Counter[str]:
        return Counter(finding.kind for finding in self.findings)


@dataclass
class Asker:
    """One role's session, renewed when a request has ended it."""

    platform: Platform
    role: str
    visitor: Visitor | None = None
    own: frozenset[str] = frozenset()

    def send(self, asked: Asked) -> httpx.Response | None:
        """Return the answer; None when the server gave none."""
        visitor = self.visitor or self._signed_in()
        options: dict = {"params": asked.arguments} if not asked.writes else {}
        if asked.writes:
            options = {"data" if asked.as_form else "json": asked.arguments}
        try:
            answer = visitor.http.request(asked.verb, asked.path, **options)
        except (httpx.HTTPError, httpx.InvalidURL, TypeError, ValueError):
            return None
        if answer.status_code in (401, 403) and visitor.who() in ("", "Guest"):
            self.visitor = None
        return answer

    def _signed_in(self) -> Visitor:
        self.platform.sessions.pop((SITE, self.role), None)
        self.visitor = self.platform.visitor(SITE, self.role)
        self.own = frozenset({self.visitor.sid, self.platform.login_of(self.role)})
        return self.visitor


class Canary:
    """Everything a run needs; `go` asks until there are enough requests or no time is left."""

    def __init__(self, platform: Platform, seed: int) -> None:
        self.platform, self.outcome = platform, Outcome(seed)
        self.chance = random.Random(seed)
        self.secrets: list[Secret] = []
        self.roles = sorted(platform.users[platform.host(SITE)])
        self.askers = [Asker(platform, role) for role in self.roles]
        self.written: list[Asked] = []

    def prepare(self) -> None:
        """Plant, lay bait, sign everybody in and learn the names that may be asked for."""
        for role in self.roles[:1]:
            self.platform.run_inside(BAIT.format(user=self.platform.login_of(role)), SITE)
        for site in (SITE, *OTHERS):
            self.secrets += plant(self.platform, site)
        world = World(**self.platform.run_inside(NAMES.format(types=TYPES), SITE))
        self.requests = Requests(self.chance, Grammar(self.chance, world))
        self.world, self.tokens = world, Tokens(self.secrets)
        self.allowed = {role: self._roles_of(role) for role in self.roles}
        self.figures = self._figures("")

    def go(self, most: int, seconds: float = float("inf")) -> Outcome:
        """Ask `most` requests, or as many as fit into the time."""
        end = time.monotonic() + seconds
        while self.outcome.asked < most and time.monotonic() < end:
            asker = self.chance.choice(self.askers)
            self._try(asker, self.requests.next())
        self._look_at_state(self.askers[0])
        return self.outcome

    def _try(self, asker: Asker, asked: Asked) -> None:
        answer = asker.send(asked)
        self.outcome.asked += 1
        self.outcome.by_role[asker.role] += 1
        if answer is None:
            return
        self.outcome.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            what = f"{answer.status_code} of {asked.path}"
            self.outcome.broken.append(Finding("broken", asker.role, what, asked.shown))
        self._look_for_tokens(asker, asked, answer)
        if took_its_time(asked, answer):
            self.outcome.add(Finding("time", asker.role, "the server slept", asked.shown))
        if asked.writes:
            self._note_writing(asker, asked)
        elif self.chance.random() < GUESSED_SHARE:
            self._guess_again(asker, asked, answer)

    def _look_for_tokens(self, asker: Asker, asked: Asked, answer: httpx.Response) -> None:
        for secret in self.tokens.in_answer(answer, self.allowed[asker.role], asker.own):
            if secret.token not in asked.shown:
                self.outcome.add(Finding("token", asker.role, secret.place, asked.shown))

    def _guess_again(self, asker: Asker, asked: Asked, answer: httpx.Response) -> None:
        """Ask once more with a wrong guess: an open question must not notice the difference."""
        if asker.role in ("HR Officer", "HR Manager", "Auditor"):
            return  # they may see what is guessed at
        for guess in self._guesses_in(asked):
            wrong = "Z" * len(guess)
            if self._tells_apart(asker, asked, answer, guess, wrong):
                what = f"{guess!r} is answered otherwise than {wrong!r}"
                self.outcome.add(Finding("told apart", asker.role, what, asked.shown))

    def _tells_apart(
        self, asker: Asker, asked: Asked, answer: httpx.Response | None, guess: str, wrong: str
    ) -> bool:
        """Tell whether the two guesses are answered differently, each time they are asked: what a
        job in the background changed between two requests is no answer to a guess."""
        for _round in range(ROUNDS):
            other = asker.send(asked.with_text(guess, wrong))
            if answer is None or other is None:
                return False
            if TOO_MANY in (answer.status_code, other.status_code):
                return False
            if shape_of(answer, guess) == shape_of(other, wrong):
                return False
            answer = asker.send(asked)
        return True

    def _guesses_in(self, asked: Asked) -> Iterator[str]:
        sent = " ".join(str(value) for value in asked.arguments.values())
        for value in self.world.values:
            for length in range(len(value), 4, -1):
                if value[:length] in sent:
                    yield value[:length]
                    return

    def _note_writing(self, asker: Asker, asked: Asked) -> None:
        self.written.append(asked)
        if len(self.written) >= CHECKED_EVERY:
            self._look_at_state(asker)

    def _look_at_state(self, asker: Asker) -> None:
        after = self._figures(asker.role)
        for kind in state.changed(self.figures, after):
            shown = "\n    ".join(asked.shown for asked in self.written)
            self.outcome.add(Finding("changed", asker.role, kind, shown))
        self.figures, self.written = after, []

    def _figures(self, _role: str) -> dict[str, str]:
        return state.figures(self.platform.run_inside, SITE)

    def _roles_of(self, role: str) -> frozenset[str]:
        login = self.platform.login_of(role)
        held = self.platform.run_inside(f"result = frappe.get_roles({login!r})", SITE)
        return frozenset(held)
