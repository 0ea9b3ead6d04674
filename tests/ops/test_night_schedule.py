"""The night begins at its hour, once, also across midnight and changed clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ground.atomic_files import exclusive, write_json
from ops.installation.instance import Instance
from ops.warehouse import night, scheduler
from ops.warehouse.settings import NightSettings, save_night_settings


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("05T01:29:59", "05T01:30:00"),
        ("05T01:30:00", "06T01:30:00"),
        ("05T23:59:00", "06T01:30:00"),
        ("31T12:00:00", "31T12:00:00"),
    ],
)
def test_next_time_is_the_first_one_later(after, expected):
    found = scheduler.next_time(at(after), "01:30")
    assert found == (at(expected) if after[:2] != "31" else datetime(2026, 4, 1, 1, 30))


@pytest.mark.parametrize(
    ("looked_last", "now", "expected"),
    [
        ("05T01:29:50", "05T01:30:10", True),
        ("05T01:30:10", "05T01:30:30", False),
        ("05T01:29:50", "05T01:29:59", False),
        ("05T22:00:00", "06T09:00:00", True),  # the machine slept over it
        ("05T03:00:00", "05T01:00:00", False),  # the clock was set back
        ("05T00:30:00", "05T02:00:00", True),  # and forward
    ],
)
def test_night_is_due_once_its_hour_has_come(looked_last, now, expected):
    assert scheduler.is_due(at(looked_last), at(now), "01:30") is expected


class Clock:
    """Stands for datetime: every sleep moves it on; it ends the watch after some looks."""

    def __init__(self, begin: datetime, looks: int) -> None:
        self.moment, self.left = begin, looks

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def instance(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    return instance


@pytest.fixture
def diwan(tmp_path):
    """Return a command that notes how often it was called, and ends with the code in `code`."""
    (tmp_path / "code").write_text("0")
    command = tmp_path / "diwan"
    command.write_text(f"#!/bin/sh\necho $@ >> {tmp_path}/calls\nexit $(cat {tmp_path}/code)\n")
    command.chmod(0o700)
    return command


def watch(instance, diwan, monkeypatch, begin, looks):
    clock = Clock(at(begin), looks)
    monkeypatch.setattr(scheduler, "datetime", clock)
    monkeypatch.setattr(scheduler.time, "sleep", clock.sleep)
    monkeypatch.setattr(scheduler, "say", lambda text: None)
    with pytest.raises(KeyboardInterrupt):
        scheduler.watch(instance, diwan)


def calls(tmp_path) -> list[str]:
    file = tmp_path / "calls"
    return file.read_text().splitlines() if file.exists() else []


def test_watch_runs_the_night_once_a_day(instance, diwan, monkeypatch, tmp_path):
    two_days = int(2 * 86400 / scheduler.LOOK_SECONDS)
    watch(instance, diwan, monkeypatch, "05T12:00:00", two_days)
    assert calls(tmp_path) == ["nightly", "nightly"]


def test_watch_follows_settings_without_a_restart(instance, diwan, monkeypatch, tmp_path):
    save_night_settings(instance, NightSettings(at="12:01", is_on=False))
    watch(instance, diwan, monkeypatch, "05T12:00:00", 10)
    assert calls(tmp_path) == []
    save_night_settings(instance, NightSettings(at="12:01"))
    watch(instance, diwan, monkeypatch, "05T12:00:00", 10)
    assert calls(tmp_path) == ["nightly"]


@pytest.mark.parametrize(("code", "is_told"), [("0", 0), ("1", 0), ("2", 0), ("137", 1)])
def test_night_that_died_is_told_of(instance, diwan, monkeypatch, tmp_path, code, is_told):
    (tmp_path / "code").write_text(code)
    told = []
    monkeypatch.setattr(scheduler, "send_alert", lambda *words: told.append(words[1]))
    assert scheduler.run_once(instance, diwan) == int(code)
    assert len(told) == is_told
    assert all("137" in words for words in told)


def test_killed_night_is_closed_and_told_of_at_the_next_look(instance, monkeypatch):
    """Whoever had started it: the lock is free and the record still says that it runs."""
    runs = instance.root / "warehouse" / "runs"
    write_json(runs / "20260105T013000.json", {"result": "running"})
    closed, told = [], []
    monkeypatch.setattr(
        night, "call_analytics", lambda _instance, verb: closed.append(verb) or ["x"]
    )
    monkeypatch.setattr(scheduler, "send_alert", lambda *words: told.append(words[1]))
    lock = runs.parent / "night.lock"
    with exclusive(lock):
        scheduler.tell_of_killed(instance)
    assert (closed, told) == ([], [])
    scheduler.tell_of_killed(instance)
    assert (closed, told) == (["close"], ["The night x was killed"])

    write_json(runs / "20260105T013000.json", {"result": "killed"})
    scheduler.tell_of_killed(instance)
    assert closed == ["close"]
