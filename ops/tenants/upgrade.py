"""Bringing existing sites up to the app's schema; one site's failure never stops the others.

Sites are upgraded several at once, each in a process of its own: a migration waits for the database
half of its time and keeps the process's only connection.
"""

import io
import os
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import frappe
from frappe.migrate import SiteMigration

from ground.at_once import cores, do_at_once
from ground.atomic_files import exclusive
from ground.counted import counted
from ground.errors import OpsError
from ground.progress import Report
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, SUSPENDED, all_records, load_record, save_record
from ops.servers.erp_call import call_erp
from ops.tenants import hub, sites
from ops.tenants.hub_registry import HUB
from ops.tenants.template import require_template


def upgrade_sites(instance: Instance, report: Report) -> list[str]:
    """Migrate the hub and every entity that is older than the template; return their codes.

    Raises: OpsError naming every site that failed, after all have been tried.
    """
    codes = find_outdated(instance, require_template(instance))
    python = Path(sys.executable)

    def upgrade(code: str) -> None:
        call_erp(instance, python, "ops.tenants", "upgrade", code)

    def tell(done: int, code: str) -> None:
        report(done / len(codes), f"Upgraded {code}, {done} of {len(codes)}")

    if codes:
        report(0.0, f"Upgrading {counted(len(codes), 'site')}")
    failed = do_at_once(codes, upgrade, cores(), tell)
    if failed:
        first = next(iter(failed))
        raise OpsError(
            f"{len(failed)} of {len(codes)} sites were not upgraded ({', '.join(failed)});"
            f" {first}: {failed[first]}",
            "The others are. Mend the cause and run: ./diwan up",
        )
    return codes


def find_outdated(instance: Instance, digest: str) -> list[str]:
    """Return the codes of sites older than the template of this digest, the hub first."""
    codes = [
        record.code
        for record in all_records(instance)
        if record.template != digest and record.state in (ACTIVE, SUSPENDED)
    ]
    return [HUB, *codes] if instance.settings().facts.get(hub.FACT) != digest else codes


def upgrade_site(instance: Instance, code: str) -> None:
    """Migrate one site, unless somebody else did while we waited. Raises: OpsError.

    The lock is for a command that was killed and run again: what it had started goes on.
    """
    digest = require_template(instance)
    with exclusive(instance.run / f"tenant-{code}.lock"):
        if code not in find_outdated(instance, digest):
            return
        _migrate(instance, code)
        if code == HUB:
            instance.remember(**{hub.FACT: digest})
        elif record := load_record(instance, code):
            save_record(instance, replace(record, template=digest))


def _migrate(instance: Instance, code: str) -> None:
    os.chdir(instance.sites)
    # The list of the app's modules is kept in the cache, and read before a migration clears it: the
    # documents of a new module would not be made.
    sites.forget_cached(instance, code)
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            SiteMigration(skip_search_index=True).run(site=instance.site(code))
    except (Exception, SystemExit) as error:  # whatever a patch does, the site's name is told
        lines = [line for line in output.getvalue().replace("\r", "\n").splitlines() if line]
        kept = [line for line in lines if not line.startswith("Updating DocTypes")]
        log = instance.logs / f"upgrade-{code}.log"
        log.write_text("\n".join([*kept, repr(error)]) + "\n")
        raise OpsError(f"{error} (see {log})") from error
    finally:
        frappe.destroy()
