"""Whatever is taken away carries its name and ending, in letters of either script."""

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.attack.test_workflow import prepare

pytestmark = pytest.mark.platform

HEADER = re.compile(
    r"""^(attachment|inline); filename="([^"\\]+)"(?:; filename\*=UTF-8''(\S+))?$"""
)
VOUCHER = {"doctype": "Journal", "format": "Journal Voucher", "no_letterhead": 1}


def name_of(answer) -> str:
    """Return the name a browser saves an answer under; its plain form must have the ending too."""
    assert answer.status_code == 200, answer.text[:300]
    told = answer.headers.get("content-disposition", "")
    found = HEADER.match(told)
    assert found, told
    plain, own = found[2], unquote(found[3] or found[2])
    assert plain.isascii()
    assert plain.rsplit(".", 1)[-1] == own.rsplit(".", 1)[-1], told
    return own


def private_file(visitor, name: str):
    uploaded = visitor.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (name, b"content of " + name.encode(), "application/octet-stream")},
    )
    return visitor.get(uploaded.json()["message"]["file_url"])


def downloads(platform) -> Iterator[tuple[str, str, object]]:
    """Yield (what, ending, answer) of every kind of file that people take away."""
    officer = platform.visitor("entity_a", "Finance Officer")
    for name in ("invoice.pdf", "invoice of June.docx", "فاتورة يونيو.pdf", "Ünvoice;a.xlsx"):
        yield name, name.rsplit(".", 1)[1], private_file(officer, name)
    for kind in ("Journal", "Account", "Employee"):
        role = "HR Officer" if kind == "Employee" else "Finance Manager"
        visitor = platform.visitor("entity_a", role)
        yield (
            f"template of {kind}",
            "csv",
            visitor.call("erp_app.api.imports.template_file", "GET", kind=kind),
        )
    for report, filters in (
        ("Trial Balance", {"fiscal_year": "2026"}),
        (
            "General Ledger",
            {"account": "11102", "from_date": "2026-01-01", "to_date": "2026-12-31"},
        ),
    ):
        for ending, language in (("xlsx", "en"), ("pdf", "ar")):
            asked = {"report": report, "filters": json.dumps(filters), "file_type": ending}
            yield (
                report,
                ending,
                officer.call(
                    "erp_app.api.finance_reports.export_statement", language=language, **asked
                ),
            )
    journal = prepare(platform, "Finance Officer")["name"]
    yield (
        "voucher",
        "pdf",
        officer.call("frappe.utils.print_format.download_pdf", "GET", name=journal, **VOUCHER),
    )
    for title in ("Journal", "قيود"):
        for kind, ending in (("Excel", "xlsx"), ("CSV", "csv")):
            asked = {"doctype": "Journal", "fields": '["name"]', "filters": "[]", "title": title}
            yield (
                f"list {title}",
                ending,
                officer.call("frappe.desk.reportview.export_query", file_format_type=kind, **asked),
            )
    manager = platform.visitor("entity_a", "HR Manager")
    asked = {"report_name": "Headcount", "filters": '{"as_on": "2026-06-30", "group_by": "Grade"}',
             "file_format_type": "Excel", "visible_idx": "[]"}  # fmt: skip
    yield "report", "xlsx", manager.call("frappe.desk.query_report.export_query", **asked)


def test_every_download_is_named_with_its_ending(platform):
    wrong = []
    for what, ending, answer in downloads(platform):
        try:
            name = name_of(answer)
        except AssertionError as error:
            wrong.append(f"{what}: {error}")
            continue
        if not re.fullmatch(rf".+\.{ending}", name):
            wrong.append(f"{what}: {name}")
    assert not wrong, "\n".join(wrong)
