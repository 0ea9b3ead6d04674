"""New entities: our template copy beside Frappe's own installer, in one run.

`python -m ops.bench.provision COPIES` in the ERP environment. The plain way is what an operator of
a Frappe bench does for each tenant: a new site, the app, the set-up.
"""

import io
import os
import shutil
import statistics
import sys
import time
from contextlib import redirect_stdout

from ground.json_lines import finish_with, report_as_json
from ops.installation.instance import Instance
from ops.installation.tenant_spec import EntitySpec, database_name
from ops.servers.mariadb import connect_admin
from ops.tenants import database_copy, sites
from ops.tenants.hub_registry import sync
from ops.tenants.provision import add_entity
from ops.tenants.template import install_plainly

PLAIN_CODE = "benchplain"


def measure_plain(instance: Instance) -> float:
    """Return seconds for a site made with Frappe's installer, our app and its set-up."""
    started = time.monotonic()
    with redirect_stdout(io.StringIO()):
        install_plainly(instance, PLAIN_CODE)
        with sites.connected(instance, PLAIN_CODE):
            from erp_app.install.site_setup import prepare_site

            prepare_site("entity")
    seconds = time.monotonic() - started
    with connect_admin(instance) as connection:
        database_copy.drop_user_and_database(connection, database_name(PLAIN_CODE))
    shutil.rmtree(sites.site_folder(instance, PLAIN_CODE))
    return seconds


def measure_copies(instance: Instance, count: int) -> tuple[list[float], float]:
    """Return seconds of each copy, and of all of them with their registration at the hub."""
    each = []
    started = time.monotonic()
    for number in range(count):
        spec = EntitySpec(f"bench{number}", f"Bench {number}", f"قياس {number}", "")
        one = time.monotonic()
        add_entity(instance, spec)
        each.append(time.monotonic() - one)
        report_as_json(0.4 + 0.5 * (number + 1) / count, f"copy {number + 1} of {count}")
    sync(instance)
    return each, time.monotonic() - started


def main(count: int) -> None:
    """Measure both ways and print the figures; the platform is thrown away afterwards."""
    instance = Instance.current()
    os.chdir(instance.sites)
    report_as_json(0.05, "installing one site the plain way")
    plain = measure_plain(instance)
    each, total = measure_copies(instance, count)
    median = statistics.median(each)
    finish_with(
        {
            "plain_seconds": round(plain, 2),
            "copy_median_seconds": round(median, 3),
            "copy_max_seconds": round(max(each), 3),
            "copies": count,
            "copies_total_seconds": round(total, 1),
            "ratio": round(plain / median, 1),
        }
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
