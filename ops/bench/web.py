"""What a person waits for: log in, list, form, save, report; through the front and bare.

Runs outside the ERP, over HTTP, against an entity of a running platform.
"""

import json
import statistics
import time
from dataclasses import dataclass
from typing import Any

import httpx

from ops.installation.credentials import load_logins
from ops.installation.instance import Instance

ROUNDS = 60


@dataclass
class Visitor:
    """A logged-in finance officer, through one address."""

    client: httpx.Client

    @classmethod
    def log_in(cls, base_url: str, site: str, email: str, password: str) -> "Visitor":
        client = httpx.Client(
            base_url=base_url, headers={"Host": site}, timeout=60, trust_env=False
        )
        answer = client.post("/api/method/login", data={"usr": email, "pwd": password})
        answer.raise_for_status()
        client.headers["Cookie"] = f"sid={answer.cookies['sid']}"
        return cls(client)

    def call(self, method: str, **form: Any) -> Any:
        answer = self.client.post(f"/api/method/{method}", data=form)
        answer.raise_for_status()
        return answer.json()


def percentiles(samples: list[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds of samples in seconds."""
    cuts = statistics.quantiles(samples, n=20)
    return round(statistics.median(samples) * 1000, 1), round(cuts[-1] * 1000, 1)


def timed(action: Any, rounds: int) -> list[float]:
    """Return seconds of each of `rounds` calls after three that are not counted."""
    for _ in range(3):
        action()
    samples = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        samples.append(time.perf_counter() - started)
    return samples


def csrf_token(visitor: Visitor) -> str:
    """Return the token Desk puts into its page, needed for writes."""
    page = visitor.client.get("/app").text
    return page.split('csrf_token = "', 1)[1].split('"', 1)[0]


def first_of(visitor: Visitor, doctype: str, **filters: Any) -> str:
    """Return name of one document of this type that the visitor may read."""
    found = visitor.call(
        "frappe.desk.reportview.get",
        doctype=doctype,
        fields='["name"]',
        filters=json.dumps(filters),
        page_length=1,
    )
    return found["message"]["values"][0][0]


def new_journal(cost_centre: str) -> dict[str, Any]:
    """Return a draft of two lines as the form sends it."""
    line = {"doctype": "Journal Line", "parentfield": "lines", "fund": "GF"}
    debit = {"account": "52201", "cost_centre": cost_centre, "function": "01.3", "debit": 100}
    return {
        "doctype": "Journal",
        "name": "new-journal-1",
        "__islocal": 1,
        "title": "Bench",
        "posting_date": time.strftime("%Y-%m-%d"),
        "workflow_state": "Draft",
        "lines": [{**line, **debit}, {**line, "account": "11102", "credit": 100}],
    }


def actions_of(visitor: Visitor, journal: str, cost_centre: str, log_in: Any) -> dict[str, Any]:
    """Return what is measured, by name."""
    fields = '["name","title","workflow_state","posting_date","total_debit"]'
    return {
        "log in": log_in,
        "list of 20": lambda: visitor.call(
            "frappe.desk.reportview.get", doctype="Journal", fields=fields, page_length=20
        ),
        "form": lambda: visitor.call(
            "frappe.desk.form.load.getdoc", doctype="Journal", name=journal
        ),
        "save": lambda: visitor.call(
            "frappe.desk.form.save.savedocs",
            doc=json.dumps(new_journal(cost_centre)),
            action="Save",
        ),
        "trial balance": lambda: visitor.call(
            "frappe.desk.query_report.run", report_name="Trial Balance", filters="{}"
        ),
    }


def measure(instance: Instance, code: str, rounds: int = ROUNDS) -> dict[str, dict[str, Any]]:
    """p50/p95 in ms by action, through the front and at the bare worker."""
    site, ports = instance.site(code), instance.settings().ports
    email = f"finance.officer@{site}"
    password = load_logins(instance)[site][email]
    found: dict[str, dict[str, Any]] = {}
    for way in ("front", "web"):
        address = f"http://127.0.0.1:{ports[way]}"
        visitor = Visitor.log_in(address, site, email, password)
        visitor.client.headers["X-Frappe-CSRF-Token"] = csrf_token(visitor)
        journal = first_of(visitor, "Journal")
        cost_centre = first_of(visitor, "Cost Centre", is_group=0)

        def log_in(address: str = address) -> None:
            Visitor.log_in(address, site, email, password)

        for name, action in actions_of(visitor, journal, cost_centre, log_in).items():
            samples = timed(action, max(rounds // 4, 8) if name == "log in" else rounds)
            p50, p95 = percentiles(samples)
            found.setdefault(name, {})[way] = {"p50_ms": p50, "p95_ms": p95}
    return found
