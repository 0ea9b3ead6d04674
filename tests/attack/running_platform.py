"""A running throw-away platform as an attacker sees it: hosts, users, and a way to look inside.

The description comes from the JSON file named in DIWAN_TEST_PLATFORM:
front_url, web_url, realtime_url: where the front, the bare worker and the realtime server listen;
sites: {"entity_a": host, "entity_b": host, "hub": host}; users: {host: {role: [login, password]}};
erp_python, sites_dir, instance_dir: the ERP's interpreter and folders, to arrange and inspect.
"""

import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx

from tests.inside import Inside


@dataclass(frozen=True)
class Platform:
    front_url: str
    web_url: str
    realtime_url: str
    sites: dict
    users: dict
    erp_python: str
    sites_dir: str
    instance_dir: str
    environment: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)

    @classmethod
    def load(cls, path: str) -> "Platform":
        known = cls.__dataclass_fields__
        source = json.loads(Path(path).read_text("utf-8"))
        return cls(**{name: value for name, value in source.items() if name in known})

    def host(self, site: str) -> str:
        return self.sites[site]

    def visitor(
        self,
        site: str = "entity_a",
        role: str | None = None,
        bare=False,
        address: str | None = None,
    ) -> "Visitor":
        """Return a client of one site, signed in as the user of a role when one is named.

        address: the loopback address it calls from, to be somebody else than the other visitors.
        Sessions are kept: the front lets only so many people sign in per minute.
        """
        url = self.web_url if bare else self.front_url
        visitor = Visitor(url, self.host(site), _port_of(self.front_url), address)
        if role:
            key = (site, role)
            if key not in self.sessions:
                visitor.sign_in(*self.users[self.host(site)][role])
                token = visitor.http.headers.get("X-Frappe-CSRF-Token")
                self.sessions[key] = (visitor.sid, token)
            sid, token = self.sessions[key]
            visitor.http.cookies.clear()
            visitor.http.cookies.set("sid", sid)
            visitor.use_token(token)
        return visitor

    def login_of(self, role: str, site: str = "entity_a") -> str:
        return self.users[self.host(site)][role][0]

    @cached_property
    def inside(self) -> Inside:
        return Inside(self.erp_python, self.sites_dir, self.environment)

    def run_inside(self, code: str, site: str = "entity_a", fresh: bool = False):
        """Run code on the server's side of a site and return the JSON of `result`.

        fresh: in an interpreter of its own, for code that changes what a module holds.
        """
        return self.inside.run(code, self.host(site), fresh)

    def count_refusals(self, text: str, site: str = "entity_a") -> int:
        """Return how many refusals the site has on record whose target or kind contains text."""
        return self.run_inside(
            "rows = frappe.db.sql('''select coalesce(sum(refusal_count), 0) from "
            "`tabAccess Refusal Log` where target like %(like)s or kind like %(like)s''', "
            f"{{'like': '%%' + {text!r} + '%%'}})\nresult = int(rows[0][0])",
            site,
        )


class Visitor:
    """One browser or program talking to one site."""

    def __init__(self, url: str, host: str, port: str, address: str | None = None) -> None:
        self.host = host
        self.http = httpx.Client(
            base_url=url,
            headers={"Host": f"{host}:{port}"},
            timeout=60,
            follow_redirects=False,
            transport=httpx.HTTPTransport(local_address=address),
        )

    def sign_in(self, login: str, password: str) -> None:
        for _attempt in range(20):
            answer = self.http.post("/api/method/login", data={"usr": login, "pwd": password})
            if answer.status_code != 429:
                break
            time.sleep(2)
        assert answer.status_code == 200, f"{login} cannot sign in: {answer.text[:300]}"
        self.use_token(answer.json().get("csrf_token"))

    def use_token(self, token: str | None) -> None:
        """Send the session's token along, as our own pages do; None sends none."""
        self.http.headers.pop("X-Frappe-CSRF-Token", None)
        if token:
            self.http.headers["X-Frappe-CSRF-Token"] = token

    @property
    def sid(self) -> str:
        return self.http.cookies["sid"]

    def get(self, path: str, **options) -> httpx.Response:
        return self.http.get(path, **options)

    def post(self, path: str, **options) -> httpx.Response:
        return self.http.post(path, **options)

    def call(self, name: str, /, verb: str = "POST", **arguments) -> httpx.Response:
        """Return calls a whitelisted method."""
        path = f"/api/method/{name}"
        if verb == "GET":
            return self.http.get(path, params=arguments)
        return self.http.request(verb, path, json=arguments)

    def resource(self, verb: str, path: str, **body) -> httpx.Response:
        """Talks to /api/resource."""
        url = f"/api/resource/{path}"
        return self.http.request(verb, url, json=body) if body else self.http.request(verb, url)

    def who(self) -> str:
        """Return the user the site sees: "" when it refuses to say."""
        answer = self.call("frappe.auth.get_logged_user", "GET")
        return answer.json().get("message", "") if answer.status_code == 200 else ""


def _port_of(url: str) -> str:
    return url.rstrip("/").rsplit(":", 1)[-1]


def assert_refused(answer: httpx.Response, *statuses: int) -> None:
    """Fail unless the answer is a refusal that carries nothing of what was asked for."""
    wanted = {*(statuses or (401, 403))}
    if 403 in wanted:  # said as 404 of what is hidden, as 400 of what cannot be read
        wanted |= {400, 404}
    if 417 in wanted:
        wanted |= {400}
    assert answer.status_code in wanted, f"{answer.status_code}: {answer.text[:300]}"
    assert "Traceback" not in answer.text
    if "json" in answer.headers.get("content-type", ""):
        body = answer.json()
        assert "data" not in body
        assert not body.get("message") or isinstance(body["message"], str)
