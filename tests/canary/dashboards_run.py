"""A run against the dashboards: a stranger's things planted, everybody asks, leaks collected."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.attack.running_platform import Platform
from tests.bi.reader import Reader
from tests.canary import dashboards_planting as planting
from tests.canary.dashboards_requests import DashboardRequests
from tests.canary.oracle import Outcome, Tokens, is_about, of_machine, readable, shape_of
from tests.canary.planting import Secret
from tests.canary.requests import Asked

ENTITIES = ("finance", "roads", "courts")
# Whose sign-in opens what: entities that somebody may not see. All others see every entity.
BOUNDED = {"Roads Analyst": {"roads"}, "Finance Analyst": {"finance"}}
READERS = ("Analyst", "Auditor", "Executive", *BOUNDED)  # of the hub's people
ROUNDS = 3
TOO_MANY, BROKEN_OFF = 429, 599
# What differs between two equal answers: when and how they were made, and what was asked.
OF_THE_MOMENT = frozenset(
    (
        "cached_dttm", "cache_key", "is_cached", "queried_dttm", "cache_timeout", "query",
        "query_id", "queryId", "id", "startDttm", "endDttm", "timestamp", "changed_on",
        "changed_on_delta_humanized", "resultsKey", "tempId", "from_dttm", "to_dttm", "duration",
        "key", "url", "uuid", "sql", "executedSql", "sqlEditorId", "applied_filters", "form_data",
        "rejected_filters", "applied_template_filters", "last_login", "dttm", "label_map",
    )
)  # fmt: skip


@dataclass
class Person:
    """Somebody signed in at the dashboards, and what is closed to them."""

    role: str
    email: str
    reader: Reader
    closed: list[Secret]
    others: list[str]
    spoken: set[str] = field(default_factory=set)  # secrets that their requests named whole

    def send(self, asked: Asked) -> httpx.Response | None:
        options: dict[str, Any] = {"params": asked.arguments} if asked.arguments else {}
        if asked.verb in ("POST", "PUT"):
            options = {"json": asked.arguments}
        try:
            return self.reader.ask(asked.verb, asked.path, **options)
        except httpx.HTTPError:  # an answer that broke off, or never came
            return httpx.Response(BROKEN_OFF)
        except (httpx.InvalidURL, ValueError):
            return None


class DashboardCanary:
    """Like `run.Canary`, for Superset."""

    def __init__(self, platform: Platform, seed: int) -> None:
        self.platform, self.outcome = platform, Outcome(seed)
        self.chance = random.Random(seed)
        self.root = Path(platform.instance_dir)
        self.tables = planting.Tables(self.root)
        self.secrets: list[Secret] = []
        self.people: list[Person] = []

    def prepare(self) -> None:
        """Sign everybody in, plant, and learn what may be asked for."""
        people = self.platform.users[self.platform.host("hub")]
        logins = {role: people[role] for role in READERS}
        readers = {role: self._signed_in(*login) for role, login in logins.items()}
        emails = {login[0]: login[0] for login in logins.values()}
        self.emails = list(emails)
        self.secrets = planting.plant(self.tables, emails)
        self.tokens = Tokens(self.secrets)
        for role, reader in readers.items():
            email = logins[role][0]
            closed = [s for s in self.secrets if s.is_closed_to(frozenset(), frozenset({email}))]
            others = [e for e in ENTITIES if role in BOUNDED and e not in BOUNDED[role]]
            self.people.append(Person(role, email, reader, closed, others))
        known = planting.learn(self.tables)
        self.requests = DashboardRequests(self.chance, known, str(self.root))
        self.highest = planting.highest_numbers(self.tables)
        self.figures = planting.figures(self.tables, self.highest, self.emails)

    def go(self, most: int, seconds: float = float("inf")) -> Outcome:
        """Ask `most` requests, or as many as fit into the time."""
        end = time.monotonic() + seconds
        while self.outcome.asked < most and time.monotonic() < end:
            person = self.chance.choice(self.people)
            self._try(person, self.requests.next(person.closed, person.others))
        after = planting.figures(self.tables, self.highest, self.emails)
        for name, rows in self.figures.items():
            if rows != after[name]:
                lost, made = set(rows) - set(after[name]), set(after[name]) - set(rows)
                self.outcome.add(
                    "changed", "somebody", name, f"{sorted(lost)} {sorted(made)}"[:900]
                )
        self.figures = after
        return self.outcome

    def _try(self, person: Person, asked: Asked) -> None:
        answer = person.send(asked)
        self.outcome.count(person.role, asked, answer)
        if answer is None:
            return
        if told := of_machine(answer, asked, str(self.root)):
            self.outcome.add("of the machine", person.role, told, asked.shown)
        own = frozenset({person.email})
        # What somebody named once is in the list of their own queries.
        person.spoken |= set(self.tokens.pattern.findall(asked.text))
        for secret in self.tokens.in_answer(answer, frozenset(), own):
            if secret.token not in person.spoken:
                self.outcome.add("token", person.role, secret.place, asked.shown)
        for entity in person.others:
            if shows_rows_of(entity, answer, asked):
                self.outcome.add("row", person.role, f"rows of {entity}", asked.shown)
        is_question = not asked.writes or asked.path == "/api/v1/chart/data"
        is_own = any(guess in person.email for guess in asked.guesses)
        if asked.guesses and is_question and not is_own:
            self._guess_again(person, asked, answer)

    def _guess_again(self, person: Person, asked: Asked, answer: httpx.Response | None) -> None:
        [guess] = asked.guesses
        # As long as the guess, for what points at a place in a text.
        wrong = f"'{'z' * (len(guess) - 2)}'" if guess.startswith("'") else "z" * len(guess)
        self.outcome.compared += 1
        for _round in range(ROUNDS):
            other = person.send(asked.with_text(guess, wrong))
            if (
                answer is None
                or other is None
                or TOO_MANY in (answer.status_code, other.status_code)
            ):
                return
            if bare(answer, guess, wrong) == bare(other, guess, wrong):
                return
            answer = person.send(asked)
        what = f"{guess!r} is answered otherwise than {wrong!r}"
        self.outcome.add("told apart", person.role, what, asked.shown)

    @property
    def spoken(self) -> set[str]:
        """Secrets that requests named whole."""
        return set().union(*(person.spoken for person in self.people))

    def _signed_in(self, email: str, password: str) -> Reader:
        return Reader(self.platform.front_url).sign_in(email, password)


def bare(answer: httpx.Response, *guesses: str) -> tuple[int, str]:
    """Return what of an answer must not depend on a guess."""
    try:
        text = json.dumps(_without_moment(answer.json()), ensure_ascii=False)
    except ValueError:
        text = readable(answer) if "html" not in answer.headers.get("content-type", "") else ""
    shown = httpx.Response(answer.status_code, text=text)
    return shape_of(shown, *(guess.strip("'") for guess in guesses))


def _without_moment(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_moment(v) for k, v in value.items() if k not in OF_THE_MOMENT}
    if isinstance(value, list):
        return [_without_moment(each) for each in value]
    return value


def shows_rows_of(entity: str, answer: httpx.Response, asked: Asked) -> bool:
    """Tell whether an answer's rows hold an entity's code, or a key that begins with it."""
    if answer.status_code != 200 or is_about(entity, asked.text):
        return False
    try:
        rows = list(_rows(answer.json()))
    except ValueError:
        rows = [answer.text] if "html" not in answer.headers.get("content-type", "") else []
    shown = json.dumps(rows, ensure_ascii=False)
    return is_about(entity, shown)


def _rows(body: Any) -> Iterator[Any]:
    """Yield what of an answer comes from the warehouse: rows, and values of a filter."""
    if not isinstance(body, dict):
        return
    result = body.get("result")
    for part in [body, *(result if isinstance(result, list) else [result])]:
        if isinstance(part, dict) and isinstance(part.get("data"), list):
            yield part["data"]
    if isinstance(result, list) and all(isinstance(each, str) for each in result):
        yield result
