"""Five thousand requests of one seed in CI; as many as fit into the minutes with ./diwan attack."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest
import yaml

from tests.attack.conftest import platform
from tests.bi.reader import Reader
from tests.canary import left_behind, planting
from tests.canary.dashboards_run import DashboardCanary, shows_rows_of
from tests.canary.oracle import Outcome, Tokens, of_machine, shape_of
from tests.canary.planting import Secret
from tests.canary.requests import METHODS, Asked
from tests.canary.rison import rison
from tests.canary.run import Canary

__all__ = ["platform"]
pytestmark = pytest.mark.platform

REQUESTS = int(os.environ.get("DIWAN_ATTACK_REQUESTS", "5000"))
SECONDS = float(os.environ.get("DIWAN_ATTACK_SECONDS", "inf"))
SEED = int(os.environ.get("DIWAN_ATTACK_SEED", "2026"))
DASHBOARDS_SHARE = 0.06  # of requests and of time
BROKEN_MAX = 0.002  # rows that tokens were planted in break a few; it was one in eighty
DASHBOARDS_BROKEN_MAX = 0.0  # of the dashboards: no question ends in an error of the server
APP = Path(__file__).parents[2] / "erp_app"
PAGES = 4  # of a list of the dashboards


@pytest.fixture(scope="module")
def canary(platform, tmp_path_factory):
    """Return a prepared run: tokens planted, everybody's names known."""
    canary = Canary(platform, SEED)
    canary.prepare()
    planting.save(canary.secrets, tmp_path_factory.mktemp("canary") / "planted.json")
    return canary


@pytest.fixture(scope="module")
def dashboards(platform):
    """Return a prepared run against Superset."""
    dashboards = DashboardCanary(platform, SEED)
    dashboards.prepare()
    return dashboards


def judge(outcome: Outcome, broken_max: float) -> None:
    """Say what a run did, and fail when anything was found. broken_max: share of requests that may
    end in an error of the server."""
    print(outcome.told)
    broken = "\n".join(map(str, outcome.broken))
    print(broken)
    shown = "\n".join(map(str, outcome.findings))
    assert not outcome.findings, f"{dict(outcome.kinds)}\n{shown}"
    assert len(outcome.broken) <= outcome.asked * broken_max, broken


def test_every_listed_method_is_tried():
    """The generator's own list of methods is as long as the allow-list."""
    source = yaml.safe_load((APP / "guards" / "allowed.yml").read_text("utf-8"))
    listed = {m for g in source["groups"].values() for m in [*g.get("get", []), *g.get("post", [])]}
    left_out = {"login", "logout", "web_logout", "frappe.sessions.clear"}  # they end the session
    assert listed - METHODS.keys() == left_out


def test_secrets_stand_in_many_tables(canary):
    assert len({(s.site, s.doctype) for s in canary.secrets}) > 60
    assert any(secret.roles for secret in canary.secrets)
    assert any(not secret.roles for secret in canary.secrets)


def test_a_token_in_an_answer_is_seen(canary):
    """The check can fail: a closed token in an answer is a finding, an open one is not."""
    tokens = Tokens(canary.secrets)
    closed = next(s for s in canary.secrets if not s.roles)
    opened = next(s for s in canary.secrets if s.roles)
    answer = httpx.Response(200, text=f'{{"x": "{closed.token}", "y": "{opened.token}"}}')
    assert tokens.in_answer(answer, opened.roles, frozenset()) == [closed]
    assert tokens.in_answer(answer, opened.roles, frozenset({closed.token})) == []


@pytest.mark.parametrize(
    ("found", "other"),
    [
        ("no 784-19", "no ZZZZZZ"),
        ("'[[784-' is no number", "'[[ZZZZ' is no number"),
        ("no 784-19 on page 784", "no ZZZZZZ on page 784"),
        ("no 784-19", "no zzzzzz"),
    ],
)
def test_a_guess_that_is_only_quoted_tells_nothing(found, other):
    """A refusal quotes what was sent, whole or cut short; any other difference is an answer."""
    guesses = ("784-19", "ZZZZZZ")
    shapes = [shape_of(httpx.Response(400, text=text), *guesses) for text in (found, other)]
    assert shapes[0] == shapes[1]
    assert shapes[0] != shape_of(httpx.Response(400, text=f"{other}!"), *guesses)


def test_nothing_leaks_and_nothing_is_changed(canary):
    outcome = canary.go(round(REQUESTS * (1 - DASHBOARDS_SHARE)), SECONDS * (1 - DASHBOARDS_SHARE))
    assert outcome.statuses[200] > outcome.asked * 0.1, "the requests hardly ever get through"
    assert outcome.compared > outcome.asked * 0.05, "hardly a guess was tried"
    judge(outcome, BROKEN_MAX)


