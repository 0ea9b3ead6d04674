"""A run: secrets planted, a number of requests as every role, whatever leaks collected."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass

import httpx

from tests.attack.running_platform import Platform, Visitor
from tests.canary import bait, state
from tests.canary.grammar import Grammar, Who
from tests.canary.oracle import Outcome, Tokens, shape_of, took_its_time
from tests.canary.planting import Secret, plant
from tests.canary.requests import Asked, Requests
from tests.canary.world import learn

SITE, OTHERS = "entity_a", ("entity_b", "hub")
CHECKED_EVERY = 10  # writing requests between two looks at what nobody may change
LEARNED_EVERY = 1500  # requests between two looks at what there is
TOLD_EVERY = 5000  # requests between two words to whoever watches a long run
TOO_MANY = 429  # the front slows down whoever asks so often
GUESSED_SHARE = 0.7  # of the reading requests with a guess: asked again with a wrong one
ROUNDS = 3  # a difference counts when it is seen as often as this
# An administrator may disable people, and does so in a long run: they are needed again.
REINSTATE = """
if not frappe.db.get_value("User", {login!r}, "enabled"):
    frappe.db.set_value("User", {login!r}, "enabled", 1)
    frappe.clear_cache(user={login!r})
"""
SLEEPERS_TIMEOUT = 12.0  # seconds: who sleeps in every row never answers


@dataclass
class Asker:
    """One role's session, renewed when a request has ended it."""

    platform: Platform
    role: str
    visitor: Visitor | None = None
    own: frozenset[str] = frozenset()

    def send(self, asked: Asked) -> httpx.Response | None:
        """Return the answer; None when the server gave none. Raises: httpx.TimeoutException."""
        visitor = self.visitor or self._signed_in()
        options: dict = {"params": asked.arguments} if not asked.writes else {}
        if asked.writes:
            options = {"data" if asked.as_form else "json": asked.arguments}
        if asked.tells_to_sleep:
            options["timeout"] = SLEEPERS_TIMEOUT
        try:
            answer = visitor.http.request(asked.verb, asked.path, **options)
        except httpx.TimeoutException:
            raise
        except (httpx.HTTPError, httpx.InvalidURL, TypeError, ValueError):
            return None
        if answer.status_code in (401, 403) and visitor.who() in ("", "Guest"):
            self.visitor = None
        return answer

    def _signed_in(self) -> Visitor:
        self.platform.sessions.pop((SITE, self.role), None)
        login = self.platform.login_of(self.role)
        self.platform.run_inside(REINSTATE.format(login=login), SITE)
        self.visitor = self.platform.visitor(SITE, self.role)
        self.own = frozenset({self.visitor.sid, self.platform.login_of(self.role)})
        return self.visitor


# The begin of a planted date, and what follows a decade in hardly any of them.
DATE_BEGUN = re.compile(r"1[678]\d\d-?(\d(\d-?(\d\d?)?)?)?")
NEVER_PLANTED = "9-11-30"


