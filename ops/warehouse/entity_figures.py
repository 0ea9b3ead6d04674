"""Figures of the warehouse brought to the entities they are of: a file in each site's private
folder, which that site alone reads.

Owns the delivery. Each site gets the one file that holds its own figures; a site whose entity the
build does not have keeps none.
"""

from __future__ import annotations

from pathlib import Path

from ground.atomic_files import write_atomic
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, SUSPENDED, all_records
from ops.servers import superset
from ops.warehouse.dashboards import Report, run_without_server

FILE = Path("private") / "warehouse" / "figures.json"


def deliver_figures(instance: Instance, report: Report) -> list[str]:
    """Write the published build's figures and bring each site its own; return the codes.

    Nothing before the first publish. Raises: OpsError.
    """
    written = run_without_server(instance, "bi.figures", [], report)
    folder = superset.warehouse(instance) / "figures"
    codes = [r.code for r in all_records(instance) if r.state in (ACTIVE, SUSPENDED)]
    delivered = []
    for code in codes:
        target = instance.sites / instance.site(code) / FILE
        if code not in written:
            target.unlink(missing_ok=True)
            continue
        target.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomic(target, (folder / f"{code}.json").read_text(encoding="utf-8"), 0o600)
        delivered.append(code)
    return delivered
