"""Bringing existing sites up to the app's schema; one site's failure never stops the others."""

import io
import os
from contextlib import redirect_stdout
from dataclasses import replace

import frappe
from frappe.migrate import SiteMigration

from ops.errors import OpsError
from ops.instance import Instance
from ops.tenant_records import ACTIVE, SUSPENDED, all_records, save_record
from ops.tenants import hub
from ops.tenants.progress import Report
from ops.tenants.template import require_template


def upgrade_sites(instance: Instance, report: Report) -> list[str]:
    """Migrate the hub and every entity that is older than the template; returns their codes.

    Raises: OpsError naming every site that failed, after all have been tried.
    """
    digest = require_template(instance)
    behind = [
        record
        for record in all_records(instance)
        if record.template != digest and record.state in (ACTIVE, SUSPENDED)
    ]
    codes = [record.code for record in behind]
    if instance.settings().facts.get(hub.FACT) != digest:
        codes.insert(0, "hub")
    failed: dict[str, str] = {}
    for index, code in enumerate(codes):
        report(index / len(codes), f"Upgrading {code}")
        said = _migrate(instance, code)
        if said:
            failed[code] = said
        elif code == "hub":
            instance.remember(**{hub.FACT: digest})
        else:
            record = next(one for one in behind if one.code == code)
            save_record(instance, replace(record, template=digest))
    if failed:
        first = next(iter(failed))
        raise OpsError(
            f"{len(failed)} of {len(codes)} sites were not upgraded ({', '.join(failed)});"
            f" {first}: {failed[first]}",
            "The others are. Mend the cause and run: ./diwan up",
        )
    return codes


def _migrate(instance: Instance, code: str) -> str:
    """Migrate one site; the reason in a line when it failed, empty when it did not."""
    os.chdir(instance.sites)
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            SiteMigration(skip_search_index=True).run(site=instance.site(code))
    except (Exception, SystemExit) as error:  # one site's patch must not stop the rest
        lines = [line for line in output.getvalue().replace("\r", "\n").splitlines() if line]
        kept = [line for line in lines if not line.startswith("Updating DocTypes")]
        log = instance.logs / f"upgrade-{code}.log"
        log.write_text("\n".join([*kept, repr(error)]) + "\n")
        return f"{error} (see {log})"
    finally:
        frappe.destroy()
    return ""
