"""A private file stays private, whatever names its address afterwards."""

import json
import uuid

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

READ_PUBLIC_FOLDER = """
from pathlib import Path
folder = Path(frappe.get_site_path("public"))
files = [path for path in folder.rglob("*") if path.is_file()]
result = [[str(path.relative_to(folder)), {mark!r} in path.read_text("utf-8", "replace")]
          for path in files]
"""


@pytest.fixture
def secret() -> str:
    return f"secret{uuid.uuid4().hex}"


def upload(visitor, secret: str) -> dict:
    """Return a private file as its owner's browser uploads it: {"name", "file_url"}."""
    answer = visitor.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (f"upload-{uuid.uuid4().hex[:8]}.csv", secret.encode(), "text/csv")},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["message"]["file_url"].startswith("/private/files/")
    return answer.json()["message"]


def assert_not_public(platform, secret: str, file_url: str) -> None:
    """Nobody gets the content without signing in, and the public folder does not hold it."""
    files = platform.run_inside(READ_PUBLIC_FOLDER.format(mark=secret))
    assert [name for name, holds_secret in files if holds_secret] == []
    stranger = platform.visitor("entity_a")
    name = file_url.rsplit("/", 1)[1]
    for path in (file_url, f"/files/{name}", *(f"/{name}" for name, _ in files)):
        assert secret not in stranger.get(path).text, path


def make_batch(visitor, file_url: str):
    return visitor.resource("POST", "Import Batch", kind="Journal", file=file_url)


def test_document_that_names_a_private_upload_publishes_nothing(platform, secret):
    """The base records a file that a second document names once more, and that as public."""
    officer = platform.visitor("entity_a", "Finance Officer")
    file = upload(officer, secret)
    for _ in range(2):
        answer = make_batch(officer, file["file_url"])
        assert answer.status_code == 200, answer.text
        assert_not_public(platform, secret, file["file_url"])
    records = platform.run_inside(
        f"result = frappe.get_all('File', {{'file_url': {file['file_url']!r}}}, pluck='is_private')"
    )
    assert records
    assert set(records) == {1}
    assert officer.get(file["file_url"]).text == secret


def test_profile_picture_that_names_a_private_upload_publishes_nothing(platform, secret):
    officer = platform.visitor("entity_a", "Finance Officer")
    file = upload(officer, secret)
    login = platform.login_of("Finance Officer")
    for image in (file["file_url"], None):
        document = platform.run_inside(f"result = frappe.get_doc('User', {login!r}).as_dict()")
        officer.call(
            "frappe.desk.form.save.savedocs",
            doc=json.dumps({**document, "user_image": image}),
            action="Save",
        )
        assert_not_public(platform, secret, file["file_url"])


@pytest.mark.parametrize(
    "address",
    ["{url}", "/files/{name}", "/files/../..{url}", "/files/..{url}",
     "/private/files/../files/{name}",
     "/private/../private/files/{name}", "/%70rivate/files/{name}", "//private/files/{name}",
     "/files/%2e%2e/%2e%2e{url}", "{site}{url}", "{site}/files/../..{url}"],
)  # fmt: skip
@pytest.mark.parametrize("is_private", [0, 1])
def test_file_record_made_by_hand_publishes_nothing(platform, secret, address, is_private):
    officer = platform.visitor("entity_a", "Finance Officer")
    file = upload(officer, secret)
    name = file["file_url"].rsplit("/", 1)[1]
    site = f"http://{platform.host('entity_a')}"
    named = address.format(url=file["file_url"], name=name, site=site)
    officer.resource("POST", "File", file_url=named, file_name=name, is_private=is_private)
    officer.resource("PUT", f"File/{file['name']}", is_private=is_private, file_url=named)
    assert_not_public(platform, secret, file["file_url"])


@pytest.mark.parametrize("is_attached", [False, True])
def test_naming_the_file_of_another_person_opens_it_to_nobody(platform, secret, is_attached):
    """The base hands an unattached file to the document that names it, and copies any other."""
    manager = platform.visitor("entity_a", "HR Manager")
    officer = platform.visitor("entity_a", "Finance Officer")
    file = upload(manager, secret)
    if is_attached:
        answer = manager.resource("POST", "Import Batch", kind="Employee", file=file["file_url"])
        assert answer.status_code == 200, answer.text
        batch = answer.json()["data"]["name"]
        assert_refused(officer.resource("GET", f"Import Batch/{batch}"), 403)
        assert batch not in officer.get("/api/resource/Import Batch?limit=0").text
        assert batch in manager.get("/api/resource/Import Batch?limit=0").text
    assert_refused(make_batch(officer, file["file_url"]), 403)
    assert_refused(officer.get(file["file_url"]), 403)
    made = officer.resource("POST", "File", file_url=file["file_url"], file_name="mine.csv")
    assert_refused(made, 403)
    copies = officer.get("/api/resource/File", params={"fields": '["file_url"]', "limit": "0"})
    for row in copies.json()["data"]:
        if str(row["file_url"]).startswith("/private/"):
            assert secret not in officer.get(row["file_url"]).text
    assert manager.get(file["file_url"]).text == secret
    assert_not_public(platform, secret, file["file_url"])


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: name + " "])
def test_file_of_nearly_the_same_name_opens_no_other(platform, secret, change):
    """The database compares names loosely, the disk letter by letter."""
    officer = platform.visitor("entity_a", "Finance Officer")
    manager = platform.visitor("entity_a", "HR Manager")
    file = upload(officer, secret)
    stem, ending = file["file_url"].rsplit("/", 1)[1].rsplit(".", 1)
    own = {"file": (f"{change(stem)}.{ending}", b"own", "text/csv")}
    manager.post("/api/method/upload_file", data={"is_private": "1"}, files=own)
    assert secret not in manager.get(file["file_url"]).text
    assert officer.get(file["file_url"]).text == secret


@pytest.mark.parametrize(
    "address", ["/files/nowhere.csv", "/private/files/nowhere.csv", "/files/a/b"]
)
def test_address_of_no_file_is_said(platform, address):
    """It ended in an error of the server."""
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.resource("POST", "File", file_url=address, file_name="nowhere.csv")
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert answer.json()["_server_messages"]
