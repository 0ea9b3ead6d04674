"""Whatever is sent, of whatever type, by whatever role: an answer in words, never an error of the
server. So many requests of one seed; DIWAN_ATTACK_REQUESTS and DIWAN_ATTACK_SEED ask for others."""

from __future__ import annotations

import json
import os
import time
import uuid

import httpx
import pytest

from tests.attack.conftest import platform
from tests.attack.running_platform import Visitor
from tests.canary.odd_requests import ARGUMENTS, LEFT_OUT, OddRequest, OddRequests
from tests.canary.odd_values import is_wrong
from tests.canary.world import learn

__all__ = ["platform"]
pytestmark = pytest.mark.platform

REQUESTS = int(os.environ.get("DIWAN_ATTACK_REQUESTS", "1000"))
SECONDS = float(os.environ.get("DIWAN_ATTACK_SECONDS", "inf"))
SHARE = 0.1  # of the time of a long run, which is the other file's
SEED = int(os.environ.get("DIWAN_ATTACK_SEED", "2026"))
REFUSAL_MAX = 6_000  # bytes: what was sent does not come back whole
SAYS = ("_server_messages", "_error_message", "message", "exception", "error")


def send(visitor: Visitor, asked: OddRequest) -> httpx.Response | None:
    """Return the answer; None when the request cannot be written down for the wire."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in asked.body.items()
    }
    options: dict = {
        "content": json.dumps(asked.body),
        "headers": {"Content-Type": "application/json"},
    }
    if asked.raw:
        options = {"content": asked.raw[1], "headers": {"Content-Type": asked.raw[0]}}
    elif asked.verb in ("GET", "HEAD"):
        options = {"params": texts}
    elif asked.as_form:
        options = {"data": texts}
    try:
        return visitor.http.request(asked.verb, asked.path, **options)
    except (UnicodeEncodeError, httpx.InvalidURL):
        return None


def fault_of(asked: OddRequest, answer: httpx.Response) -> str:
    """Return what is wrong with an answer, "" when nothing is."""
    status = answer.status_code
    if status >= 500:
        return "an error of the server"
    if status == 200 and asked.is_wrong:
        return "something else than what was sent was stored"
    if status < 400 or "json" not in answer.headers.get("content-type", ""):
        return ""
    if len(answer.content) > REFUSAL_MAX:
        return "the refusal holds all that was sent"
    return "" if any(map(answer.json().get, SAYS)) else "a refusal without a word"


# The base keeps its errors in Redis for an hour before they become rows.
LOGGED = """
from frappe.deferred_insert import save_to_db
save_to_db()
result = frappe.get_all("Error Log", fields=["method", "error"], order_by="creation desc", limit=1)
"""
TRACE_SHOWN = 3_000  # letters, the last ones: where it failed


def trace_of(platform, site: str) -> str:
    """Return what the site noted of its newest error."""
    noted = platform.run_inside(LOGGED, site)
    return "\n".join(f"{one['method']}\n{one['error'][-TRACE_SHOWN:]}" for one in noted)


def ask(platform, site: str, count: int, seconds: float) -> list[str]:
    """Return what was wrong with the answers to so many requests, or as many as fit into the time;
    by whom and to what."""
    logins = {role: platform.login_of(role, site) for role in platform.users[platform.host(site)]}
    requests = OddRequests(SEED, learn(platform, site, logins), logins)
    visitors = {role: platform.visitor(site, role, bare=True) for role in logins}
    faults, end = [], time.monotonic() + seconds
    for _turn in range(count):
        if time.monotonic() > end:
            break
        asked = requests.next()
        answer = send(visitors[asked.role], asked)
        if answer is None or asked.verb == "HEAD":
            continue
        if answer.status_code in (401, 403) and visitors[asked.role].who() in ("", "Guest"):
            platform.sessions.pop((site, asked.role), None)
            visitors[asked.role] = platform.visitor(site, asked.role, bare=True)
        if fault := fault_of(asked, answer):
            said = trace_of(platform, site) if answer.status_code >= 500 else answer.text[:300]
            faults.append(f"{fault}: {asked.shown}\n    {answer.status_code} {said}")
    return faults


@pytest.mark.parametrize(("site", "share"), [("entity_a", 0.8), ("hub", 0.2)])
def test_what_is_odd_is_refused_in_words(platform, site, share):
    faults = ask(platform, site, round(REQUESTS * share), SECONDS * SHARE * share)
    assert not faults, "\n".join(faults[:20])


def test_faults_are_seen():
    asked = OddRequest("Auditor", "POST", "/", is_wrong=True)
    for status, content in ((500, {}), (200, {}), (417, {}), (400, {"message": "x" * 9_000})):
        assert fault_of(asked, httpx.Response(status, json=content))
    assert not fault_of(asked, httpx.Response(417, json={"message": "Enter a date"}))


def test_every_argument_is_drawn():
    """The generator takes methods and arguments from the allow-list's own schemas."""
    assert not LEFT_OUT - ARGUMENTS.keys()
    assert is_wrong("Date", "0000-00-00")
    assert not is_wrong("Date", "2026-03-05")


