"""Root starts the launcher: it goes on as an account of its own, which owns what it makes.

On a copy of the checkout that others may read, with an account that goes away afterwards.
"""

import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from ops.installation.instance import REPO

NEEDED = ("analytics", "bi", "dashboards", "dbt_project", "demo", "erp_app", "ground", "ops")
OURS = ("PYTHONPATH",)


@pytest.fixture(scope="module")
def account():
    """Yield a system account as the launcher makes it."""
    if os.getuid() != 0:
        pytest.skip("changing to another account needs root")
    name = f"diwan-try{os.getpid()}"
    home = Path(tempfile.gettempdir()) / f"{name}-home"
    make = f". {REPO}/ops/machine/account.sh; SERVICE={name}; SERVICE_HOME={home}; make_account"
    subprocess.run(["bash", "-c", make], check=True)
    yield pwd.getpwnam(name)
    subprocess.run(["userdel", name], check=True)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def clone(account):
    """Yield a copy of the checkout that every account may read."""
    folder = Path(tempfile.mkdtemp(prefix="diwan-clone-"))
    folder.chmod(0o755)
    unwanted = shutil.ignore_patterns("__pycache__", "target", "logs", ".*")
    for name in NEEDED:
        shutil.copytree(REPO / name, folder / name, ignore=unwanted)
    for file in (REPO / "diwan", REPO / "superset_config.py", REPO / "pyproject.toml"):
        shutil.copy2(file, folder)
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    yield folder
    shutil.rmtree(folder)


def diwan(clone: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the copy's launcher as root would type it."""
    own = {n: v for n, v in os.environ.items() if not n.startswith("DIWAN_") and n not in OURS}
    return subprocess.run(
        [str(clone / "diwan"), *words],
        cwd=clone,
        env={**own, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def foreign(folder: Path, account) -> list[Path]:
    """Return what below a folder is not the account's."""
    return [path for path in (folder, *folder.rglob("*")) if path.lstat().st_uid != account.pw_uid]


def test_up_goes_on_as_the_account_and_everything_it_makes_is_its_own(account, clone):
    done = diwan(clone, "up", "--no-such-option", DIWAN_USER=account.pw_name)
    assert (done.returncode, "No such option" in done.stderr) == (2, True), done.stderr
    instance = clone / ".run" / "instance"
    assert foreign(instance, account) == []
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    made = Path(account.pw_dir) / ".cache" / "diwan" / "envs"
    assert [path.name for path in made.glob("ops-*/.complete")], "the environment is in its cache"
    assert foreign(made, account) == []


def test_doctor_says_whose_servers_these_are(account, clone):
    done = diwan(clone, "doctor", "--json", DIWAN_USER=account.pw_name)
    findings = {one["subject"]: one for one in json.loads(done.stdout)}
    assert findings["Account"]["said"] == account.pw_name


def test_installation_of_root_is_handed_over_by_up_and_links_are_not_followed(account, clone):
    instance, outside = clone / ".run" / "instance", clone / "outside"
    outside.write_text("root's")
    shutil.rmtree(instance)
    (instance / "data").mkdir(parents=True)
    (instance / "secrets.json").write_text("{}")
    (instance / "link").symlink_to(outside)
    status = diwan(clone, "status")
    assert "belongs to root" in status.stderr
    assert foreign(instance, account), "only `up` hands over"
    done = diwan(clone, "up", "--no-such-option", DIWAN_USER=account.pw_name)
    assert f"from root to {account.pw_name}" in done.stderr
    assert foreign(instance, account) == []
    assert outside.stat().st_uid == 0


def test_what_root_edited_is_the_accounts_again(account, clone):
    secrets = clone / ".run" / "instance" / "secrets.json"
    os.chown(secrets, 0, 0)
    diwan(clone, "up", "--no-such-option")  # the owner is known by now: nobody needs to name it
    assert secrets.stat().st_uid == account.pw_uid


def test_the_account_itself_finds_its_home_and_others_are_sent_to_it(account, clone):
    """By `runuser`, which leaves root's home in its environment."""
    words = ["bash", str(clone / "diwan"), "doctor", "--json"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("DIWAN_")}
    for name, expected in ((account.pw_name, account.pw_name), ("nobody", "sudo -u")):
        done = subprocess.run(
            ["runuser", "-u", name, "--", *words],
            cwd=clone,
            env=own,
            capture_output=True,
            text=True,
        )
        assert expected in done.stdout + done.stderr


def test_clone_that_the_account_cannot_read_stays_with_root_unless_the_account_was_named(
    account, clone
):
    hidden = clone / "ground"
    hidden.chmod(0o700)
    shutil.rmtree(clone / ".run")
    try:
        said = diwan(clone, "doctor", "--json")
        named = diwan(clone, "up", "--no-such-option", DIWAN_USER=account.pw_name)
    finally:
        hidden.chmod(0o755)
    assert f"cannot read {hidden}" in said.stderr
    finding = next(one for one in json.loads(said.stdout) if one["subject"] == "Account")
    assert not finding["is_good"]
    assert "/opt or /srv" in finding["said"]
    assert named.returncode == 2
    assert not (clone / ".run").exists()
