"""Old environments go; the current one, the one before, and what somebody uses stay."""

import fcntl
import mmap
import os
import subprocess
import sys

import pytest

from ops.environments.pruning import prune_environments


@pytest.fixture
def envs(tmp_path):
    folder = tmp_path / "envs"
    for age, name in enumerate(
        ["erp-05", "erp-04", "erp-03", "erp-02", "erp-01", "ops-03", "ops-02", "ops-01",
         "test-03", "test-02", "test-01", "analytics-01", "erp-notes", "analytics-test-01"]
    ):  # fmt: skip
        (folder / name / "bin").mkdir(parents=True)
        (folder / name / "bin" / "python").symlink_to(sys.executable)
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    (folder / "erp-01.lock").touch()
    return folder


def names(envs) -> set[str]:
    return {path.name for path in envs.iterdir() if path.is_dir()}


def test_current_and_the_newest_besides_it_stay(envs):
    gone = prune_environments(envs, [envs / "erp-03", envs / "ops-03"])
    assert gone == ["ops-01", "erp-01", "erp-02", "erp-04", "test-01"]
    assert names(envs) == {
        "erp-05", "erp-03", "ops-03", "ops-02", "test-03", "test-02",
        "analytics-01", "erp-notes", "analytics-test-01",
    }  # fmt: skip
    assert prune_environments(envs, [envs / "erp-03", envs / "ops-03"]) == []


def test_environment_of_a_live_process_stays_until_it_ends(envs):
    command = [str(envs / "erp-01" / "bin" / "python"), "-c", "input()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        assert "erp-01" not in prune_environments(envs, [envs / "erp-05"])
        assert "erp-01" in names(envs)
    finally:
        process.communicate(b"\n")
    assert prune_environments(envs, [envs / "erp-05"]) == ["erp-01"]


def test_environment_that_a_process_loaded_from_stays(envs):
    library = envs / "erp-01" / "library.so"
    library.write_bytes(b"x" * mmap.PAGESIZE)
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ):
        assert "erp-01" not in prune_environments(envs, [envs / "erp-05"])
    assert "erp-01" in names(envs)


@pytest.mark.parametrize("lock", ["erp-01.lock", ".locks/erp-01"])
def test_environment_that_is_being_built_stays(envs, lock):
    (envs / ".locks").mkdir()
    with (envs / lock).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert "erp-01" not in prune_environments(envs, [envs / "erp-05"])
    assert "erp-01" in prune_environments(envs, [envs / "erp-05"])


def test_removal_that_was_killed_is_finished(envs):
    (envs / "erp-01").rename(envs / ".removed-erp-01")
    prune_environments(envs, [envs / "erp-05"])
    assert not [name for name in names(envs) if name.startswith(".removed")]


def test_nothing_is_removed_where_nothing_was_made(tmp_path):
    assert prune_environments(tmp_path / "none", []) == []
