"""People of the register, made and committed before the first test; policies that go again."""

import pytest

from erp_app.policy import setup as policies
from erp_app.purchasing import setup as register
from tests.erp.factories import officer
from tests.erp.purchasing import factories


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    """All users at once: making one later would commit what a test has written so far."""
    frappe_site.set_user("Administrator")
    factories.registrar(), factories.approver(), factories.second_approver()
    factories.treasurer(), officer()


@pytest.fixture(autouse=True)
def hub(site, monkeypatch):
    """Return a site that believes to be the hub, with what a hub starts with: rolled back."""
    monkeypatch.setitem(site.local.conf, "diwan_role", "hub")
    policies.install(is_hub=True)
    register.install()
    return site
