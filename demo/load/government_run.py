"""Fills many entities, two at a time, each in a process of its own, the largest first.

Owns the choice of entities and the progress of the whole. What is filled already is seen with
one query per entity, so a repeat takes a moment. A worker dies with its parent.
"""

import ctypes
import multiprocessing
import os
import queue
import signal
import sys
import traceback
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from demo.generate.government import DemoEntity, load_government
from demo.generate.plan import Plan
from demo.load.errors import COMPLETE, DemoPlanDiffersError, require_same_plan
from ground.atomic_files import exclusive
from ground.errors import OpsError
from ground.progress import Report
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, all_records
from ops.installation.tenant_spec import database_name
from ops.servers.mariadb import connect_admin

WORKERS_MAX = 2
POLL_SECONDS = 0.5
_PR_SET_PDEATHSIG = 1  # Linux prctl: the signal a process gets when its parent dies


@dataclass
class Outcome:
    """What became of the entities, by code."""

    filled: dict[str, dict[str, int]] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)

    def refuse(self, code: str, error: OpsError) -> None:
        """Note why an entity was left alone."""
        self.refused[code] = {"what": error.what, "next": error.next_step}

    def describe(self) -> dict[str, Any]:
        return {"filled": self.filled, "already": self.already, "refused": self.refused}


def fill_government(
    instance: Instance, plan: Plan, wanted: list[str], report: Report
) -> dict[str, Any]:
    """Fill the wanted entities, all active ones of the demo government when none is named.

    Returns {"filled": {code: {stage: rows}}, "already": [codes], "refused": {code: {"what",
    "next"}}, "suppliers": how many were registered at the hub}. Raises: OpsError when a named
    entity is unknown, not active or not of the demo.
    """
    government = load_government()
    entities = choose_entities(instance, government, wanted)
    outcome = Outcome()
    waiting = []
    for entity in entities:
        try:
            is_filled = is_complete(instance, entity.code, plan)
        except DemoPlanDiffersError as error:
            outcome.refuse(entity.code, error)
            continue
        if is_filled:
            outcome.already.append(entity.code)
        else:
            waiting.append(entity)
    if waiting:
        _fill_all(instance, plan, waiting, outcome, report)
    registered = _fill_register(instance, plan, report)
    if outcome.filled:
        report(0.99, "Telling the hub")
        _tell_hub(instance)
    report(1.0, f"{len(outcome.filled)} entities filled, {len(outcome.already)} were already")
    return {**outcome.describe(), "suppliers": registered}


def choose_entities(
    instance: Instance, government: list[DemoEntity], wanted: list[str]
) -> list[DemoEntity]:
    """Return the entities to fill, largest first. Raises: OpsError."""
    known = {entity.code: entity for entity in government}
    states = {record.code: record.state for record in all_records(instance)}
    for code in wanted:
        if code not in known:
            raise OpsError(
                f"{code} is not an entity of the demo government.",
                "Codes are in demo/generate/government.yml.",
            )
        if states.get(code) != ACTIVE:
            state = states.get(code, "not created yet")
            raise OpsError(f"{code} is {state}.", "See: ./diwan entity list")
    active = wanted or [code for code, state in states.items() if state == ACTIVE]
    chosen = [known[code] for code in dict.fromkeys(active) if code in known]
    return sorted(chosen, key=lambda entity: -entity.heads - entity.budget)


def is_complete(instance: Instance, code: str, plan: Plan) -> bool:
    """Return True when the entity is filled by this very plan, False when something is missing.

    Raises: DemoPlanDiffersError when it was begun with another plan.
    """
    query = "SELECT defkey, defvalue FROM `tabDefaultValue` WHERE parent = 'diwan_demo'"
    with connect_admin(instance, database_name(code)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        state = dict(cursor.fetchall())
    require_same_plan(code, state, plan)
    return COMPLETE in state


def _fill_all(
    instance: Instance, plan: Plan, entities: list[DemoEntity], outcome: Outcome, report: Report
) -> None:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    workers = min(WORKERS_MAX, os.cpu_count() or 1, len(entities))
    with ProcessPoolExecutor(
        workers, context, initializer=_start_worker, initargs=(told, os.getpid())
    ) as pool:
        pending = {pool.submit(_fill_one, instance, plan, e.code): e.code for e in entities}
        try:
            _follow(pending, told, {e.code: _weight(e) for e in entities}, outcome, report)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _follow(
    pending: "dict[Future[dict[str, Any]], str]",
    told: Any,
    weights: dict[str, float],
    outcome: Outcome,
    report: Report,
) -> None:
    shares = dict.fromkeys(weights, 0.0)
    text, told_share = "Demonstration data", -1.0
    while pending:
        done, _ = wait(pending, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            code = pending.pop(future)
            shares[code] = 1.0
            answer = future.result()
            if "what" in answer:
                outcome.refused[code] = answer
            else:
                outcome.filled[code] = answer
        while True:
            try:
                code, share, text = told.get_nowait()
            except queue.Empty:
                break
            shares[code] = max(shares[code], share)
        total = sum(weights[code] * share for code, share in shares.items())
        now = 0.98 * total / sum(weights.values())
        if now > told_share:
            report(now, text)
            told_share = now


def _weight(entity: DemoEntity) -> float:
    """Return work of an entity against others: a fixed part, its people and its purchases."""
    return 500 + entity.heads + entity.budget


_told: Any = None


def _start_worker(told: Any, parent: int) -> None:
    """Run first in a worker: it hears of its parent's death, and keeps standard output clean."""
    global _told
    _told = told
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(1)


def _fill_one(instance: Instance, plan: Plan, code: str) -> dict[str, Any]:
    """Return one entity, in a worker process: {stage: rows} done now, or {"what", "next"}.

    Raises: RuntimeError with the text of anything unexpected. Errors of ours are built from
    fields and would not survive the way back to the parent.
    """
    try:
        return _fill_connected(instance, plan, code)
    except OpsError as error:
        return {"what": error.what, "next": error.next_step}
    except Exception:
        raise RuntimeError(f"{code}: {traceback.format_exc()}") from None


def _fill_connected(instance: Instance, plan: Plan, code: str) -> dict[str, int]:
    from demo.generate.books import EntityBooks
    from demo.load.fill import fill_site
    from ops.tenants.sites import connected

    government = load_government()
    entity = next(entity for entity in government if entity.code == code)
    with (
        redirect_stdout(sys.stderr),
        exclusive(instance.run / f"tenant-{code}.lock"),
        connected(instance, code),
    ):
        books = EntityBooks(entity, plan, government)
        return fill_site(books, lambda share, text: _told.put((code, share, text)))


def _fill_register(instance: Instance, plan: Plan, report: Report) -> int:
    """Fill the hub's register of suppliers; how many were missing."""
    from demo.generate.register import list_companies
    from demo.load.fill_register import fill_register
    from ops.tenants.hub_registry import HUB, hub_exists
    from ops.tenants.sites import connected

    if not hub_exists(instance):
        return 0
    with redirect_stdout(sys.stderr), connected(instance, HUB):
        companies = list_companies(plan.seed, plan.scale)
        return fill_register(companies, lambda share, text: report(0.98, text))


def _tell_hub(instance: Instance) -> None:
    """Bring the registry's cards of employees and sizes up to date."""
    from ops.tenants.hub_registry import hub_exists, sync

    if hub_exists(instance):
        sync(instance)
