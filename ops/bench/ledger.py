"""How fast journals reach the ledger, beside a bare document with the same rows.

Runs inside the ERP environment on one throw-away site and prints JSON:

    python -m ops.bench.ledger SITE SITES_FOLDER [--seconds 10]

Owns the shapes of docs/benchmarks.md: half the lines debit 12 expense accounts over
10 cost centres, half credit cash; officer inserts, manager approves, commit per step.
The bare document has the same fields in parent and rows, no controller, insert and submit.
Both are measured alternately in one process, so that their ratio means something.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable

BARE, BARE_LINE = "Bench Journal", "Bench Journal Line"
ROLES = {
    "bench-officer@bench.example": "Finance Officer",
    "bench-manager@bench.example": "Finance Manager",
}
OFFICER, MANAGER = ROLES
EXPENSES = [f"521{n:02d}" for n in range(1, 10)] + ["52201", "52202", "52203"]
CENTRES = [f"B{n:02d}" for n in range(10)]


def connect(site: str, sites: str) -> None:
    """Connect this process to a site."""
    os.chdir(sites)
    os.environ["SITES_PATH"] = sites
    import frappe

    frappe.init(site=site, sites_path=".")
    frappe.connect()


def prepare() -> None:
    """Make the users, cost centres, limit and the bare documents of the benchmark."""
    import frappe

    frappe.set_user("Administrator")
    for email, role in ROLES.items():
        if not frappe.db.exists("User", email):
            user = frappe.new_doc("User")
            user.update({"email": email, "first_name": role, "send_welcome_email": 0})
            user.append("roles", {"role": role})
            user.insert(ignore_permissions=True)
    for code in CENTRES:
        if not frappe.db.exists("Cost Centre", code):
            names = {"cost_centre_name": code, "cost_centre_name_ar": code}
            doc = frappe.new_doc("Cost Centre")
            doc.update({"cost_centre_code": code, **names}).insert()
    _make_bare_documents()
    frappe.db.commit()


def _make_bare_documents() -> None:
    import frappe

    if frappe.db.exists("DocType", BARE):
        return
    _copy_doctype("Journal Line", BARE_LINE, {})
    _copy_doctype("Journal", BARE, {"Journal Line": BARE_LINE, "Journal": BARE})


def _copy_doctype(source: str, name: str, options: dict[str, str]) -> None:
    import frappe

    meta = frappe.get_meta(source)
    keys = ("fieldname", "fieldtype", "label", "options", "reqd", "read_only", "no_copy", "default")
    fields = [{key: df.get(key) for key in keys} for df in meta.fields]
    for field in fields:
        field["options"] = options.get(field["options"], field["options"])
    doc = frappe.new_doc("DocType")
    doc.update(
        {
            "name": name,
            "module": "Finance",
            "custom": 1,
            "istable": meta.istable,
            "is_submittable": meta.is_submittable,
            "track_changes": 0,
            "autoname": "hash",
            "fields": fields,
            "permissions": []
            if meta.istable
            else [
                {"role": role, "read": 1, "write": 1, "create": 1, "submit": 1}
                for role in ROLES.values()
            ],
        }
    )
    doc.insert()


def fields_of(doctype: str, lines: int, turn: int) -> dict:
    """Return the fields of one balanced document in the benchmark's shape."""
    pairs = lines // 2
    rows = [
        {
            "account": EXPENSES[(turn + i) % len(EXPENSES)],
            "cost_centre": CENTRES[(turn + i) % len(CENTRES)],
            "fund": "GF",
            "function": "01.3",
            "debit": 100.0 + i % 7,
        }
        for i in range(pairs)
    ]
    rows += [{"account": "11102", "fund": "GF", "credit": row["debit"]} for row in rows]
    return {
        "doctype": doctype,
        "title": f"Bench {turn}",
        "posting_date": f"2026-{turn % 12 + 1:02d}-15",
        "workflow_state": "For Approval",
        "lines": rows,
    }


def cycle(doctype: str, lines: int, count: int) -> float:
    """Insert `count` documents as officer, then submit them as manager; seconds taken."""
    import frappe

    frappe.set_user(OFFICER)
    started = time.perf_counter()
    documents = []
    for turn in range(count):
        documents.append(frappe.get_doc(fields_of(doctype, lines, turn)).insert())
        frappe.db.commit()
    spent = time.perf_counter() - started
    frappe.set_user(MANAGER)
    frappe.get_roles(MANAGER)
    started = time.perf_counter()
    for document in documents:
        document.submit()
        frappe.db.commit()
    return spent + time.perf_counter() - started


