"""Corrections to what the base does with the people of a site besides letting them in."""

from tests.runtime.corrections.proofs import Function, InErp, Source, proves

USERS = "core/doctype/user/user.py"


@proves("nobody-outside-asked-for-faces")
def test_no_picture_is_asked_for_by_an_address(in_erp: InErp, source: Source) -> None:
    asked = in_erp("""
import requests
from frappe.utils import get_gravatar, has_gravatar
asked = []
requests.get = lambda *args, **named: asked.append(args)
shown = get_gravatar("somebody@entity.example")
return [asked, has_gravatar("somebody@entity.example"), shown[:10]]
""")
    assert asked == [[], "", "data:image"]
    assert source(USERS).count("update_gravatar") == 1  # only its definition


# Opens the Desk for somebody with each of these notes of a tour.
DESK = """
from types import SimpleNamespace
from frappe.utils import user
opened = []
for note in given:
    row = frappe._dict(onboarding_status=note, language="en")
    frappe.local.db = SimpleNamespace(get_value=lambda *args, **named: row)
    person = user.UserPermissions.__new__(user.UserPermissions)
    person.__dict__.update(name="one", can_read=["Journal"], all_read=[], doctype_map={})
    person.get_roles = lambda: []
    person.get_defaults = lambda: {}
    person.get_all_reports = lambda: {}
    person.__class__.__getattr__ = lambda self, name: []
    opened.append(person.load_user().onboarding_status)
return opened
"""


@proves("desk-opens-whatever-a-tour-noted")
def test_desk_opens_whatever_a_tour_noted(in_erp: InErp) -> None:
    assert in_erp(DESK, ["{}", "", None, "no JSON", "[1"]) == [{}] * 5


@proves("user-without-an-address")
def test_user_without_an_address_has_no_name(in_erp: InErp) -> None:
    named = in_erp(
        """
from frappe.core.doctype.user.user import User
names = []
for address in given:
    user = User.__new__(User)
    user.__dict__.update(email=address, doctype="User")
    user.autoname()
    names.append(user.name)
return names
""",
        [None, "", " One@Entity.Example "],
    )
    assert named == ["", "", "one@entity.example"]


@proves("users-are-no-contacts")
def test_saving_a_user_leaves_nothing_for_the_workers(function: Function, source: Source) -> None:
    text = function(USERS, "on_update")
    assert "share_with_self" in text
    assert "enqueue" not in text
    assert source(USERS).count("create_contact") == 1


@proves("somebody-is-disabled-by-others")
def test_notifications_follow_whoever_disables(function: Function) -> None:
    toggled = function(
        "desk/doctype/notification_settings/notification_settings.py", "toggle_notifications"
    )
    assert "settings.save(ignore_permissions=True)" in toggled
