"""Whoever may open a report is offered something in each of its filters."""

import json
import re
from pathlib import Path

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

APP = Path(__file__).parents[2] / "erp_app"
LINK = re.compile(r'fieldtype: "Link",\s*options: "([^"]+)"')
# Named by the server, in the boot: see erp_app/api/finance_reports.py.
DIMENSIONS = ("Cost Centre", "Fund", "Function", "Programme", "Project")
MAY_BE_EMPTY = frozenset({"Programme", "Project"})


def list_filters() -> list[tuple[str, str, str]]:
    """Return (report, role, linked type) of every filter that takes a document."""
    found = []
    for file in sorted(APP.glob("*/report/*/*.json")):
        report = json.loads(file.read_text("utf-8"))
        script = file.with_suffix(".js").read_text("utf-8")
        linked = [*LINK.findall(script), *(DIMENSIONS if "dimension_filters()" in script else ())]
        roles = [row["role"] for row in report["roles"]]
        found += [(report["name"], role, one) for role in roles for one in dict.fromkeys(linked)]
    return found


def test_every_filter_of_every_report_offers_something_to_each_of_its_roles(platform):
    filters = list_filters()
    assert len(filters) > 50
    silent = []
    for report, role, linked in filters:
        visitor = platform.visitor("entity_a", role)
        answer = visitor.call("frappe.desk.search.search_link", doctype=linked, txt="")
        if answer.status_code != 200 or not (answer.json()["results"] or linked in MAY_BE_EMPTY):
            silent.append((report, role, linked, answer.text[:200]))
            continue
        for found in answer.json()["results"][:1]:
            checked = visitor.call(
                "frappe.client.validate_link", doctype=linked, docname=found["value"]
            )
            if checked.status_code != 200:
                silent.append((report, role, linked, checked.text[:200]))
    assert not silent


def test_who_may_not_open_a_report_is_offered_nothing(platform):
    employee = platform.visitor("entity_a", "Employee")
    assert_refused(employee.call("frappe.desk.search.search_link", doctype="Account", txt=""), 403)
