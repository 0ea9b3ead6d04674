"""Files are whole or absent, and private."""

import multiprocessing
import os
import signal

import pytest

from ground.atomic_files import exclusive, read_json, write_atomic, write_json


def test_write_atomic_is_owner_only_and_tells_change(tmp_path):
    file = tmp_path / "a" / "secret.json"
    assert write_atomic(file, "one") is True
    assert write_atomic(file, "one") is False
    assert write_atomic(file, "two") is True
    assert file.read_text() == "two"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.json"]


def test_write_json_of_what_json_cannot_hold_leaves_the_old_file(tmp_path):
    file = tmp_path / "x.json"
    write_json(file, {"a": 1})
    with pytest.raises(TypeError):
        write_json(file, {"a": object()})
    assert read_json(file) == {"a": 1}


def _hold(path, ready):
    with exclusive(path):
        ready.set()
        signal.pause()


def test_exclusive_is_freed_when_its_holder_is_killed(tmp_path):
    lock, ready = tmp_path / "x.lock", multiprocessing.Event()
    holder = multiprocessing.Process(target=_hold, args=(lock, ready))
    holder.start()
    assert ready.wait(10)
    with pytest.raises(BlockingIOError), exclusive(lock, wait=False):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.join(10)
    with exclusive(lock, wait=False):
        assert True
