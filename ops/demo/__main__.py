"""`python -m ops.demo`: fills the entities' sites, run in the ERP environment.

    python -m ops.demo --scale 0.1 --months 12 --seed 42 [--entities roads,health]
                       [--until 2026-10-31] [--keep]

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
    """The options of the demo."""
    parser = argparse.ArgumentParser(prog="python -m ops.demo", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 65,500 employees")
    parser.add_argument("--months", type=int, default=12, help="months of books")
    parser.add_argument("--seed", type=int, default=42, help="another seed, another government")
    parser.add_argument("--until", type=date.fromisoformat, default=DEFAULT_UNTIL)
    parser.add_argument("--entities", default="", help="codes with commas; all when left out")
    parser.add_argument("--keep", action="store_true", help="leave entities with other data alone")
    return parser


def main() -> int:
    """Run the demo; returns the exit code: 0 done, 2 an operator has to act."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    arguments = build_parser().parse_args()
    # Frappe is imported in the worker processes only: the parent stays quick.
    from ops.demo.government_run import fill_government
    from ops.tenants.progress import finish_with, report_as_json

    instance = Instance.current()
    os.chdir(instance.sites)
    wanted = [code.strip() for code in arguments.entities.split(",") if code.strip()]
    try:
        plan = Plan(arguments.scale, arguments.months, arguments.seed, arguments.until)
        result = fill_government(instance, plan, wanted, report_as_json)
        refused = result["refused"]
        if refused and not arguments.keep:
            raise DemoEntitiesLeftError(refused)
        finish_with(result)
    except PlanInvalidError as error:
        return _fail(f"The plan is not possible: {error}", "")
    except OpsError as error:
        return _fail(error.what, error.next_step)
    return 0


def _fail(what: str, next_step: str) -> int:
    print(json.dumps({"error": what, "next": next_step}), flush=True)
    return 2


if __name__ == "__main__":
    sys.exit(main())
