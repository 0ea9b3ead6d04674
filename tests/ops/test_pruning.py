"""What nobody has used for long goes; what is new, held, served or used by somebody stays."""

import fcntl
import mmap
import os
import subprocess
import sys
import time

import pytest

from ops.environments.pruning import prune, prune_shared
from ops.installation.instance import Instance
from ops.installation.shared import note_assets, parts_folder, shared_folder

DAY = 24 * 3600
DAYS = {
    "erp-05": 0, "erp-04": 2, "erp-03": 3, "erp-02": 4, "erp-01": 5,
    "ops-02": 0.5, "ops-01": 40, "analytics-test-01": 0, "erp-notes": 90,
}  # fmt: skip


def make_old(folder, days):
    used = time.time() - days * DAY
    os.utime(folder, (used, used))


@pytest.fixture
def envs(tmp_path):
    folder = tmp_path / "envs"
    for name, days in DAYS.items():
        (folder / name / "bin").mkdir(parents=True)
        (folder / name / "bin" / "python").symlink_to(sys.executable)
        make_old(folder / name, days)
    (folder / "erp-01.lock").touch()
    return folder


def names(envs) -> set[str]:
    return {path.name for path in envs.iterdir() if path.is_dir()}


def test_three_of_a_kind_stay_for_a_month(envs):
    assert sorted(prune(envs)) == ["erp-01", "erp-02", "ops-01"]
    assert names(envs) == {
        "erp-05", "erp-04", "erp-03", "ops-02", "analytics-test-01", "erp-notes",
    }  # fmt: skip
    assert prune(envs) == []


def test_what_was_used_today_stays_however_many_there_are(envs):
    for name in DAYS:
        make_old(envs / name, 0.9)
    assert prune(envs) == []


def test_what_is_held_stays_however_old(envs):
    assert sorted(prune(envs, [envs / "ops-01", envs / "erp-01"])) == ["erp-02"]


def test_environment_of_a_live_process_stays_until_it_ends(envs):
    command = [str(envs / "erp-01" / "bin" / "python"), "-c", "input()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        assert "erp-01" not in prune(envs)
        assert "erp-01" in names(envs)
    finally:
        process.communicate(b"\n")
    assert prune(envs) == ["erp-01"]


def test_environment_that_a_process_loaded_from_stays(envs):
    library = envs / "erp-01" / "library.so"
    library.write_bytes(b"x" * mmap.PAGESIZE)
    make_old(envs / "erp-01", 5)
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ):
        assert "erp-01" not in prune(envs)
    assert "erp-01" in names(envs)


@pytest.mark.parametrize("lock", ["erp-01.lock", ".locks/erp-01"])
def test_environment_that_is_being_built_stays(envs, lock):
    (envs / ".locks").mkdir()
    with (envs / lock).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert "erp-01" not in prune(envs)
    assert "erp-01" in prune(envs)


def test_removal_that_was_killed_is_finished(envs):
    (envs / "erp-01").rename(envs / ".removed-erp-01")
    prune(envs)
    assert not [name for name in names(envs) if name.startswith(".removed")]


def test_nothing_is_removed_where_nothing_was_made(tmp_path):
    assert prune(tmp_path / "none") == []


def test_assets_that_an_installation_serves_stay(tmp_path, monkeypatch):
    """However long ago it was started: its front reads them from disk."""
    monkeypatch.setenv("DIWAN_CACHE", str(tmp_path / "cache"))
    parts, instance = parts_folder(), Instance(tmp_path / "instance")
    instance.make_folders()
    for name in ("assets-erp_app-01", "assets-erp_app-02", "site-assets-01"):
        (parts / name / "served").mkdir(parents=True)
    (parts / "site-assets-01" / "erp_app").symlink_to("../assets-erp_app-01/served")
    (instance.sites / "assets").symlink_to(parts / "site-assets-01")
    for folder in parts.iterdir():
        make_old(folder, 90)
    note_assets(instance)
    assert prune_shared() == ["assets-erp_app-02"]
    (instance.sites / "assets").unlink()
    assert sorted(prune_shared()) == ["assets-erp_app-01", "site-assets-01"]


def test_shared_folder_is_its_owners_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("DIWAN_CACHE", str(tmp_path / "cache"))
    assert shared_folder().stat().st_mode & 0o777 == 0o700
    monkeypatch.delenv("DIWAN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert shared_folder() == tmp_path / "caches" / "diwan"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert shared_folder() == tmp_path / "home" / ".cache" / "diwan"
