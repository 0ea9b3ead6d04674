"""`python -m analytics.parity --warehouse FOLDER`: both engines compared, as JSON lines.

Runs in the environment `spark`. As ground.json_lines says; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path

from analytics.contracts.extraction import load_contract
from analytics.parity.borrowed_lake import LakeNotReadyError
from analytics.parity.run import Engines, SparkFailedError, run_parity
from analytics.settings.places import Places
from analytics.transform.dbt_results import TransformFailedError
from ground.json_lines import fail_with, finish_with, report_as_json


def main(argv: list[str]) -> int:
    """Compare, and say what came of it."""
    os.umask(0o077)
    parser = argparse.ArgumentParser(prog="analytics.parity")
    parser.add_argument("--warehouse", type=Path, required=True, help="the warehouse's folder")
    parser.add_argument("--memory-mib", type=int, default=Engines.memory_mib)
    asked = parser.parse_args(argv)
    places = Places(asked.warehouse.absolute())
    try:
        found = run_parity(places, load_contract(), Engines(asked.memory_mib), report_as_json)
    except (LakeNotReadyError, SparkFailedError, TransformFailedError) as error:
        return fail_with(str(error), "./diwan analytics parity")
    finish_with(asdict(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