def measure_shapes(seconds: float) -> dict:
    """Return documents per second of journal and bare document for 2, 10 and 2,000 lines."""
    results = {}
    for lines, block in ((2, 20), (10, 20), (2000, 1)):
        spent = {"Journal": 0.0, BARE: 0.0}
        done = 0
        for doctype in spent:
            cycle(doctype, lines, 1)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for doctype in spent:
                spent[doctype] += cycle(doctype, lines, block)
            done += block
        journal, bare = done / spent["Journal"], done / spent[BARE]
        results[str(lines)] = {
            "journals_per_second": round(journal, 1),
            "bare_per_second": round(bare, 1),
            "times_bare": round(bare / journal, 2),
            "seconds_each": round(spent["Journal"] / done, 4),
        }
    return results


def write_for(site: str, sites: str, seconds: float, start: float) -> int:
    """Post two-line journals until the time is over; the number posted. For a process pool."""
    connect(site, sites)
    import frappe

    cycle("Journal", 2, 2)
    time.sleep(max(0.0, start - time.time()))
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        cycle("Journal", 2, 10)
        done += 10
    frappe.destroy()
    return done


def measure_writers(sites_of_writers: list[str], sites: str, seconds: float) -> float:
    """Return journals per second of as many processes as sites are named."""
    context = multiprocessing.get_context("spawn")
    start = time.time() + 6
    with context.Pool(len(sites_of_writers)) as pool:
        work = [(site, sites, seconds, start) for site in sites_of_writers]
        done = pool.starmap(write_for, work)
    return sum(done) / seconds


def measure_bulk(lines_total: int) -> dict:
    """Return lines per second through the bulk path, ten lines a journal."""
    import frappe

    from erp_app.domain.dimensions import DimensionSet
    from erp_app.domain.ledger import JournalDraft, Posting
    from erp_app.store.amounts import amount_of
    from erp_app.store.bulk_posting import post_journals

    def drafts():
        from datetime import date

        for turn in range(lines_total // 10):
            fields = fields_of("Journal", 10, turn)
            postings = tuple(
                Posting(
                    row["account"],
                    amount_of(row.get("debit")),
                    amount_of(row.get("credit")),
                    DimensionSet(row.get("cost_centre", ""), "GF", "", "", row.get("function", "")),
                )
                for row in fields["lines"]
            )
            yield JournalDraft("", date.fromisoformat(fields["posting_date"]), postings, "Bulk")

    ready = list(drafts())
    started = time.perf_counter()
    posted = post_journals(ready, prepared_by=OFFICER, approved_by=MANAGER)
    frappe.db.commit()
    spent = time.perf_counter() - started
    return {"lines": posted.line_count, "lines_per_second": round(posted.line_count / spent)}


def run(site: str, sites: str, seconds: float, other_sites: list[str]) -> dict:
    """Run every measurement and return the figures."""
    connect(site, sites)
    prepare()
    result = {"document_path": measure_shapes(seconds), "bulk_path": measure_bulk(100_000)}
    one = measure_writers([site], sites, seconds)
    four = measure_writers([site] * 4, sites, seconds)
    result["writers_one_entity"] = {
        "one_per_second": round(one, 1),
        "four_per_second": round(four, 1),
        "times_one": round(four / one, 2),
    }
    if other_sites:
        eight = measure_writers(other_sites, sites, seconds)
        result["writers_over_entities"] = {
            "entities": len(other_sites),
            "per_second": round(eight, 1),
        }
    return result


def main(argv: list[str]) -> int:
    """Parse the command line, run, print JSON."""
    parser = argparse.ArgumentParser(prog="ops.bench.ledger")
    parser.add_argument("site")
    parser.add_argument("sites")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", choices=["shapes", "bulk", "writers"])
    parser.add_argument("--over", nargs="*", default=[], help="sites of eight writers")
    args = parser.parse_args(argv)
    parts: dict[str, Callable[[], object]] = {
        "shapes": lambda: measure_shapes(args.seconds),
        "bulk": lambda: measure_bulk(100_000),
        "writers": lambda: [
            measure_writers([args.site] * n, args.sites, args.seconds) for n in (1, 4)
        ],
    }
    if args.only:
        connect(args.site, args.sites)
        prepare()
        print(json.dumps(parts[args.only](), indent=2))
    else:
        print(json.dumps(run(args.site, args.sites, args.seconds, args.over), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
