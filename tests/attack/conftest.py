"""The attack suite runs on a throw-away platform, described by `running_platform.py`."""

import os
import uuid

import pytest

from tests.attack.running_platform import Platform, Visitor


@pytest.fixture(scope="session")
def platform() -> Platform:
    path = os.environ.get("DIWAN_TEST_PLATFORM")
    if not path:
        pytest.fail("DIWAN_TEST_PLATFORM names no platform: run ./diwan test --only attack")
    return Platform.load(path)


@pytest.fixture(scope="session")
def mark() -> str:
    """Return a word that appears nowhere else: what an attacker would be glad to read."""
    return f"confidential{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def private_file(platform, mark) -> dict:
    """Return a private file of entity A's finance officer, attached to nothing: {"name",
    "file_url"}."""
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.post(
        "/api/method/upload_file",
        data={"is_private": "1"},
        files={"file": (f"{mark}.txt", mark.encode(), "text/plain")},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["message"]


@pytest.fixture
def spare_user(platform) -> dict:
    """Return a new finance officer of entity A for tests that break an account."""
    login = f"spare-{uuid.uuid4().hex[:8]}@attack.example"
    password = f"Quiet-{uuid.uuid4().hex[:12]}!"
    platform.run_inside(
        "from frappe.utils.password import update_password\n"
        "frappe.local.conf.throttle_user_limit = 10000\n"  # a suite makes many in an hour
        f"user = frappe.get_doc(dict(doctype='User', email={login!r}, first_name='Spare', "
        "send_welcome_email=0, user_type='System User', roles=[dict(role='Finance Officer')]))\n"
        f"user.insert(ignore_permissions=True)\nupdate_password({login!r}, {password!r})"
    )
    return {"login": login, "password": password}


@pytest.fixture(scope="session")
def administrator(platform) -> Visitor:
    """Return the base's own Administrator of entity A, whose password is otherwise nobody's to
    know."""
    password = f"Quiet-{uuid.uuid4().hex[:12]}!"
    platform.run_inside(
        "from frappe.utils.password import update_password\n"
        f"update_password('Administrator', {password!r})"
    )
    visitor = platform.visitor("entity_a")
    visitor.sign_in("Administrator", password)
    return visitor


@pytest.fixture
def api_key(platform, spare_user) -> str:
    """Return a valid "key:secret" of the spare user."""
    return platform.run_inside(
        f"user = frappe.get_doc('User', {spare_user['login']!r})\n"
        "secret = frappe.generate_hash(length=15)\n"
        "user.api_key = frappe.generate_hash(length=15)\nuser.api_secret = secret\n"
        "user.save(ignore_permissions=True)\nresult = user.api_key + ':' + secret"
    )
