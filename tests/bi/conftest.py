"""The dashboards of a running throw-away platform, and people of every role who are signed in."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.environments.locked import environment_folder
from ops.installation.instance import Instance
from ops.servers.superset import process_environment
from tests.attack.conftest import platform
from tests.attack.running_platform import Platform
from tests.bi.reader import Reader

__all__ = ["platform"]

PASSWORD = "Quiet-water-7421!"
# Tables that the suite asks, whatever the dashboards use.
TABLES = (
    "dim_account",
    "dim_date",
    "dim_employee",
    "dim_entity",
    "fct_headcount_month",
    "fct_ledger_line",
    "rpt_trial_balance",
    "rpt_entity_freshness",
)
OTHERS_OF_ROADS = ("courts", "finance")

MAKE_ACCESS = """
from frappe.utils.password import update_password
if not frappe.db.exists("Analytics Access", dict(email={email!r}, docstatus=1)):
    frappe.get_doc(dict(doctype="Analytics Access", email={email!r}, full_name="Test Person",
        role={role!r}, all_entities={whole!r},
        entities=[dict(entity=code) for code in {codes!r}])).insert(ignore_permissions=True)
update_password({email!r}, {password!r})
"""


@pytest.fixture(scope="session")
def instance(platform: Platform) -> Instance:
    return Instance(Path(platform.instance_dir))


@pytest.fixture(scope="session")
def administrator(platform: Platform, instance: Instance) -> Reader:
    secrets = json.loads((instance.root / "secrets.json").read_text())
    return Reader(platform.front_url).sign_in_as_administrator(secrets["superset_admin"])


@pytest.fixture(scope="session")
def run_bi(instance: Instance) -> Callable[[str], str]:
    """Run a verb of `python -m bi`, or a text of Python, in Superset's environment."""

    def run(what: str) -> str:
        python = environment_folder("superset") / "bin" / "python"
        command = ["-m", "bi", what] if what.isalpha() else ["-c", what]
        done = subprocess.run(
            [str(python), "-W", "ignore", *command],
            env={**os.environ, **process_environment(instance)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return run


@pytest.fixture(scope="session")
def datasets(administrator: Reader, run_bi) -> dict[str, int]:
    """Return the suite's datasets, governed: name -> number."""
    known = administrator.datasets()
    missing = [table for table in TABLES if table not in known]
    for table in missing:
        body = {"database": administrator.database(), "schema": "marts", "table_name": table}
        answer = administrator.post("/api/v1/dataset/", json=body)
        assert answer.status_code == 201, answer.text[:300]
    if missing:
        run_bi("sync")
    return administrator.datasets()


@pytest.fixture(scope="session")
def make_access(platform: Platform) -> Callable[..., tuple[str, str]]:
    """Give somebody access at the hub; return e-mail and password."""

    def make(name: str, role: str, *codes: str) -> tuple[str, str]:
        email = f"{name}@hub.localhost"
        facts = {"email": email, "role": role, "whole": int(not codes), "codes": list(codes)}
        platform.run_inside(MAKE_ACCESS.format(**facts, password=PASSWORD), "hub")
        return email, PASSWORD

    return make


@pytest.fixture(scope="session")
def reader(platform: Platform, datasets, make_access) -> Callable[[str], Reader]:
    """Somebody signed in, kept for the suite: Analyst, Executive, Auditor, Roads Analyst ...

    "Pair" is an executive who sees roads and courts.
    """
    known: dict[str, Reader] = {}

    def get(role: str) -> Reader:
        if role not in known:
            if role == "Pair":
                login = make_access("pair", "Executive", "roads", "courts")
            else:
                login = platform.users[platform.host("hub")][role]
            known[role] = Reader(platform.front_url).sign_in(*login)
        return known[role]

    return get


# Who is bounded, what they see, and a code that must never reach them.
BOUNDED = {
    "Roads Analyst": ({"roads"}, "finance"),
    "Finance Analyst": ({"finance"}, "roads"),
    "Pair": ({"roads", "courts"}, "finance"),
}
EVERYTHING = {"finance", "roads", "courts"}
WHOLE = ("Analyst", "Executive", "Auditor")
