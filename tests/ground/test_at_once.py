"""Work on many things at once: side by side, each to its end, failures by name."""

import threading

import pytest

from ground.at_once import cores, do_at_once
from ground.errors import OpsError


def test_work_runs_side_by_side():
    meeting = threading.Barrier(2, timeout=10)  # breaks unless two are there at the same time
    assert do_at_once("abcd", lambda name: meeting.wait(), 2, lambda done, name: None) == {}


def test_failures_are_named_in_order_and_stop_nobody():
    done = []

    def work(name):
        if name in "ca":
            raise OpsError(f"{name} is broken.")
        done.append(name)

    failed = do_at_once(["c", "b", "a", "d"], work, 2, lambda count, name: None)
    assert list(failed.items()) == [("c", "c is broken."), ("a", "a is broken.")]
    assert sorted(done) == ["b", "d"]


def test_progress_counts_every_one():
    told = []
    do_at_once("abc", lambda name: None, 2, lambda done, name: told.append((done, name)))
    assert [count for count, _ in told] == [1, 2, 3]
    assert {name for _, name in told} == set("abc")


def test_mistake_of_ours_ends_the_whole():
    with pytest.raises(ZeroDivisionError):
        do_at_once("ab", lambda name: 1 / 0, 2, lambda done, name: None)


def test_at_least_two_at_once():
    assert cores() >= 2
