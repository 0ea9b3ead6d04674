"""Queries take turns, and nobody waits for one for long."""

from __future__ import annotations

import threading
import time

import pytest

from bi.turns import queries_at_once, turn

PATIENCE = 0.2


@pytest.fixture
def one():
    return threading.Semaphore(1)


def test_query_waits_for_the_one_before(one):
    order = []

    def work(name: str) -> None:
        with turn(one, patience=5) as has_turn:
            order.append((name, has_turn))
            time.sleep(0.05)
            order.append((name, has_turn))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [first == second for first, second in zip(order[::2], order[1::2], strict=True)] == (
        [True] * 3
    )
    assert all(has_turn for _, has_turn in order)


def test_nobody_waits_longer_than_their_patience_behind_a_long_query(one):
    with turn(one, PATIENCE):
        started = time.monotonic()
        with turn(one, PATIENCE) as has_turn:
            waited = time.monotonic() - started
        assert not has_turn
    assert PATIENCE <= waited < PATIENCE + 1
    with turn(one, PATIENCE) as has_turn:  # who had no turn gave none back
        assert has_turn
    assert one.acquire(blocking=False)
    assert not one.acquire(blocking=False)


def test_query_that_fails_gives_its_turn_back(one):
    with pytest.raises(ValueError, match="broken"), turn(one):
        raise ValueError("broken")
    with turn(one, PATIENCE) as has_turn:
        assert has_turn


@pytest.mark.parametrize(("cores", "processes", "expected"), [(2, 2, 1), (16, 4, 4), (1, 2, 1)])
def test_processes_share_the_cores(monkeypatch, cores, processes, expected):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setenv("DIWAN_SUPERSET_WORKERS", str(processes))
    assert queries_at_once() == expected