class Canary:
    """Everything a run needs; `go` asks until there are enough requests or no time is left.

    checked_every: writing requests between two looks at what nobody may change; 1 tells which one
    it was.
    """

    def __init__(self, platform: Platform, seed: int, checked_every: int = CHECKED_EVERY) -> None:
        self.platform, self.outcome = platform, Outcome(seed)
        self.checked_every = checked_every
        self.chance = random.Random(seed)
        self.secrets: list[Secret] = []
        self.roles = sorted(platform.users[platform.host(SITE)])
        self.logins = {role: platform.login_of(role) for role in self.roles}
        self.askers = [Asker(platform, role) for role in self.roles]
        self.written: list[Asked] = []
        self.spoken: set[str] = set()  # secrets that requests named whole

    def prepare(self) -> None:
        """Lay bait, plant, sign everybody in and learn what may be asked for."""
        self.secrets += bait.lay(self.platform, SITE, self.logins)
        for asker in self.askers:
            asker._signed_in()
        for site in (SITE, *OTHERS):
            self.secrets += plant(self.platform, site)
        self.allowed = {role: self._roles_of(role) for role in self.roles}
        self.tokens = Tokens(self.secrets)
        self.grammar = Grammar(self.chance, learn(self.platform, SITE, self.logins))
        self.requests = Requests(self.chance, self.grammar)
        self.people = {asker.role: self._who(asker) for asker in self.askers}
        self.figures = self._figures()

    def go(self, most: int, seconds: float = float("inf")) -> Outcome:
        """Ask `most` requests, or as many as fit into the time."""
        end = time.monotonic() + seconds
        while self.outcome.asked < most and time.monotonic() < end:
            asker = self.chance.choice(self.askers)
            self._try(asker, self.requests.next(self.people[asker.role]))
            if self.outcome.asked % LEARNED_EVERY == 0:
                self.grammar.world = learn(self.platform, SITE, self.logins)
            if self.outcome.asked % TOLD_EVERY == 0:
                print(self.outcome.told, *self.outcome.findings[-3:], sep="\n", flush=True)
        self._look_at_state(self.askers[0])
        return self.outcome

    def _try(self, asker: Asker, asked: Asked) -> None:
        try:
            answer = asker.send(asked)
        except httpx.TimeoutException:
            self.outcome.count(asker.role, asked, None)
            if asked.tells_to_sleep:
                self.outcome.add("time", asker.role, "the server never answered", asked.shown)
            return
        self.outcome.count(asker.role, asked, answer)
        if answer is None:
            return
        self.spoken |= set(self.tokens.pattern.findall(asked.text))
        self._look_for_tokens(asker, asked, answer)
        if took_its_time(asked, answer):
            self.outcome.add("time", asker.role, "the server slept", asked.shown)
        if asked.writes:
            self._note_writing(asker, asked)
        elif asked.guesses and self.chance.random() < GUESSED_SHARE:
            self._guess_again(asker, asked, answer)

    def _look_for_tokens(self, asker: Asker, asked: Asked, answer: httpx.Response) -> None:
        for secret in self.tokens.in_answer(answer, self.allowed[asker.role], asker.own):
            if secret.token not in asked.text:
                self.outcome.add("token", asker.role, secret.place, asked.shown)

    def _guess_again(self, asker: Asker, asked: Asked, answer: httpx.Response) -> None:
        """Ask once more with a wrong guess: an open question must not notice the difference."""
        for guess in asked.guesses:
            if guess not in " ".join(map(str, asked.arguments.values())):
                continue
            self.outcome.compared += 1
            wrong = wrong_for(guess)
            if self._tells_apart(asker, asked, answer, guess, wrong):
                what = f"{guess!r} is answered otherwise than {wrong!r}"
                self.outcome.add("told apart", asker.role, what, asked.shown)

    def _tells_apart(
        self, asker: Asker, asked: Asked, answer: httpx.Response | None, guess: str, wrong: str
    ) -> bool:
        """Tell whether the two guesses are answered differently, each time they are asked: what a
        job in the background changed between two requests is no answer to a guess."""
        for _round in range(ROUNDS):
            try:
                other = asker.send(asked.with_text(guess, wrong))
                if answer is None or other is None:
                    return False
                if TOO_MANY in (answer.status_code, other.status_code):
                    return False
                if shape_of(answer, guess, wrong) == shape_of(other, guess, wrong):
                    return False
                answer = asker.send(asked)
            except httpx.TimeoutException:
                return False
        return True

    def _note_writing(self, asker: Asker, asked: Asked) -> None:
        self.written.append(asked)
        if len(self.written) >= self.checked_every:
            self._look_at_state(asker)

    def _look_at_state(self, asker: Asker) -> None:
        after = self._figures()
        for kind in state.changed(self.figures, after):
            shown = "\n    ".join(asked.shown for asked in self.written)
            self.outcome.add("changed", asker.role, kind, shown)
        self.figures, self.written = after, []

    def _figures(self) -> dict[str, str]:
        return state.figures(self.platform.run_inside, SITE)

    def _who(self, asker: Asker) -> Who:
        """Return who somebody is, with what is closed to them on their own site."""
        roles, own = self.allowed[asker.role], asker.own
        closed = [s for s in self.secrets if s.site == SITE and s.is_closed_to(roles, own)]
        return Who(asker.role, self.logins[asker.role], tuple(closed))

    def _roles_of(self, role: str) -> frozenset[str]:
        login = self.platform.login_of(role)
        held = self.platform.run_inside(f"result = frappe.get_roles({login!r})", SITE)
        return frozenset(held)


def wrong_for(guess: str) -> str:
    """Return a guess that nothing begins with; its first two letters are the same, because a
    refusal may quote as much and no more. One of a date stays one: what is no date is refused."""
    if DATE_BEGUN.fullmatch(guess):
        other_decade = str((int(guess[2]) + 5) % 10)
        return (guess[:2] + other_decade + NEVER_PLANTED)[: len(guess)]
    return guess[:2] + "Z" * (len(guess) - 2)
