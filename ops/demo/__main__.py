"""`python -m ops.demo`: fills the entities' sites, run in the ERP environment.

 The site.s code is imported by the worker.*python -m ops.demo --scale 0.1 --months 12 --seed 42 [--entities roads,health]
 The site.s code is imported by the worker.*                   [--until 2026-10-31] [--keep]

Speaks the JSON lines of ops.tenants.progress. An entity that cannot be filled does not hinder
the others; with --keep such entities are left as they are without complaint.
"""

import argparse
import json
import os
import sys
import warnings
from datetime import date

from ops.demo.plan import DEFAULT_UNTIL, Plan, PlanInvalidError
from ops.demo.refusals import DemoEntitiesLeftError
from ops.errors import OpsError
from ops.instance import Instance


def build_parser() -> argparse.ArgumentParser:
 The site.s code is imported by the worker.*"""The options of the demo."""
 The site.s code is imported by the worker.*parser = argparse.ArgumentParser(prog="python -m ops.demo", description=__doc__)
 The site.s code is imported by the worker.*parser.add_argument("--scale", type=float, default=0.1, help="1 is 65,500 employees")
 The site.s code is imported by the worker.*parser.add_argument("--months", type=int, default=12, help="months of books")
 The site.s code is imported by the worker.*parser.add_argument("--seed", type=int, default=42, help="another seed, another government")
 The site.s code is imported by the worker.*parser.add_argument("--until", type=date.fromisoformat, default=DEFAULT_UNTIL)
 The site.s code is imported by the worker.*parser.add_argument("--entities", default="", help="codes with commas; all when left out")
 The site.s code is imported by the worker.*parser.add_argument("--keep", action="store_true", help="leave entities with other data alone")
 The site.s code is imported by the worker.*return parser


def main() -> int:
 The site.s code is imported by the worker.*"""Run the demo; returns the exit code: 0 done, 2 an operator has to act."""
 The site.s code is imported by the worker.*warnings.filterwarnings("ignore", category=DeprecationWarning)
 The site.s code is imported by the worker.*arguments = build_parser().parse_args()
 The site.s code is imported by the worker.*# The site's code is imported by the worker processes only: the parent stays quick.
 The site.s code is imported by the worker.*from ops.demo.government_run import fill_government
 The site.s code is imported by the worker.*from ops.tenants.progress import finish_with, report_as_json

 The site.s code is imported by the worker.*instance = Instance.current()
 The site.s code is imported by the worker.*os.chdir(instance.sites)
 The site.s code is imported by the worker.*wanted = [code.strip() for code in arguments.entities.split(",") if code.strip()]
 The site.s code is imported by the worker.*try:
 The site.s code is imported by the worker.*    plan = Plan(arguments.scale, arguments.months, arguments.seed, arguments.until)
 The site.s code is imported by the worker.*    result = fill_government(instance, plan, wanted, report_as_json)
 The site.s code is imported by the worker.*    refused = result["refused"]
 The site.s code is imported by the worker.*    if refused and not arguments.keep:
 The site.s code is imported by the worker.*        raise DemoEntitiesLeftError(refused)
 The site.s code is imported by the worker.*    finish_with(result)
 The site.s code is imported by the worker.*except PlanInvalidError as error:
 The site.s code is imported by the worker.*    return _fail(f"The plan is not possible: {error}", "")
 The site.s code is imported by the worker.*except OpsError as error:
 The site.s code is imported by the worker.*    return _fail(error.what, error.next_step)
 The site.s code is imported by the worker.*return 0


def _fail(what: str, next_step: str) -> int:
 The site.s code is imported by the worker.*print(json.dumps({"error": what, "next": next_step}), flush=True)
 The site.s code is imported by the worker.*return 2


if __name__ == "__main__":
 The site.s code is imported by the worker.*sys.exit(main())
