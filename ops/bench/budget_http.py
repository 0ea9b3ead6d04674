"""Races for the last dirham over HTTP: two people press the button together.

Runs outside the ERP, at the bare worker of a running platform. Owns the pressing; who got the money
is asked of the ledger.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from ops.bench.web import Visitor, csrf_token
from ops.installation.credentials import load_logins
from ops.installation.instance import Instance

SIDES, SECONDS_MAX = 2, 120
METHOD = "erp_app.api.documents.take_step"
REFUSED = 417


def log_in_twice(instance: Instance, code: str) -> list[Visitor]:
    """Return two sessions of the entity's finance manager, at the bare worker."""
    site, ports = instance.site(code), instance.settings().ports
    email = f"finance.manager@{site}"
    password = load_logins(instance)[site][email]
    found = []
    for _side in range(SIDES):
        visitor = Visitor.log_in(f"http://127.0.0.1:{ports['web']}", site, email, password)
        visitor.client.headers["X-Frappe-CSRF-Token"] = csrf_token(visitor)
        found.append(visitor)
    return found


def press(visitor: Visitor, steps: list[dict[str, str]], barrier: Barrier) -> list[int]:
    """Approve one journal of every race when the other side is ready; return the statuses."""
    found = []
    for step in steps:
        barrier.wait(SECONDS_MAX)
        found.append(visitor.client.post(f"/api/method/{METHOD}", data=step).status_code)
    return found


def race_over_http(instance: Instance, code: str, prepared: dict[str, Any]) -> dict[str, int]:
    """Run prepared races; return how many were answered with a posting once, and with what else
    than a posting or a refusal."""
    races, modified = prepared["races"], prepared["modified"]
    barrier = Barrier(SIDES)

    def steps_of(side: int) -> list[dict[str, str]]:
        names = [journals[side] for _line, journals in races]
        same = {"doctype": "Journal", "action": "Approve"}
        return [{**same, "name": name, "modified": modified[name]} for name in names]

    with ThreadPoolExecutor(SIDES) as pool:
        sides = [
            pool.submit(press, visitor, steps_of(side), barrier)
            for side, visitor in enumerate(log_in_twice(instance, code))
        ]
        answers = list(zip(*(side.result() for side in sides), strict=True))
    odd = [status for race in answers for status in race if status not in (200, REFUSED)]
    return {
        "races_won_once": sum(race.count(200) == 1 for race in answers),
        "other_answers": len(odd),
    }
