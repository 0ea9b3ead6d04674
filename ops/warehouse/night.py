"""Running the night on this platform: its reading user, its environment, and who hears of trouble.

Owns everything around `python -m analytics`. Knows nothing of steps or builds.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.environments import ensure_environment
from ops.erp_process import call_erp
from ops.errors import OpsError
from ops.instance import Instance
from ops.servers import mariadb
from ops.warehouse.alerts import send_alert
from ops.warehouse.reading_user import ensure_reading_user, unclassified_columns
from ops.warehouse.settings import load_night_settings

OnProgress = Callable[[float, str], None]


def warehouse_folder(instance: Instance) -> Path:
    """Where the installation keeps its lake, builds and runs."""
    return instance.root / "warehouse"


def run_nightly(instance: Instance, full: bool, on_progress: OnProgress) -> dict[str, Any]:
    """Run a night; returns its record with `exit_code` (0 fine, 1 findings, 2 nothing published).

    Somebody is told when it is not 0 and when there is no record. Raises: OpsError.
    """
    if not instance.exists or not mariadb.is_healthy(instance):
        raise OpsError("The platform is not running.", "Run: ./diwan up")
    try:
        record = _run(instance, full, on_progress)
    except OpsError as error:
        send_alert(instance, "The night ended without a result", [error.what])
        raise
    if record["exit_code"]:
        send_alert(instance, headline(record), findings(record))
    return record


def _run(instance: Instance, full: bool, on_progress: OnProgress) -> dict[str, Any]:
    on_progress(0.0, "the reading user and its grants")
    sources = ensure_reading_user(instance)
    settings = load_night_settings(instance)
    arguments = [f"--sources={sources}", f"--memory-mib={settings.memory_mib}"]
    arguments += [f"--unclassified={column}" for column in unclassified_columns(instance)]
    if full:
        arguments.append("--full")
    return call_analytics(instance, "nightly", *arguments, on_progress=on_progress)


def call_analytics(
    instance: Instance, verb: str, *arguments: str, on_progress: OnProgress | None = None
) -> Any:
    """The result of `python -m analytics VERB` on this installation. Raises: OpsError."""
    python = ensure_environment("analytics") / "bin" / "python"
    folder = warehouse_folder(instance)
    os.environ.setdefault("DIWAN_WAREHOUSE", str(folder))
    return call_erp(
        instance,
        python,
        "analytics",
        verb,
        f"--warehouse={folder}",
        *arguments,
        on_progress=on_progress,
    )


def headline(record: dict[str, Any]) -> str:
    """One line on how a night ended."""
    if record["exit_code"] == 2:
        return f"Nothing was published: {record['reason']}"
    troubled = [e["code"] for e in record["entities"] if e["state"] != "fresh"]
    if troubled:
        return f"Published; not up to date: {', '.join(troubled)}"
    return "Published, with notes" if record["notes"] else "Published"


def findings(record: dict[str, Any]) -> list[str]:
    """What somebody should look at, a line each."""
    lines = [
        f"{entity['code']} is {entity['state']}: {entity['reason']}"
        for entity in record["entities"]
        if entity["state"] != "fresh"
    ]
    lines += [
        f"{entity['code']}: {said}" for entity in record["entities"] for said in entity["drift"]
    ]
    lines += [f"not classified, so not read: {column}" for column in record["unclassified"]]
    return lines + list(record["notes"])
