"""Messages applied in an entity: once, in order, for this entity, of a known kind."""

import frappe
import pytest

from erp_app.domain.messages import Message, MessageRefusedError, write_body
from erp_app.exchange.inbox import apply, begin_anew, note_reached
from erp_app.purchasing.mirror import as_of
from tests.erp.purchasing.factories import supplier

NAME = "SUP-900001"


@pytest.fixture(autouse=True)
def entity(hub, monkeypatch):
    monkeypatch.setitem(hub.local.conf, "diwan_entity", "roads")
    return hub


def message(number: int, status: str = "Active", **more) -> Message:
    content = {"supplier_name": "Mirror Stores", "status": status, "is_sme": 0, "not_a_field": 1}
    fields = {"kind": "supplier", "subject": NAME, "addressee": "", **more}
    return Message(number, body=write_body(content), seal=f"seal {number}", **fields)


def test_messages_are_applied_once_and_in_order():
    assert apply([message(1), message(2, "Blocked")], 2, "seal 2") == 2
    assert supplier(NAME).status == "Blocked"
    assert apply([message(1)], 2, "seal 2") == 0, "another carrier came first"
    assert supplier(NAME).status == "Blocked"
    apply([message(5)], 7, "seal 7")
    assert supplier(NAME).status == "Active"
    assert note_reached() == (7, "seal 7")
    assert as_of()


def test_everything_again_ends_where_it_was():
    both = [message(1), message(2, "Expired")]
    apply(both, 2, "seal 2")
    begin_anew()
    apply(both, 2, "seal 2")
    assert supplier(NAME).status == "Expired"
    assert frappe.db.count("Supplier", {"name": NAME}) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (message(2, addressee="parks"), "not for roads"),
        (message(2, kind="unheard"), "does not know"),
        (message(1), "applied already"),
    ],
)
def test_parcel_with_a_wrong_message_is_refused_whole(wrong, words):
    apply([message(1)], 1, "seal 1")
    with pytest.raises(MessageRefusedError, match=words):
        apply([wrong, message(3, "Blocked")], 3, "seal 3")
    assert note_reached() == (1, "seal 1")


def test_what_the_hub_does_not_tell_is_not_touched():
    apply([message(1)], 1, "seal 1")
    frappe.db.sql("update tabSupplier set address = 'here' where name = %s", NAME)
    apply([message(2, "Blocked")], 2, "seal 2")
    assert (supplier(NAME).address, supplier(NAME).status) == ("here", "Blocked")
