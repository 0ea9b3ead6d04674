"""Imports against people who want their rows in another's name, or the files of others."""

import uuid

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

CSV = """journal,posting_date,title,account,debit,credit,cost_centre
{0},2026-03-05,Paper,52101,10,,1100
{0},,,11102,,10,
"""
START = "erp_app.api.imports.start_import"


def upload(visitor) -> str:
    """Return the address of a private file with one journal, as its owner's browser uploads it."""
    name = f"import-{uuid.uuid4().hex[:8]}.csv"
    answer = visitor.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (name, CSV.format(uuid.uuid4().hex).encode(), "text/csv")},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["message"]["file_url"]


def make_batch(visitor, **fields):
    return visitor.resource("POST", "Import Batch", **{"kind": "Journal", **fields})


@pytest.fixture
def officer(platform):
    return platform.visitor("entity_a", "Finance Officer")


@pytest.fixture
def batch(officer) -> str:
    answer = make_batch(officer, file=upload(officer))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["name"]


def stored(platform, batch: str) -> dict:
    return platform.run_inside(
        "result = frappe.db.get_value('Import Batch', "
        f"{batch!r}, ['file', 'status', 'owner', 'file_hash', 'message'], as_dict=True)"
    )


@pytest.mark.parametrize("is_started", [False, True])
@pytest.mark.parametrize("claim", [{}, {"owner": "me"}, {"status": "Draft"}], ids=str)
def test_nobody_puts_another_file_into_the_import_of_somebody(
    platform, officer, batch, is_started, claim
):
    if is_started:
        platform.run_inside(
            f"frappe.db.set_value('Import Batch', {batch!r}, 'status', 'Queued')\n"
            "frappe.db.commit()\nresult = None"
        )
    before = stored(platform, batch)
    for role in ("Finance Manager", "HR Manager", "Auditor", "Entity Administrator"):
        visitor = platform.visitor("entity_a", role)
        login = platform.login_of(role)
        fields = {name: login if value == "me" else value for name, value in claim.items()}
        values = {**fields, "file": "/private/files/x.csv"}
        assert_refused(visitor.resource("PUT", f"Import Batch/{batch}", **values), 403)
        assert_refused(visitor.call(START, batch=batch), 403)
    manager = platform.visitor("entity_a", "Finance Manager")
    own = upload(manager)
    assert_refused(manager.resource("PUT", f"Import Batch/{batch}", file=own, **claim), 403)
    assert stored(platform, batch) == before


@pytest.mark.parametrize(
    "address",
    ["/etc/passwd", "/private/files/../../site_config.json", "{upper}", "{own} ", "/files/none.csv",
     "/private/files/none.csv", "../private/backups", "", "x" * 5000],
)  # fmt: skip
def test_only_an_own_upload_letter_by_letter_is_taken(platform, officer, address):
    own = upload(officer)
    named = address.format(own=own, upper=own.upper())
    assert_refused(make_batch(officer, file=named), 403, 417)


@pytest.mark.parametrize("kind", ["Delegation", "User", "Import Batch", "Nothing", "", 0, True])
@pytest.mark.parametrize("role", ["Finance Manager", "HR Manager", "Finance Officer"])
def test_kinds_that_nobody_imports_are_refused(platform, role, kind):
    visitor = platform.visitor("entity_a", role)
    answer = make_batch(visitor, kind=kind, file=upload(visitor))
    assert 400 <= answer.status_code < 500, answer.text[:300]


@pytest.mark.parametrize("value", [["like", "%"], {"a": 1}, 7, None], ids=str)
@pytest.mark.parametrize("field", ["kind", "file"])
def test_values_of_another_kind_are_refused(officer, field, value):
    answer = make_batch(officer, **{"file": upload(officer), field: value})
    assert 400 <= answer.status_code < 500, answer.text[:300]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x00", b"PK\x03\x04"], ids=repr
)
def test_empty_file_is_refused_in_words(platform, content, ending):
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (f"empty.{ending}", content, "text/csv")},
    )
    if answer.status_code == 200:
        answer = make_batch(officer, kind="Journal", file=answer.json()["message"]["file_url"])
    if answer.status_code == 200:
        batch = answer.json()["data"]["name"]
        answer = officer.call("erp_app.api.imports.start_import", batch=batch)
        assert answer.status_code == 200, answer.text[:300]
    else:
        assert answer.status_code in (400, 417), answer.text[:300]
        assert "_server_messages" in answer.text