@pytest.mark.parametrize("size", [200, 10_000_000])
def test_long_text_does_not_come_back(platform, size):
    """A title of ten million letters was sent back whole, in the words of its refusal."""
    officer = platform.visitor("entity_a", "Finance Officer")
    sent = {"title": "x" * size, "posting_date": "2026-03-05", "lines": []}
    answer = officer.resource("POST", "Journal", **sent)
    assert 400 <= answer.status_code < 500
    assert len(answer.content) < REFUSAL_MAX


@pytest.mark.parametrize(
    "form",
    [{"new_password": ""}, {"new_password": "Quiet-stone-9!"}, {"new_password": "x" * 100},
     {"new_password": "", "old_password": "x"}, {"new_password": "", "key": "x"}, {}],
)  # fmt: skip
@pytest.mark.parametrize("role", [None, "Auditor"])
def test_new_password_that_cannot_be_one_is_said(platform, role, form):
    visitor = platform.visitor("entity_a", role)
    answer = visitor.call("frappe.core.doctype.user.user.update_password", **form)
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert any(map(answer.json().get, SAYS))


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize("name", ["idx", "docstatus", "owner", "creation", "modified_by"])
def test_nothing_sent_for_what_every_document_has_changes_nothing(platform, name, nothing):
    """A null for the place of a row ended as an error of the server."""
    keeper = platform.visitor("entity_a", "Finance Manager")
    code = uuid.uuid4().hex[:8].upper()
    fields = {"cost_centre_code": code, "cost_centre_name": "One", "cost_centre_name_ar": "واحد"}
    asked = keeper.resource("POST", "Cost Centre", **fields)
    assert asked.status_code == 200, asked.text[:300]
    made = asked.json()["data"]
    place = f"Cost Centre/{made['name']}"
    answer = keeper.resource("PUT", place, **{"cost_centre_name": "Two", name: nothing})
    kept = keeper.resource("GET", place).json()["data"]
    assert answer.status_code == 200, answer.text[:300]
    assert (kept["cost_centre_name"], kept[name]) == ("Two", made[name])


@pytest.mark.parametrize(
    ("doctype", "name"), [("Journal", "no_such_field"), ("Employee", "iban_"), ("ToDo", "x")]
)
def test_name_that_is_no_field_is_named(platform, doctype, name):
    """It was left out in silence: a program wrote `postingdate` for months."""
    visitor = platform.visitor(
        "entity_a", "HR Officer" if doctype != "Journal" else "Finance Officer"
    )
    document = {"doctype": doctype, "description": "x", name: "5"}
    if doctype != "ToDo":
        document.pop("description")
    for answer in (
        visitor.call("frappe.desk.form.save.savedocs", doc=json.dumps(document), action="Save"),
        visitor.resource("POST", doctype, **{name: "5"}),
        visitor.call("frappe.client.insert", doc=document),
    ):
        if doctype == "ToDo" and answer.status_code == 403:
            continue
        assert answer.status_code == 400, answer.text[:200]
        assert name in answer.text
