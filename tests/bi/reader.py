"""A reader of the dashboards over HTTP: signs in as a browser does, asks charts and SQL.

Every address goes to the front, which tells hosts apart by name; cookies are kept by host.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

DASHBOARDS = "analytics.localhost"
HUB = "hub.localhost"


@dataclass
class Reader:
    """One browser. front: http://127.0.0.1:port."""

    front: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    token: str = ""
    hub_token: str = ""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=120, trust_env=False))

    @property
    def port(self) -> str:
        return self.front.rsplit(":", 1)[-1]

    def ask(self, verb: str, address: str, **options: Any) -> httpx.Response:
        """Return one request, no redirect followed. address: a path of the dashboards, or a whole
        URL."""
        url = httpx.URL(address if "://" in address else f"http://{DASHBOARDS}{address}")
        kept = self.cookies.setdefault(url.host, {})
        headers = {
            "Host": f"{url.host}:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
            "Referer": f"http://{url.host}:{self.port}/",
            **options.pop("headers", {}),
        }
        if self.token:
            headers["X-CSRFToken"] = self.token
        path = self.front + url.raw_path.decode()
        answer = self.http.request(verb, path, headers=headers, **options)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            kept[name] = value
        return answer

    def get(self, address: str, **options: Any) -> httpx.Response:
        return self.ask("GET", address, **options)

    def post(self, address: str, **options: Any) -> httpx.Response:
        return self.ask("POST", address, **options)

    def log_in_at_hub(self, email: str, password: str) -> None:
        for _attempt in range(20):
            form = {"usr": email, "pwd": password}
            answer = self.post(f"http://{HUB}/api/method/login", data=form)
            if answer.status_code != 429:
                break
            time.sleep(2)
        assert answer.status_code == 200, f"{email} cannot log in at the hub: {answer.text[:200]}"
        self.hub_token = answer.json()["csrf_token"]

    def log_out_at_hub(self) -> None:
        headers = {"X-Frappe-CSRF-Token": self.hub_token}
        answer = self.post(f"http://{HUB}/api/method/logout", headers=headers)
        assert answer.status_code == 200, answer.text[:200]

    def come_back(self) -> httpx.Response:
        """Go from the dashboards to the hub and back; the answer of the dashboards."""
        away = self.get("/login/").headers["location"]
        back = self.get(away)
        assert back.status_code == 302, back.text[:300]
        return self.get(back.headers["location"])

    def sign_in(self, email: str, password: str) -> Reader:
        """Return one log-in at the hub, and into the dashboards with it."""
        self.log_in_at_hub(email, password)
        answer = self.come_back()
        assert answer.status_code == 302, answer.text[:500]
        return self.take_token()

    def sign_in_as_administrator(self, password: str) -> Reader:
        """Return the local administrator's own page."""
        answer = self.enter_emergency("admin", password)
        assert answer.status_code == 302, answer.text[:500]
        return self.take_token()

    def enter_emergency(self, name: str, password: str) -> httpx.Response:
        page = self.get("/emergency/")
        assert page.status_code == 200, page.text[:300]
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        form = {"username": name, "password": password, "csrf_token": token[1]}
        return self.post("/emergency/", data=form)

    def take_token(self) -> Reader:
        self.token = self.get("/api/v1/security/csrf_token/").json()["result"]
        return self

    def datasets(self) -> dict[str, int]:
        """Return datasets the reader sees: name -> number."""
        query = "(columns:!(id,table_name),page_size:200)"
        rows = self.get(f"/api/v1/dataset/?q={query}").json()["result"]
        return {row["table_name"]: row["id"] for row in rows}

    def database(self) -> int:
        """Return the warehouse's number, as SQL Lab's list shows it."""
        found = self.get("/api/v1/database/").json()["result"]
        assert len(found) == 1, found
        return found[0]["id"]

    def chart(self, dataset: int, *, force: bool = False, **query: Any) -> httpx.Response:
        """Ask the chart API for rows of a dataset. query: fields of one query object."""
        one = {"row_limit": 10_000, "filters": [], "extras": {}, **query}
        body = {
            "datasource": {"id": dataset, "type": "table"},
            "force": force,
            "queries": [one],
            "result_format": query.get("result_format", "json"),
            "result_type": query.get("result_type", "full"),
        }
        return self.post("/api/v1/chart/data", json=body)

    def entities_in(self, dataset: int, **options: Any) -> set[str]:
        """Return the entity codes a chart over a dataset shows."""
        answer = self.chart(dataset, columns=["entity_code"], metrics=[COUNT], **options)
        assert answer.status_code == 200, answer.text[:500]
        return {row["entity_code"] for row in answer.json()["result"][0]["data"]}

    def sql(self, text: str, database: int | None = None, **more: Any) -> httpx.Response:
        """Run a text in SQL Lab."""
        body = {
            "client_id": uuid.uuid4().hex[:11],
            "database_id": database or self.database(),
            "runAsync": False,
            "schema": "marts",
            "sql": text,
            "tab": "test",
            "expand_data": True,
            "queryLimit": 1000,
            **more,
        }
        return self.post("/api/v1/sqllab/execute/", json=body)


COUNT = {"expressionType": "SQL", "sqlExpression": "count(*)", "label": "rows"}


def total(column: str) -> dict[str, str]:
    """Return a metric: the sum of a column."""
    return {"expressionType": "SQL", "sqlExpression": f"sum({column})", "label": "total"}
