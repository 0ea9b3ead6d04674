"""What the gate costs: the same requests with it and without it, turn by turn, in one process.

`python -m ops.bench.gate CODE E-MAIL ROUNDS` in the ERP environment; the password is read from the
installation's logins. The gate is taken out of this process only: no server has a switch for it.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from itertools import chain

import frappe.app
from werkzeug.test import Client

from erp_app.audit import access_refusals
from erp_app.guards import gate
from ground.json_lines import finish_with, report_as_json
from ops.installation.credentials import load_logins
from ops.installation.instance import Instance

HOOKS = ((gate, "before_request"), (gate, "check_request"), (gate, "after_request"))
LISTING = {
    "doctype": "Journal",
    "fields": '["name","title","workflow_state","posting_date"]',
    "page_length": "20",
}


@contextmanager
def without_gate():
    """Yield the gate's and the refusal log's hooks do nothing inside the block."""
    kept = [(module, name, getattr(module, name)) for module, name in HOOKS]
    kept.append((access_refusals, "after_request", access_refusals.after_request))
    for module, name, _ in kept:
        setattr(module, name, lambda *_args, **_kwargs: None)
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def requests_of(client: Client, headers: dict[str, str]) -> dict[str, Callable[[], object]]:
    """Return the measured requests by name."""
    get = "/api/method/frappe.desk.reportview.get"
    listed = client.get(get, query_string=LISTING, headers=headers).get_json()
    journal = listed["message"]["values"][0][0]
    document = {"doctype": "Journal", "name": journal}
    return {
        "list of 20": lambda: client.get(get, query_string=LISTING, headers=headers),
        "form": lambda: client.get(
            "/api/method/frappe.desk.form.load.getdoc", query_string=document, headers=headers
        ),
    }


def measure(action: Callable[[], object], rounds: int) -> dict[str, float]:
    """Return median ms with and without the gate, measured in turns, and what it costs; of the
    clock, and of the processor, which other work on the machine hardly touches.

    Which of two comes first is drawn: what recurs with every other request (freed memory) would
    be on one side else.
    """
    samples: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    chance = random.Random(rounds)  # noqa: S311 - an order, no secret
    pairs = [chance.sample((True, False), 2) for _ in range(rounds + 2)]
    for turn, gated in enumerate(chain.from_iterable(pairs)):
        started, worked = time.perf_counter(), time.thread_time()
        if gated:
            action()
        else:
            with without_gate():
                action()
        if turn >= 4:
            spent = time.perf_counter() - started, time.thread_time() - worked
            samples[gated].append(spent)
    return shape_costs(samples[True], samples[False])


def shape_costs(
    gated: list[tuple[float, float]], bare: list[tuple[float, float]]
) -> dict[str, float]:
    """Return the medians of (seconds, seconds of the processor) and their ratios.

    >>> shape_costs([(0.004, 0.002)], [(0.002, 0.001)])["cpu_ratio"]
    1.0
    """
    found = {}
    for at, name in enumerate(("cost", "cpu")):
        with_ms, without_ms = (
            statistics.median(one[at] for one in samples) * 1000 for samples in (gated, bare)
        )
        prefix = "" if name == "cost" else "cpu_"
        found[f"{prefix}with_ms"] = round(with_ms, 3)
        found[f"{prefix}without_ms"] = round(without_ms, 3)
        found[f"{name}_ratio"] = round(with_ms / without_ms - 1, 4)
    return found


def main(code: str, email: str, rounds: int) -> None:
    """Log in through the application itself, measure, print."""
    instance = Instance.current()
    os.chdir(instance.sites)
    site = instance.site(code)
    client = Client(frappe.app.application)
    password = load_logins(instance)[site][email]
    headers = {"Host": site}
    answer = client.post("/api/method/login", data={"usr": email, "pwd": password}, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"log in answered {answer.status_code}: {json.dumps(answer.get_json())}")
    headers["X-Frappe-CSRF-Token"] = answer.get_json()["csrf_token"]
    report_as_json(0.2, "measuring the gate")
    finish_with(
        {name: measure(call, rounds) for name, call in requests_of(client, headers).items()}
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
