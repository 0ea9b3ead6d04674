"""A real Frappe site for the tests of the app.

Contract: DIWAN_TEST_SITE names a throw-away site with the app installed and
DIWAN_TEST_SITES its sites folder. Without them nothing runs: that is an error, not a skip.
"""

import os

import pytest

SITE = os.environ.get("DIWAN_TEST_SITE")
SITES = os.environ.get("DIWAN_TEST_SITES")


def pytest_collection_modifyitems(items):
    mine = [item for item in items if "/erp/" in str(item.path)]
    if mine and not (SITE and SITES):
        raise pytest.UsageError("DIWAN_TEST_SITE and DIWAN_TEST_SITES are not set")
    for item in mine:
        item.add_marker(pytest.mark.site)
    # The demonstration is filled into a site on which nobody has committed anything yet.
    items.sort(key=lambda item: "/erp/demo/" not in str(item.path))


@pytest.fixture(scope="session")
def frappe_site():
    """Connect this process to the test site for the whole run."""
    os.chdir(SITES)
    os.environ["SITES_PATH"] = SITES
    import frappe

    frappe.init(site=SITE, sites_path=".")
    frappe.connect()
    frappe.flags.mute_emails = True
    # The suite makes more people than an entity does in an hour; the base stops at sixty.
    frappe.local.conf.throttle_user_limit = 1000
    yield frappe
    frappe.destroy()


@pytest.fixture
def site(frappe_site):
    """Yield the site as Administrator; what a test leaves uncommitted is rolled back."""
    frappe_site.set_user("Administrator")
    frappe_site.clear_messages()
    yield frappe_site
    frappe_site.db.rollback()
    frappe_site.set_user("Administrator")
    frappe_site.clear_messages()
