"""Dashboards as code from the platform's side: which environment runs which verb.

Validation, the newest values and the dictionary need models, contract and warehouse (the analytics
environment) and no server; whatever touches Superset runs in Superset's.
"""

import hashlib
import json
import shlex
import sys
from collections.abc import Callable
from typing import Any

from ground.errors import OpsError
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import REPO, Instance
from ops.servers import superset

WITHOUT_SERVER = ("validate", "newest", "dictionary")
FACT = "dashboards"  # of what was pushed last
Report = Callable[[float, str], None]


def push(instance: Instance, report: Report, only_changed: bool = False) -> dict[str, Any] | None:
    """Bring Superset to the files. only_changed: nothing, and None, when they were pushed as they
    are, to the same tables, and open where the build's newest is: what somebody arranged in the
    browser meanwhile stays. Raises: OpsError."""
    newest = json.dumps(run_assets(instance, "newest", report), sort_keys=True)
    digest = f"{files_digest()} {superset.tables_digest(instance)} {newest}"
    if only_changed and instance.settings().facts.get(FACT) == digest:
        return None
    result = run_assets(instance, "push", report)
    instance.remember(**{FACT: digest})
    return result


def files_digest() -> str:
    """Return the digest of everything that a push compiles."""
    digest = hashlib.sha256()
    folders = (REPO / "dashboards", REPO / "dbt_project" / "models" / "marts")
    files = [file for folder in folders for file in folder.rglob("*.yml")]
    for file in sorted([*files, *(REPO / "bi" / "compiler").glob("*.py")]):
        digest.update(str(file.relative_to(REPO)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def push_command() -> str:
    """Return what the night runs after a publish: figures to the entities, and a push when files or
    the newest year changed."""
    return shlex.join([sys.executable, "-m", "ops.cli", "dashboards", "after-night", "--json"])


def run_without_server(
    instance: Instance, module: str, arguments: list[str], report: Report
) -> Any:
    """Run a module of bi in the analytics environment and return its result. Raises: OpsError."""
    python = ensure_environment("analytics") / "bin" / "python"
    environment = {
        "PYTHONPATH": str(REPO),
        "DO_NOT_TRACK": "1",
        "DIWAN_WAREHOUSE": str(superset.warehouse(instance)),
    }
    return call_module(instance, python, module, arguments, environment, report)


def run_assets(instance: Instance, verb: str, report: Report) -> Any:
    """Run `python -m bi.compiler verb` and return its result. Raises: OpsError."""
    instance.make_folders()
    if verb in WITHOUT_SERVER:
        return run_without_server(instance, "bi.compiler", [verb], report)
    if not superset.secrets_file(instance).exists():
        raise OpsError("Superset is not set up on this installation.", "Run: ./diwan up")
    python = superset.ensure_installed(report)
    environment = superset.process_environment(instance)
    return call_module(instance, python, "bi.compiler", [verb], environment, report)
