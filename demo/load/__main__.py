"""`python -m demo.load`: fills the entities' sites, run in the ERP environment.

    python -m demo.load --scale 0.1 --months 12 --seed 42 [--entities roads,health]
                       [--until 2026-10-31] [--keep]

Speaks the JSON lines of ground.json_lines. An entity that cannot be filled does not hinder
the others; with --keep such entities are left as they are without complaint.
"""

import os
import sys
import warnings

from demo.generate.arguments import build_parser
from demo.generate.plan import Plan, PlanInvalidError
from demo.load.errors import DemoEntitiesLeftError
from ground.errors import OpsError
from ops.installation.instance import Instance


def main() -> int:
    """Run the demo; return the exit code: 0 done, 2 an operator has to act."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    arguments = build_parser("python -m demo.load", __doc__).parse_args()
    # Frappe is imported in the worker processes only: the parent stays quick.
    from demo.load.government_run import fill_government
    from ground.json_lines import fail_with, finish_with, report_as_json

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
        return fail_with(f"The plan is not possible: {error}")
    except OpsError as error:
        return fail_with(error.what, error.next_step)
    return 0


if __name__ == "__main__":
    sys.exit(main())
