"""Content-addressed folders survive failure, kill and concurrency."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.runtime.content import content_key, ensure_folder, tree_digest

SLOW_BUILD = """
import sys, time
from pathlib import Path
from ops.runtime.content import ensure_folder
def build(folder):
    (folder / "half").write_text("half")
    with (Path(sys.argv[1]).parent / "builds").open("a") as log: log.write("built\\n")
    time.sleep(float(sys.argv[2]))
    (folder / "whole").write_text("whole")
ensure_folder(Path(sys.argv[1]), build)
"""


def start_build(target: Path, seconds: float) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", SLOW_BUILD, str(target), str(seconds)]
    return subprocess.Popen(command, env=environment)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.02)


def test_folder_appears_only_when_complete(tmp_path: Path) -> None:
    target = tmp_path / "made-1"

    def build(folder: Path) -> None:
        assert not target.exists()
        (folder / "file").write_text("content")

    assert ensure_folder(target, build) == target
    assert (target / "file").read_text() == "content"
    ensure_folder(target, lambda _folder: pytest.fail("built again"))


def test_failing_build_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    target = tmp_path / "made-1"

    def build(folder: Path) -> None:
        (folder / "file").write_text("half")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        ensure_folder(target, build)
    assert not target.exists()
    ensure_folder(target, lambda folder: (folder / "other").write_text("whole"))
    assert sorted(path.name for path in target.iterdir()) == ["other"]


def test_killed_build_is_repaired_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "made-1"
    killed = start_build(target, 60)
    wait_for(tmp_path / ".part-made-1" / "half")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not target.exists()
    assert start_build(target, 0).wait(30) == 0
    assert (target / "whole").read_text() == "whole"
    assert not (tmp_path / ".part-made-1").exists()


def test_two_processes_build_once(tmp_path: Path) -> None:
    target = tmp_path / "made-1"
    both = [start_build(target, 1) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (tmp_path / "builds").read_text() == "built\n"


def test_key_and_digest_see_every_change(tmp_path: Path) -> None:
    assert content_key(["a", "bc"]) != content_key(["ab", "c"])
    (tmp_path / "one").write_text("1")
    before = tree_digest(tmp_path)
    (tmp_path / "one").rename(tmp_path / "two")
    assert tree_digest(tmp_path) != before
    (tmp_path / "two").rename(tmp_path / "one")
    assert tree_digest(tmp_path) == before
