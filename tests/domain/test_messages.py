"""Messages to the entities: sealed in a row, for whom they are, in order."""

import pytest

from erp_app.domain.messages import (
    Message,
    MessageRefusedError,
    newest_of_each,
    require_next,
    seal,
    write_body,
)


def message(number: int, subject: str = "SUP-000001", addressee: str = "", kind: str = "supplier"):
    body = write_body({"number": number})
    return Message(number, kind, subject, addressee, body, seal("", number, kind, "", "", body))


def test_messages_that_follow_are_taken_numbers_may_be_left_out():
    require_next(3, "roads", [message(4), message(9, addressee="roads")])


def test_message_of_another_entity_is_refused():
    with pytest.raises(MessageRefusedError, match="for parks, not for roads"):
        require_next(0, "roads", [message(1), message(2, addressee="parks")])


@pytest.mark.parametrize("numbers", [(3,), (5, 5), (6, 5), (1,)])
def test_message_out_of_order_is_refused(numbers):
    with pytest.raises(MessageRefusedError, match="applied already"):
        require_next(3, "roads", [message(number) for number in numbers])


def test_seal_is_another_one_for_every_part():
    parts = ["", 1, "supplier", "SUP-000001", "", "{}"]
    seals = {seal(*parts)}
    for place, other in enumerate(["x", 2, "else", "SUP-000002", "roads", '{"a":1}']):
        seals.add(seal(*[*parts[:place], other, *parts[place + 1 :]]))
    assert len(seals) == 7


def test_of_each_subject_the_newest_is_applied_in_order():
    found = newest_of_each([message(1), message(2, "SUP-000002"), message(3)])
    assert [one.number for one in found] == [2, 3]
