"""Running the night on this platform: its reading user, its environment, and who hears of trouble.

Owns everything around `python -m analytics`. Knows nothing of steps or builds.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.contracts.extraction import load_contract
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY
from analytics.transform.project import models_digest
from ground.atomic_files import is_held, read_json
from ground.errors import OpsError
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import REPO, Instance, run_folder
from ops.installation.shared import shared_folder
from ops.servers import mariadb, superset
from ops.warehouse.alerts import send_alert
from ops.warehouse.dashboards import push_command
from ops.warehouse.reading_user import (
    describe_sources,
    ensure_reading_user,
    unclassified_columns,
)
from ops.warehouse.settings import load_night_settings

OnProgress = Callable[[float, str], None]
EXIT_NOT_PUBLISHED = 2


def warehouse_folder(instance: Instance) -> Path:
    """Return where the installation keeps its lake, builds and runs."""
    return instance.root / "warehouse"


@dataclass(frozen=True)
class Wanted:
    """What of a night is wanted, as analytics.nightly.asked.Asked, which refuses what is named and
    empty; full: nothing is continued."""

    full: bool = False
    entities: tuple[str, ...] = ()
    since: str | None = None
    model: str | None = None

    @property
    def is_part(self) -> bool:
        """Return True when not all of a night is wanted."""
        return bool(self.entities) or self.since is not None or self.model is not None

    def arguments(self) -> list[str]:
        """Return it as arguments of `python -m analytics nightly`."""
        found = ["--full"] if self.full else []
        found += [f"--entity={code}" for code in self.entities]
        found += [f"--since={self.since}"] if self.since is not None else []
        return found + ([f"--model={self.model}"] if self.model is not None else [])


EVERYTHING = Wanted()


def run_nightly(instance: Instance, wanted: Wanted, on_progress: OnProgress) -> dict[str, Any]:
    """Run a night; return its record with `exit_code` (0 fine, 1 findings, 2 nothing published).

    Somebody is told when it is not 0 and when there is no record; not of a part of a night, which
    somebody asked for who sees how it ends. Raises: OpsError.
    """
    if not instance.exists or not mariadb.is_healthy(instance):
        raise OpsError("The platform is not running.", "Run: ./diwan up")
    try:
        record = _run(instance, wanted, on_progress)
    except OpsError as error:
        close_killed_night(instance)
        if not wanted.is_part:
            send_alert(instance, "The night ended without a result", [error.what])
        raise
    if record["exit_code"] and not wanted.is_part:
        send_alert(instance, headline(record), findings(record))
    return record


def close_killed_night(instance: Instance) -> list[str]:
    """Let the record say at once that a night was killed; return the ids of such nights.

    Cheap while there is none: what the newest record says, and whether somebody holds the lock.
    """
    places = Places(warehouse_folder(instance))
    files = sorted(places.runs.glob("*.json"))
    newest = (read_json(files[-1]) or {}) if files else {}
    if newest.get("result") != "running" or is_held(places.night_lock):
        return []
    closed: list[str] = call_analytics(instance, "close")
    return closed


def _run(instance: Instance, wanted: Wanted, on_progress: OnProgress) -> dict[str, Any]:
    on_progress(0.0, "the reading user and its grants")
    sources = ensure_reading_user(instance)
    settings = load_night_settings(instance)
    arguments = [f"--sources={sources}", f"--memory-mib={settings.memory_mib}"]
    if wanted.model is None:
        unknown = unclassified_columns(instance, wanted.entities)
        arguments += [f"--unclassified={column}" for column in unknown]
    arguments += wanted.arguments()
    return call_analytics(instance, "nightly", *arguments, on_progress=on_progress)


def call_analytics(
    instance: Instance, verb: str, *arguments: str, on_progress: OnProgress | None = None
) -> Any:
    """Return the result of `python -m analytics VERB` on this installation. Raises: OpsError."""
    python = ensure_environment("analytics") / "bin" / "python"
    environment = analytics_environment(instance)
    if superset.secrets_file(instance).exists():
        environment["DIWAN_AFTER_PUBLISH"] = push_command()
    everything = [verb, f"--warehouse={warehouse_folder(instance)}", *arguments]
    return call_module(instance, python, "analytics", everything, environment, on_progress)


def analytics_environment(instance: Instance) -> dict[str, str]:
    """Return what the warehouse's processes find in their environment."""
    return {
        "PYTHONPATH": str(REPO),
        "DIWAN_INSTANCE": str(instance.root),
        "DIWAN_RUN": str(run_folder()),
        "DIWAN_CACHE": str(shared_folder()),
        "DIWAN_WAREHOUSE": str(warehouse_folder(instance)),
        "LC_ALL": "C.UTF-8",
    }


def run_python(instance: Instance, arguments: list[str]) -> int:
    """Run Python of the warehouse's environment in the foreground; return its exit code."""
    python = ensure_environment("analytics") / "bin" / "python"
    environment = {**os.environ, **analytics_environment(instance)}
    return subprocess.run([str(python), *arguments], env=environment, check=False).returncode


def ensure_night(instance: Instance, has_news: bool, on_progress: OnProgress) -> None:
    """Run a night for an `up` when readers would miss something: no build yet, rows that have just
    come, entities, a contract or models that the build does not know.

    Raises: OpsError when nothing could be published; findings are said and left to the operator.
    """
    if not has_news and is_up_to_date(instance):
        return
    record = run_nightly(instance, EVERYTHING, on_progress)
    if record["exit_code"] == EXIT_NOT_PUBLISHED:
        raise OpsError(headline(record), "Run: ./diwan nightly history")
    on_progress(1.0, headline(record))


def read_models(instance: Instance, on_progress: OnProgress) -> None:
    """Let dbt read its project while others work, when a first night is to follow. Raises:
    OpsError."""
    if (warehouse_folder(instance) / "current").exists():
        return
    memory = load_night_settings(instance).memory_mib
    call_analytics(instance, "models", f"--memory-mib={memory}", on_progress=on_progress)


def is_up_to_date(instance: Instance) -> bool:
    """Return True when the current build is of this contract, these models and the standing
    entities."""
    facts = read_json(warehouse_folder(instance) / "current" / "build.json")
    if facts is None:
        return False
    standing = {s.code for s in describe_sources(instance).databases if s.scope == ENTITY}
    made_by = (facts["contract"], facts.get("models"))
    return (
        made_by == (load_contract().digest, models_digest()) and set(facts["entities"]) == standing
    )


def headline(record: dict[str, Any]) -> str:
    """Return one line on how a night ended."""
    if record["exit_code"] == EXIT_NOT_PUBLISHED:
        return f"Nothing was published: {record['reason']}"
    troubled = [e["code"] for e in record["entities"] if e["state"] != "fresh"]
    if troubled:
        return f"Published; not up to date: {', '.join(troubled)}"
    return "Published, with notes" if record["notes"] else "Published"


def findings(record: dict[str, Any]) -> list[str]:
    """Return what somebody should look at, a line each."""
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
