"""What a reader of the dashboards waits for: the chart API under load, a dashboard in a browser.

Runs outside Superset, over HTTP through the front, as the central analyst who sees every row. The
questions over ledger lines go to the lines themselves, not to a prepared sum.
"""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from ops.bench.report import loop_ms
from ops.bench.web import percentiles
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.credentials import load_logins
from ops.installation.instance import REPO, Instance
from ops.servers.superset import CODE, process_environment, warehouse

CLIENTS = (1, 8, 16)
DASHBOARD = "government"


@dataclass(frozen=True)
class Question:
    """One chart. group: columns it splits by; total: what it sums."""

    dataset: str
    group: tuple[str, ...]
    total: str


QUESTIONS = (
    Question("fct_ledger_line", ("entity_code",), "debit_amount"),
    Question("fct_ledger_line", ("account_key",), "debit_amount"),
    Question("fct_ledger_line", ("posting_date",), "credit_amount"),
    Question("rpt_finance_month", ("entity_code",), "expense_amount"),
    Question("rpt_finance_month", ("month_start",), "expense_amount"),
    Question("rpt_workforce_month", ("entity_code",), "head_count"),
)


class ChartReader:
    """A signed-in reader that asks the chart API; safe to use from several threads."""

    def __init__(self, front: str, port: int, email: str, password: str) -> None:
        self.front, self.port = front, port
        self.http = httpx.Client(timeout=120, trust_env=False)
        self.cookies: dict[str, dict[str, str]] = {}
        self._sign_in(email, password)
        self.datasets = self.datasets_by_name()

    def ask(self, verb: str, host: str, path: str, **options: Any) -> httpx.Response:
        """Return one request to a host of the platform, through the front."""
        kept = self.cookies.setdefault(host, {})
        headers = {
            "Host": f"{host}:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
            "Accept": "application/json",
        }
        return self.http.request(verb, self.front + path, headers=headers, **options)

    def _keep(self, host: str, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[host][name] = value
        return answer

    def _sign_in(self, email: str, password: str) -> None:
        hub = email.split("@")[1]
        own = self.host = f"{CODE}.{hub.split('.', 1)[1]}"
        away = self._keep(own, self.ask("GET", own, "/login/")).headers["location"]
        form = {"usr": email, "pwd": password}
        self._keep(hub, self.ask("POST", hub, "/api/method/login", data=form)).raise_for_status()
        back = self.ask("GET", hub, httpx.URL(away).raw_path.decode()).headers["location"]
        self._keep(own, self.ask("GET", own, httpx.URL(back).raw_path.decode()))

    def datasets_by_name(self) -> dict[str, int]:
        """Return the datasets this reader sees: name -> number."""
        path = "/api/v1/dataset/?q=(columns:!(id,table_name,sql),page_size:200)"
        rows = self.ask("GET", self.host, path).raise_for_status().json()["result"]
        return {row["table_name"]: row["id"] for row in rows}

    def make_dataset(self, table: str) -> None:
        """Make a table of the marts a dataset, which the dashboards have not needed so far."""
        token = self._keep(self.host, self.ask("GET", self.host, "/api/v1/security/csrf_token/"))
        self.http.headers["X-CSRFToken"] = token.raise_for_status().json()["result"]
        self.http.headers["Referer"] = f"http://{self.host}:{self.port}/"
        database = self.ask("GET", self.host, "/api/v1/database/").json()["ids"][0]
        body = {"database": database, "schema": "marts", "table_name": table}
        self.ask("POST", self.host, "/api/v1/dataset/", json=body).raise_for_status()

    def chart(self, question: Question, force: bool) -> float:
        """Ask and wait; return seconds. Raises: httpx.HTTPStatusError."""
        metric = {
            "expressionType": "SQL",
            "sqlExpression": f"sum({question.total})",
            "label": "total",
        }
        query = {"columns": list(question.group), "metrics": [metric], "row_limit": 1000}
        body = {
            "datasource": {"id": self.datasets[question.dataset], "type": "table"},
            "force": force,
            "queries": [query],
            "result_format": "json",
            "result_type": "full",
        }
        started = time.perf_counter()
        self.ask("POST", self.host, "/api/v1/chart/data", json=body).raise_for_status()
        return time.perf_counter() - started


def measure_load(
    reader: ChartReader, questions: list[Question], clients: int, force: bool, rounds: int
) -> dict[str, float]:
    """Latency and throughput of so many clients at once, each asking in turns, and the machine's
    speed around them."""
    samples: list[float] = []
    errors, speed = 0, loop_ms()

    def work(first: int) -> None:
        nonlocal errors
        for turn in range(rounds):
            try:
                samples.append(reader.chart(questions[(first + turn) % len(questions)], force))
            except httpx.HTTPError:
                errors += 1

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    seconds = time.perf_counter() - started
    p50, p95 = percentiles(samples)
    return {
        "p50_ms": p50,
        "p95_ms": p95,
        "per_second": round(len(samples) / seconds, 1),
        "errors": errors,
        "loop_ms": round((speed + loop_ms()) / 2, 1),
    }


def stretch(instance: Instance, lines: int, report: Any) -> dict[str, float]:
    """Publish a build with so many ledger lines."""
    python = ensure_environment("analytics") / "bin" / "python"
    arguments = [str(warehouse(instance)), str(lines)]
    environment = {"PYTHONPATH": str(REPO)}
    module = "ops.bench.stretched_build"
    return call_module(instance, python, module, arguments, environment, report)


def measure(instance: Instance, lines: int, rounds: int, show: Any) -> dict[str, Any]:
    """Return everything this benchmark measures on a running platform."""
    hub = instance.site("hub")
    email, password = next(
        item for item in load_logins(instance)[hub].items() if item[0].startswith("analyst@")
    )
    front = f"http://127.0.0.1:{instance.settings().ports['front']}"
    found: dict[str, Any] = {"browser": load_in_browser(instance, front, email, password)}
    found["shape"] = stretch(instance, lines, show("Making a build of many lines"))
    reader = ChartReader(front, instance.settings().ports["front"], email, password)
    if missing := {question.dataset for question in QUESTIONS} - set(reader.datasets):
        for table in sorted(missing):
            reader.make_dataset(table)
        python, told = ensure_environment("superset") / "bin" / "python", process_environment
        call_module(instance, python, "bi", ["sync"], told(instance))
        reader.datasets = reader.datasets_by_name()
    report, asked = show("Asking charts"), list(QUESTIONS)
    for number, clients in enumerate(CLIENTS):
        for way, force in (("uncached", True), ("cached", False)):
            report(number / len(CLIENTS), f"{clients} clients, {way}")
            for question in asked:
                reader.chart(question, force)
            found[f"{way} {clients}"] = measure_load(reader, asked, clients, force, rounds)
    return found


def load_in_browser(
    instance: Instance, front: str, email: str, password: str
) -> dict[str, float | int]:
    """Return the government's dashboard in Chromium, from the request to the last tile. Seconds."""
    python, speed = ensure_environment("test") / "bin" / "python", loop_ms()
    host = instance.site(CODE)
    done = subprocess.run(
        [str(python), "-m", "ops.bench.dashboard_load", front, host, DASHBOARD, email],
        input=password + "\n",
        capture_output=True,
        text=True,
        cwd=REPO,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])["result"]
    return found | {"loop_ms": round((speed + loop_ms()) / 2, 1)}
