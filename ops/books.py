"""`python -m ops.books VERB`: work on entities' books in the ERP environment.

`check [CODE]` proves ledgers; `import KIND FILE CODE [USER]` imports a file. JSON lines as in
ops.tenants.
"""

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from ops.errors import OpsError
from ops.instance import Instance
from ops.tenant_records import ACTIVE, SUSPENDED, all_records
from ops.tenants import sites
from ops.tenants.progress import Report, finish_with, part_of, report_as_json
from ops.tenants.provision import require_record


def check_ledgers(instance: Instance, codes: list[str], report: Report) -> list[dict[str, Any]]:
    """Prove each entity's ledger; one dict per entity: entity, journals, lines, findings (text)."""
    results = []
    for index, code in enumerate(codes):
        step = part_of(report, index / len(codes), (index + 1) / len(codes))
        step(0.0, f"Checking {code}")
        results.append(_check_one(instance, code, step))
    return results


def _check_one(instance: Instance, code: str, report: Report) -> dict[str, Any]:
    with sites.connected(instance, code):
        from erp_app.finance.check_ledger import check_ledger
        from erp_app.store.ledger_check import ledger_snapshot

        with ledger_snapshot() as snapshot:
            head = snapshot.head()
        lines, journals = (head.last_line, head.last_posting) if head else (0, 0)

        def progress(done: int, total: int) -> None:
            report(done / max(total, 1), f"Checking {code}: {done:,} of {total:,} lines")

        findings = [str(finding) for finding in check_ledger(progress)]
    return {"entity": code, "lines": lines, "journals": journals, "findings": findings}


def _check(instance: Instance, arguments: list[str]) -> Any:
    codes = arguments or [
        record.code for record in all_records(instance) if record.state in (ACTIVE, SUSPENDED)
    ]
    for code in codes:
        require_record(instance, code)
    return check_ledgers(instance, codes, report_as_json)


def _import(instance: Instance, arguments: list[str]) -> Any:
    kind, file, code, *user = arguments
    require_record(instance, code)
    with sites.connected(instance, code):
        import frappe

        from erp_app.imports.reader import ImportFileError
        from erp_app.imports.run import import_file

        try:
            return import_file(kind, Path(file), user[0] if user else None, report_as_json)
        except ImportFileError as error:
            raise OpsError(f"{file}: {error}", "Correct the file and import it again.") from error
        except (frappe.ValidationError, frappe.PermissionError) as error:
            raise OpsError(f"Nothing was imported: {error}") from error


VERBS = {"check": _check, "import": _import}


def main() -> int:
    """Run one verb; returns the exit code."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    instance = Instance.current()
    os.chdir(instance.sites)
    verb, *arguments = sys.argv[1:]
    try:
        finish_with(VERBS[verb](instance, arguments))
    except OpsError as error:
        print(json.dumps({"error": error.what, "next": error.next_step}), flush=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
