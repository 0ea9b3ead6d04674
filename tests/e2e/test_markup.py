"""Markup in a stored text is shown as text: whoever opens whatever, no script of it runs.

The texts are written past the application, as an older release or another program might have: the
wall at the door (texts are cleaned when they are stored) is tried in tests/erp. Every text of one
record of every type is such a text, on one entity; all are put back at the end.
"""

import json
import os
from urllib.parse import quote

import pytest

from tests.attack.running_platform import Platform

pytestmark = [pytest.mark.platform, pytest.mark.browser]

SITE = "entity_b"
PLANT = """
import re
from frappe.model.meta import get_meta
TEXTS = ("Data", "Small Text", "Text", "Long Text")
modules = frappe.get_all("Module Def", {"app_name": "erp_app"}, pluck="name")
planted, kept = [], []

def plant(doctype, name, fields):
    for field in fields:
        before = frappe.db.get_value(doctype, name, field)
        mark = f'<img src=x onerror="top.ran=1" id="{field}"><script>top.ran=1</script>'
        try:
            frappe.db.sql(f"update `tab{doctype}` set `{field}` = %s where name = %s", (mark, name))
            kept.append([doctype, name, field, before])
        except Exception:
            continue  # too short for it, or a ledger that nobody writes
    frappe.db.commit()

for doctype in frappe.get_all("DocType", {"module": ("in", modules), "issingle": 0}, pluck="name"):
    if doctype.startswith("Ledger") or doctype.endswith("Balance"):
        continue  # shown by reports alone
    meta = get_meta(doctype)
    named_by = (meta.autoname or "").removeprefix("field:")
    fields = [f.fieldname for f in meta.fields if f.fieldtype in TEXTS and not f.options
              and f.fieldname not in (named_by, "workflow_state", "findings", "identity_number")]
    names = frappe.get_all(doctype, order_by="modified desc", limit=1, pluck="name")
    names += [name for name in ("21101", "52604", "JV-0000001") if frappe.db.exists(doctype, name)]
    for name in names:
        plant(doctype, name, fields)
        if not meta.istable:
            planted.append([doctype, name])
plant("User", "finance.officer@roads.localhost", ["full_name", "first_name"])
frappe.clear_cache()
readers = {}
for role, user in ROLES.items():
    for doctype, name in planted:
        if f"{doctype}/{name}" not in readers and frappe.has_permission(doctype, "read", user=user):
            readers[f"{doctype}/{name}"] = role
result = {"kept": kept, "readers": readers}
"""
RESTORE = """
for doctype, name, field, before in KEPT:
    frappe.db.sql(f"update `tab{doctype}` set `{field}` = %s where name = %s", (before, name))
frappe.db.commit()
frappe.clear_cache()
"""
REPORTS = (
    "/app/query-report/Trial Balance?fiscal_year=2026",
    "/app/query-report/General Ledger?fiscal_year=2026&account=21101",
    "/app/account/view/tree",
    "/app/inbox",
)
PEOPLE = ("/app/query-report/Headcount", "/app/query-report/Vacancies", "/app/org-unit/view/tree")


@pytest.fixture(scope="module")
def markup(facts):
    """Every type's record with markup in its texts, and a role that may read each."""
    platform = Platform.load(os.environ["DIWAN_TEST_PLATFORM"])
    people = facts["users"][facts["sites"][SITE]]
    roles = {role: login for role, (login, _password) in people.items()}
    found = platform.run_inside(f"ROLES = {roles!r}\n{PLANT}", SITE)
    assert len(found["kept"]) > 60
    yield found["readers"]
    platform.run_inside(
        f"import json\nKEPT = json.loads({json.dumps(found['kept'])!r})\n{RESTORE}", SITE
    )


# A script has run, or a stored text has become a part of the page: then one could.
IS_MARKUP = "() => !!window.top.ran || !!document.querySelector('img[src=x]')"


def look(person, path: str) -> list[str]:
    """Open a screen; return its path when a stored text is markup there."""
    if path.startswith("/app"):
        person.open(path)
    else:
        person.page.goto(f"{person.base}{path}")
        person.page.wait_for_load_state("networkidle")
    is_markup = person.page.evaluate(IS_MARKUP)
    person.page.evaluate("() => { delete window.top.ran; }")
    return [path] if is_markup else []


def test_no_script_of_a_stored_text_runs_in_lists_and_forms(visitors, markup):
    found, roles = [], sorted(set(markup.values()))
    assert len(markup) > 20
    for role in roles:
        person = visitors.get(SITE, role)
        for document in [one for one, reader in markup.items() if reader == role]:
            doctype, name = document.split("/", 1)
            slug = doctype.lower().replace(" ", "-")
            found += look(person, f"/app/{slug}") + look(person, f"/app/{slug}/{quote(name)}")
        person.watch.take_problems()
    assert found == []


@pytest.mark.parametrize(
    ("role", "paths"),
    [("Finance Manager", REPORTS), ("HR Manager", PEOPLE)],
    ids=["books", "people"],
)
def test_no_script_of_a_stored_text_runs_in_reports_trees_and_search(visitors, markup, role, paths):
    person = visitors.get(SITE, role)
    found = [path for one in paths for path in look(person, one)]
    box = person.page.locator("#navbar-search")
    box.fill("onerror")
    person.page.locator(".awesomplete li:visible").first.wait_for()
    if person.page.evaluate(IS_MARKUP):
        found.append("search")
    if role == "Finance Manager":
        found += look(person, "/printview?doctype=Journal&name=JV-0000001&format=Journal Voucher")
    person.watch.take_problems()
    person.open("/app/inbox")
    assert found == []
