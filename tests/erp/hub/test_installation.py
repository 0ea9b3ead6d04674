"""The hub's operators see what still goes on behind on a platform that has just come up."""

import json
from pathlib import Path

import frappe
import pytest

from erp_app.api import hub as api
from erp_app.hub.installation import FILE_NAME, add_progress
from tests.erp.factories import as_user, make_user


@pytest.fixture
def going_on(hub):
    file = Path(frappe.get_site_path(FILE_NAME))
    steps = [{"step": "Demonstration data", "share": 1.0}, {"step": "Warehouse", "share": 0.416}]
    file.write_text(json.dumps(steps))
    yield [{"step": "Demonstration data", "percent": 100}, {"step": "Warehouse", "percent": 42}]
    file.unlink(missing_ok=True)


def test_operator_follows_what_goes_on_and_others_do_not(going_on):
    operator, auditor = make_user("operator", "Centre Operator"), make_user("auditor", "Auditor")
    with as_user(operator):
        assert api.get_installation_progress() == going_on
        boot = {}
        add_progress(boot)
        assert boot == {"diwan_installation": going_on}
    with as_user(auditor):
        with pytest.raises(frappe.PermissionError):
            api.get_installation_progress()
        boot = {}
        add_progress(boot)
        assert boot == {}


def test_nothing_is_shown_when_all_is_done(hub):
    with as_user(make_user("operator", "Centre Operator")):
        assert api.get_installation_progress() == []
