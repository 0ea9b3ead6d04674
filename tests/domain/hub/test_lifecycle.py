"""What an entity may go through."""

import pytest

from erp_app.domain.hub.lifecycle import (
    ACTIONS,
    EntityActionRefusedError,
    EntityCodeInvalidError,
    get_status_after,
    get_status_while,
    list_allowed_actions,
    require_action,
    require_entity_code,
)


@pytest.mark.parametrize("code", ["a1", "roads", "h2o", "abcdefghijkl"])
def test_entity_code_that_can_name_a_site_is_accepted(code):
    assert require_entity_code(code) == code


@pytest.mark.parametrize(
    "code", ["", "a", "1a", "Roads", "road-s", "abcdefghijklm", "hub", "template", "../x", "دبي"]
)
def test_entity_code_that_cannot_name_a_site_is_refused(code):
    with pytest.raises(EntityCodeInvalidError, match="2 to 12 small letters"):
        require_entity_code(code)


def test_an_entity_goes_from_request_to_removal():
    status = "Requested"
    for action, expected in [
        ("Create", "Active"),
        ("Suspend", "Suspended"),
        ("Resume", "Active"),
        ("Suspend", "Suspended"),
        ("Remove", "Removed"),
        ("Create", "Active"),
    ]:
        require_action("roads", action, status)
        status = get_status_after(action, succeeded=True)
        assert status == expected


def test_active_entity_is_not_removed_without_suspension():
    with pytest.raises(EntityActionRefusedError, match="Possible: Suspend"):
        require_action("roads", "Remove", "Active")


def test_nothing_may_start_while_an_entity_is_being_changed():
    for action in ("Create", "Remove"):
        assert list_allowed_actions(get_status_while(action)) == []


def test_failed_suspension_leaves_the_entity_active():
    assert get_status_after("Suspend", succeeded=False) == "Active"
    assert get_status_after("Create", succeeded=False) == "Failed"


def test_unknown_action_is_refused():
    with pytest.raises(EntityActionRefusedError):
        require_action("roads", "Explode", "Active")
    assert "Explode" not in ACTIONS
