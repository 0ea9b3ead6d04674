"""The same documents for every way in, and what of the ledger is compared afterwards."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import frappe

from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.domain.general_ledger import GENERAL_LEDGER
from erp_app.ledger import Entry, Posting
from erp_app.store.chained_ledger import line_columns
from tests.erp.factories import officer

# A fund and a function that only the rules imply; texts that a careless way in would change.
CASH = {"account": "11102", "description": "  ifnull(1, 2) & 'quoted' \\ back\x0b"}
PAPER = "<i>ورق</i>"
DOCUMENTS = [
    {
        "title": "Paper <b>and</b> water & a < b",
        "posting_date": "2026-03-05",
        "lines": [
            {
                "account": "52101",
                "cost_centre": "1100",
                "debit": "0.10",
                "description": "<i>ورق</i>",
            },
            {"account": "52202", "cost_centre": "1200", "fund": "CF", "debit": "10.20"},
            {"account": "52202", "cost_centre": "1200", "function": "01.1", "debit": "0.20"},
            {**CASH, "credit": "10.50"},
        ],
    },
    {
        "title": "Year end",
        "posting_date": "2025-12-31",
        "is_adjustment": 1,
        "lines": [
            {"account": "52101", "cost_centre": "1100", "debit": "1234.56", "description": "x<y"},
            {"account": "11102", "credit": "1234.56"},
        ],
    },
]
# Columns that belong to the occasion: numbers, names, moments and what seals them.
OF_THE_OCCASION = {"name", "posting_number", "voucher", "posted_at", "hash"}
COLUMNS = [name for name in line_columns(GENERAL_LEDGER) if name not in OF_THE_OCCASION]


def document_fields(document: dict, as_text: bool = False) -> dict:
    """Return the fields of a journal for a form (numbers) or for REST (texts as a client sends)."""
    sides = ("debit", "credit")
    lines = [
        {k: v if as_text or k not in sides else float(v) for k, v in line.items()}
        for line in document["lines"]
    ]
    return {"doctype": "Journal", **document, "lines": lines}


def document_entry(document: dict) -> Entry:
    """Return the document as an entry without a voucher, prepared by the officer."""
    postings = tuple(
        Posting(
            line["account"],
            Decimal(line.get("debit", "0")),
            Decimal(line.get("credit", "0")),
            DimensionSet(*[line.get(name, "") for name in DIMENSIONS]),
            line.get("description", ""),
        )
        for line in document["lines"]
    )
    return Entry(
        "Journal",
        "",
        frappe.utils.getdate(document["posting_date"]),
        postings,
        title=document["title"],
        is_adjustment=bool(document.get("is_adjustment")),
        prepared_by=officer(),
    )


def write_file(path: Path, token: str) -> Path:
    """Write the documents as a CSV that can be imported."""
    columns = ["account", "debit", "credit", "description", *DIMENSIONS]
    heads = ["posting_date", "title", "is_adjustment"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["journal", *heads, *columns])
        for number, document in enumerate(DOCUMENTS):
            for place, line in enumerate(document["lines"]):
                head = [document.get(name, "") if not place else "" for name in heads]
                cells = [line.get(name, "") for name in columns]
                writer.writerow([f"{token}-{number}", *head, *cells])
    return path


@dataclass
class Written:
    """What one way in left in the ledger: lines by document, and what balances grew by."""

    lines: list[list[tuple]] = field(default_factory=list)
    balances: dict[tuple, tuple] = field(default_factory=dict)
    documents: list[dict] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[Written]:
    """Yield what will be filled with all that is posted meanwhile, in order of posting."""
    found = Written()
    head, before = _last_line(), _balances()
    yield found
    columns = ", ".join(f"`{name}`" for name in COLUMNS)
    rows = frappe.db.sql(
        f"select posting_number, voucher, {columns} from `tabLedger Line` where name > %s"
        " order by name",
        (head,),
    )
    of_voucher: dict[tuple, list[tuple]] = {}
    for number, voucher, *values in rows:
        of_voucher.setdefault((number, voucher), []).append(tuple(values))
    found.lines = list(of_voucher.values())
    found.documents = [_document(voucher) for _number, voucher in of_voucher]
    after = _balances()
    found.balances = {
        key: tuple(new - old for new, old in zip(sums, before.get(key, (0, 0)), strict=True))
        for key, sums in after.items()
        if sums != before.get(key)
    }


def _last_line() -> int:
    return frappe.db.sql("select coalesce(max(name), 0) from `tabLedger Line`")[0][0]


def _balances() -> dict[tuple, tuple]:
    found = {}
    for table in GENERAL_LEDGER.balances:
        key = ", ".join(f"`{name}`" for name in table.key)
        for *parts, debit, credit in frappe.db.sql(
            f"select {key}, debit, credit from `tab{table.doctype}`"
        ):
            found[(table.doctype, *parts)] = (Decimal(str(debit)), Decimal(str(credit)))
    return found


def _document(name: str) -> dict:
    """Return what a journal's own rows say, beside the ledger."""
    doc = frappe.get_doc("Journal", name)
    head = ("title", "posting_date", "docstatus", "workflow_state", "period", "is_adjustment")
    return {
        **{key: doc.get(key) for key in (*head, "total_debit", "total_credit", "approved_by")},
        "numbers": [bool(doc.posting_number), bool(doc.approved_at)],
        "lines": [
            tuple(row.get(key) or "" for key in ("account", "debit", "credit", "description"))
            + tuple(row.get(name) or "" for name in DIMENSIONS)
            for row in doc.lines
        ],
    }
