"""`python -m demo.generate.answers`: the planted irregularities of a plan as CSV, without any site.

For whoever tests analytics: what should be found, where, and how much money it is about. The
same options as the demo itself; runs wherever the repository does.
"""

import csv
import sys
from collections.abc import Iterator

from demo.generate.arguments import build_parser
from demo.generate.books import EntityBooks
from demo.generate.government import load_government
from demo.generate.irregularities import Irregularity
from demo.generate.plan import Plan

COLUMNS = ("entity", "kind", "amount_aed", "idempotency_keys", "identity_numbers", "note")


def list_answers(plan: Plan, wanted: list[str]) -> Iterator[Irregularity]:
    """Yield every planted fault of the wanted entities, all when none is named."""
    government = load_government()
    for entity in government:
        if not wanted or entity.code in wanted:
            yield from EntityBooks(entity, plan, government).irregularities


def build_row(fault: Irregularity, seed: int) -> tuple[str, ...]:
    """Return the fault as text; keys as the journals carry them."""
    return (
        fault.entity,
        fault.kind,
        f"{fault.fils / 100:.2f}",
        " ".join(f"demo-{seed}-{key}" for key in fault.keys),
        " ".join(fault.people),
        fault.note,
    )


def main() -> int:
    """Write the list to standard output."""
    arguments = build_parser("python -m demo.generate.answers", __doc__).parse_args()
    plan = Plan(arguments.scale, arguments.months, arguments.seed, arguments.until)
    wanted = [code for code in arguments.entities.split(",") if code]
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for fault in list_answers(plan, wanted):
        writer.writerow(build_row(fault, plan.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
