"""Five thousand requests of one seed in CI; as many as fit into the minutes with ./diwan attack."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest
import yaml

from tests.attack.conftest import platform
from tests.canary import planting
from tests.canary.oracle import Tokens, shape_of
from tests.canary.requests import METHODS
from tests.canary.run import Canary

__all__ = ["platform"]
pytestmark = pytest.mark.platform

REQUESTS = int(os.environ.get("DIWAN_ATTACK_REQUESTS", "5000"))
SECONDS = float(os.environ.get("DIWAN_ATTACK_SECONDS", "inf"))
SEED = int(os.environ.get("DIWAN_ATTACK_SEED", "2026"))
BROKEN_MAX = 0.001  # it was one in eighty before arguments had kinds; what is left is the base's
APP = Path(__file__).parents[2] / "erp_app"


@pytest.fixture(scope="module")
def canary(platform, tmp_path_factory):
    """Return a prepared run: tokens planted, everybody's names known."""
    canary = Canary(platform, SEED)
    canary.prepare()
    planting.save(canary.secrets, tmp_path_factory.mktemp("canary") / "planted.json")
    return canary


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
    [("no 784-19", "no ZZZZZZ"), ("'[[784-' is no number", "'[[ZZZZ' is no number")],
)
def test_a_guess_that_is_only_quoted_tells_nothing(found, other):
    """A refusal quotes what was sent, whole or cut short; any other difference is an answer."""
    shapes = [
        shape_of(httpx.Response(400, text=text), guess)
        for text, guess in ((found, "784-19"), (other, "ZZZZZZ"))
    ]
    assert shapes[0] == shapes[1]
    assert shapes[0] != shape_of(httpx.Response(400, text=f"{other}!"), "ZZZZZZ")


def test_nothing_leaks_and_nothing_is_changed(canary):
    outcome = canary.go(REQUESTS, SECONDS)
    print(f"seed {outcome.seed}: {outcome.asked} requests, {dict(outcome.statuses)}")
    print(f"by role: {dict(outcome.by_role)}")
    assert outcome.statuses[200] > outcome.asked * 0.02, "the requests hardly ever get through"
    broken = "\n".join(map(str, outcome.broken))
    print(f"errors of the server: {len(outcome.broken)}\n{broken}")
    shown = "\n".join(map(str, outcome.findings))
    assert not outcome.findings, f"{dict(outcome.kinds)}\n{shown}"
    assert len(outcome.broken) <= outcome.asked * BROKEN_MAX, broken
