"""Dashboards by mail: what is kept, what is refused, what is due."""

from datetime import date

import pytest

from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.mailed.sending import send_due
from ops.mailed.subscriptions import (
    Subscription,
    add_subscription,
    load_subscriptions,
    note_sent,
    remove_subscription,
)

READER = "minister@gov.example"


@pytest.fixture
def instance(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    return instance


def add(instance, **other):
    asked = {"dashboard": "government", "language": "ar", "reader": READER, "every": "week"}
    asked |= {"recipients": (), **other}
    return add_subscription(instance, **asked)


def test_what_is_asked_for_is_kept_owner_only_and_can_be_taken_away(instance):
    first, second = add(instance), add(instance, recipients=["a@b.example", "a@b.example"])
    assert (first.number, first.recipients) == (1, (READER,))
    assert (second.number, second.recipients) == (2, ("a@b.example",))
    assert load_subscriptions(instance) == [first, second]
    file = instance.etc / "subscriptions.json"
    assert file.stat().st_mode & 0o077 == 0
    assert remove_subscription(instance, 1) == first
    assert [one.number for one in load_subscriptions(instance)] == [2]
    assert add(instance).number == 3, "a number is never given twice while a later one stands"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dashboard": "../secrets"}, "no dashboard"),
        ({"dashboard": "datasets"}, "no dashboard"),
        ({"language": "fr"}, "written in fr"),
        ({"every": "hour"}, "no span"),
        ({"reader": "minister"}, "no address"),
        ({"recipients": ["a@b.example\nBcc: c@d.example"]}, "no address"),
        ({"recipients": ["a@b.example,c@d.example"]}, "no address"),
    ],
)
def test_what_cannot_be_sent_is_refused(instance, wrong, said):
    with pytest.raises(OpsError, match=said):
        add(instance, **wrong)
    assert load_subscriptions(instance) == []


@pytest.mark.parametrize(
    ("every", "last", "today", "is_due"),
    [
        ("night", "", "2026-11-30", True),
        ("night", "2026-11-30", "2026-11-30", False),
        ("night", "2026-11-29", "2026-11-30", True),
        ("week", "2026-11-23", "2026-11-29", False),
        ("week", "2026-11-29", "2026-11-30", True),
        ("week", "2026-11-30", "2026-12-06", False),
        ("month", "2026-11-30", "2026-12-01", True),
        ("month", "2026-12-01", "2026-12-31", False),
        ("month", "2025-12-31", "2026-12-31", True),
    ],
)
def test_each_span_has_one(every, last, today, is_due):
    asked = Subscription(1, "government", "en", READER, (READER,), every, last)
    assert asked.is_due(date.fromisoformat(today)) is is_due


def test_day_of_sending_is_remembered_and_nothing_else_changes(instance):
    first, second = add(instance), add(instance, every="night")
    note_sent(instance, 2, date(2026, 11, 30))
    note_sent(instance, 9, date(2026, 11, 30))  # taken away meanwhile
    assert load_subscriptions(instance)[0] == first
    assert load_subscriptions(instance)[1].last_sent == "2026-11-30"
    assert second.last_sent == ""


def test_without_a_mail_server_it_is_said_what_to_do(instance):
    add(instance)
    with pytest.raises(OpsError, match="no mail server"):
        send_due(instance, date(2026, 11, 30), lambda share, said: None)
    with pytest.raises(OpsError, match="no subscription 7"):
        send_due(instance, date(2026, 11, 30), lambda share, said: None, 7)


def test_file_that_others_may_read_is_refused(instance):
    add(instance)
    (instance.etc / "subscriptions.json").chmod(0o644)
    with pytest.raises(OpsError, match="can be read by other users"):
        load_subscriptions(instance)
