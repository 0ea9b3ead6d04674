"""Proving the ledgers of entities, one after the other. Runs in the ERP environment."""

from typing import Any

from ground.progress import Report, part_of
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, SUSPENDED, all_records, require_record
from ops.tenants import sites


def check_ledgers(instance: Instance, codes: list[str], report: Report) -> list[dict[str, Any]]:
    """Return what proving each entity's ledger found: entity, journals, lines, findings (text).

    codes: entities; every active or suspended one when empty.
    """
    codes = codes or [
        record.code for record in all_records(instance) if record.state in (ACTIVE, SUSPENDED)
    ]
    for code in codes:
        require_record(instance, code)
    results = []
    for index, code in enumerate(codes):
        step = part_of(report, index / len(codes), (index + 1) / len(codes))
        step(0.0, f"Checking {code}")
        results.append(_check_one(instance, code, step))
    return results


def _check_one(instance: Instance, code: str, report: Report) -> dict[str, Any]:
    with sites.connected(instance, code):
        from erp_app.domain.general_ledger import GENERAL_LEDGER
        from erp_app.ledger import check
        from erp_app.store.ledger_snapshot import ledger_snapshot

        with ledger_snapshot() as snapshot:
            head = snapshot.head(GENERAL_LEDGER.name)
        lines, journals = (head.last_line, head.last_posting) if head else (0, 0)

        def progress(done: int, total: int) -> None:
            report(done / max(total, 1), f"Checking {code}: {done:,} of {total:,} lines")

        findings = [str(finding) for finding in check.check_ledgers(progress)]
    return {"entity": code, "lines": lines, "journals": journals, "findings": findings}
