"""`python -m analytics (nightly | close | models | history | report | builds | rollback)`: JSON
lines, for the platform.

As ground.json_lines says; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analytics.contracts.extraction import ContractInvalidError, load_contract
from analytics.night_page.page import NightMissingError, write_page
from analytics.nightly.asked import Asked, NightRefusedError
from analytics.nightly.night import (
    MEMORY_MIB,
    NightOptions,
    NightRunningError,
    close_if_killed,
    run_night,
)
from analytics.nightly.record import RunRecord, history
from analytics.nightly.rollback import roll_back
from analytics.publish.verify import BuildUnsoundError
from analytics.published.builds import BuildMissingError, build_ids, current_id
from analytics.published.facts import load_facts
from analytics.settings.places import Places
from analytics.settings.sources import SourcesInvalidError, load_sources
from analytics.transform.dbt_results import TransformFailedError
from ground.json_lines import fail_with, finish_with, report_as_json

VERBS = ("nightly", "close", "models", "history", "report", "builds", "rollback")
TELLING = (
    NightMissingError,
    NightRunningError,
    BuildMissingError,
    BuildUnsoundError,
    SourcesInvalidError,
    ContractInvalidError,
    TransformFailedError,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="analytics")
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--build", help="rollback: the build to go back to")
    parser.add_argument("--night", help="report: the night it is about; the newest when left out")
    parser.add_argument("--warehouse", type=Path, required=True, help="the warehouse's folder")
    parser.add_argument("--sources", type=Path, help="nightly: the description of the databases")
    parser.add_argument("--memory-mib", type=int, default=MEMORY_MIB)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--entity", action="append", default=[], help="nightly: read these alone")
    parser.add_argument("--since", help="nightly: a day, as 2026-01-31")
    parser.add_argument("--model", help="nightly: build it and what follows")
    parser.add_argument("--unclassified", action="append", default=[])
    parser.add_argument("--last", type=int, default=10)
    return parser


def _nightly(places: Places, asked: argparse.Namespace) -> dict[str, Any]:
    from analytics.nightly.steps import STEPS

    options = NightOptions(
        asked.memory_mib,
        asked.readers,
        asked.full,
        os.environ.get("DIWAN_AFTER_PUBLISH", ""),
        tuple(asked.unclassified),
        Asked(
            tuple(dict.fromkeys(asked.entity)),
            asked.since,
            None if asked.model is None else asked.model.removesuffix("+"),
        ),
    )

    sources = load_sources(asked.sources)
    record = run_night(sources, load_contract(), places, options, STEPS, report_as_json)
    try:
        write_page(places)
    except OSError as error:  # the night is over: a full disk does not change what it came to
        print(f"the page of the nights could not be written: {error}", file=sys.stderr)
    return describe(record)


def _models(places: Places, memory_mib: int) -> dict[str, bool]:
    from analytics.nightly.steps import read_models

    return {"read": read_models(places, memory_mib)}


def describe(record: RunRecord) -> dict[str, Any]:
    """Return a run as plain values, with what is computed of it."""
    computed = {
        "seconds": record.seconds,
        "peak_memory_mib": record.peak_memory_mib,
        "exit_code": record.exit_code,
    }
    return {**asdict(record), **computed}


def _builds(places: Places) -> list[dict[str, Any]]:
    """Return builds that stand, newest first."""
    current = current_id(places)
    found = []
    for build_id in reversed(build_ids(places)):
        folder = places.builds / build_id
        facts = load_facts(folder)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        found.append(
            {
                "build_id": build_id,
                "is_current": build_id == current,
                "size_mib": round(size / 1024**2, 1),
                "facts": asdict(facts) if facts else None,
            }
        )
    return found


def _result(asked: argparse.Namespace) -> Any:
    places = Places(asked.warehouse.absolute())
    if asked.verb == "nightly":
        return _nightly(places, asked)
    if asked.verb == "models":
        return _models(places, asked.memory_mib)
    if asked.verb == "close":
        return close_if_killed(places)
    if asked.verb == "history":
        close_if_killed(places)
        return [describe(record) for record in history(places, asked.last)]
    if asked.verb == "report":
        return {"file": str(write_page(places, asked.night))}
    if asked.verb == "builds":
        return _builds(places)
    return {"current": roll_back(places, asked.build)}


def main(argv: list[str]) -> int:
    """Do one thing and print its result; the exit code is 0 unless an operator has to act."""
    os.umask(0o077)
    asked = _parser().parse_args(argv)
    try:
        finish_with(_result(asked))
    except NightRefusedError as error:
        return fail_with(str(error), "./diwan nightly --help")
    except TELLING as error:
        return fail_with(str(error), "./diwan nightly history")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