def test_what_is_planted_at_the_dashboards_is_seen_by_their_administrator(platform, dashboards):
    """The check can fail: there are routes that lead to the tokens."""
    keys = json.loads((Path(platform.instance_dir) / "secrets.json").read_text())
    reader = Reader(platform.front_url).sign_in_as_administrator(keys["superset_admin"])
    for kind, table in (("dataset", "tables"), ("chart", "slices"), ("dashboard", "dashboards")):
        found: set[str] = set()
        for page in range(PAGES):  # of a hundred at most, whatever is asked
            asked = {"q": rison({"page": page, "page_size": 100})}
            answer = reader.get(f"/api/v1/{kind}/", params=asked)
            seen = dashboards.tokens.in_answer(answer, frozenset(), frozenset())
            found |= {secret.doctype for secret in seen}
        assert table in found, answer.text[:300]


@pytest.mark.parametrize(
    ("body", "is_shown"),
    [
        ({"result": [{"data": [{"entity_code": "finance"}]}]}, True),
        ({"data": [{"account_key": "finance|10000"}]}, True),
        ({"result": ["courts", "finance"]}, True),
        ({"data": [{"table_name": "rpt_finance_month"}]}, False),
        ({"result": [{"data": [], "query": "entity_code = 'finance'"}]}, False),
    ],
)
def test_rows_of_an_entity_are_seen(body, is_shown):
    asked = Asked("GET", "/", {})
    assert shows_rows_of("finance", httpx.Response(200, json=body), asked) is is_shown


@pytest.mark.parametrize("status", [500, 503, 599])
def test_one_error_of_the_dashboards_server_is_too_many(status):
    """The check can fail: an error that is told in words is one all the same."""
    outcome = Outcome(1)
    for number in (200, 400, status):
        said = httpx.Response(number, json={"errors": [{"message": "no"}]})
        outcome.count("Analyst", Asked("POST", "/api/v1/chart/data", {}), said)
    with pytest.raises(AssertionError, match=f"{status} of /api/v1/chart/data"):
        judge(outcome, DASHBOARDS_BROKEN_MAX)


@pytest.mark.parametrize(
    ("text", "sent", "found"),
    [
        ('Traceback (most recent call last): File "/x.py", line 3', {}, "Traceback (most recent"),
        ("IO Error: /srv/diwan/warehouse is locked", {}, "/srv/diwan"),
        ("no such file: /srv/diwan/secrets.json", {"sql": "from '/srv/diwan/secrets.json'"}, ""),
        ("no such column: x", {}, ""),
    ],
)
def test_what_an_answer_tells_of_the_machine_is_seen(text, sent, found):
    asked = Asked("POST", "/api/v1/chart/data", sent)
    assert of_machine(httpx.Response(400, text=text), asked, "/srv/diwan") == found


def test_dashboards_leak_nothing_and_nothing_is_changed(dashboards):
    outcome = dashboards.go(round(REQUESTS * DASHBOARDS_SHARE), SECONDS * DASHBOARDS_SHARE)
    assert outcome.statuses[200] > outcome.asked * 0.08, "the requests hardly ever get through"
    judge(outcome, DASHBOARDS_BROKEN_MAX)


def test_a_secret_in_a_log_is_seen(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_text("password=Quiet-stone-1234!\n")
    secret = Secret("Quiet-stone-1234!", "x", "password of", "Auditor", "", frozenset())
    outcome = Outcome(1)
    assert left_behind.look(tmp_path, [secret], (), outcome) == 1
    assert outcome.kinds == {"left behind": 1}
    left_behind.look(tmp_path, [secret], {secret.token}, outcome)
    assert outcome.kinds == {"left behind": 1}


def test_no_secret_is_left_behind(platform, canary, dashboards):
    """After all that: logs, published files, what nights write down."""
    root, outcome = Path(platform.instance_dir), Outcome(SEED)
    doors = left_behind.passwords(root, platform.users)
    # Logs say who did something: log-ins are what they are about.
    theirs = [secret for secret in dashboards.secrets if not secret.people]
    secrets = [*canary.secrets, *theirs, *doors]
    count = left_behind.look(root, secrets, canary.spoken | dashboards.spoken, outcome)
    print(f"{count} files looked through for {len(secrets)} secrets")
    assert count > 20
    assert not outcome.findings, "\n".join(map(str, outcome.findings))
