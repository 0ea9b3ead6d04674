"""Which account a command of root's runs as: the decisions of ops/machine/account.sh, without root.

What root then does (accounts, ownership) is tried in tests/operate/test_account.py.
"""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from ground.errors import OpsError
from ops.control.doctor import examine
from ops.installation.instance import Instance
from ops.machine.account import account_name, require_writable

REPO = Path(__file__).resolve().parents[2]
AS_ROOT = 'fail() { echo "$1" >&2; exit 2; }; . ops/machine/account.sh; '
OURS = ("DIWAN_USER", "DIWAN_STAYS_ROOT", "DIWAN_RUN", "DIWAN_INSTANCE", "DIWAN_CACHE")


def shell(script: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a script that has the launcher's functions."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    start = f"set -euo pipefail; repo={shlex.quote(str(REPO))}; run=$repo/.run; {AS_ROOT}"
    return subprocess.run(
        ["bash", "-c", start + script],
        cwd=REPO,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("owner", "chosen", "words", "account"),
    [
        ("", "", "up", "diwan"),
        ("", "", "up --entities 3", "diwan"),
        ("root", "", "up", "diwan"),  # made by an earlier version: handed over
        ("root", "", "down", "root"),  # until then it is root's
        ("root", "", "status --json", "root"),
        ("diwan", "", "status", "diwan"),
        ("amal", "", "up", "amal"),  # root helps out in somebody's installation
        ("diwan", "root", "up", "root"),  # taken back
        ("diwan", "root", "nightly", "diwan"),
        ("", "root", "up", "root"),
        ("", "amal", "up", "amal"),
        ("diwan", "", "dashboards push", "diwan"),
        ("diwan", "", "test --only unit", "root"),  # whoever tests
        ("diwan", "", "bench up", "root"),
        ("diwan", "", "declare", "root"),
        ("", "amal", "test", "amal"),
        ("diwan", "", "runtime install", "diwan"),
        ("diwan", "", "runtime verify --git x", "root"),
        ("diwan", "", "up --help", "root"),
        ("diwan", "", "--help", "root"),
        ("diwan", "", "", "root"),
    ],
)
def test_account_of_a_command(owner, chosen, words, account):
    done = shell(f"choose_account '{owner}' {words}", DIWAN_USER=chosen)
    assert (done.stdout.strip(), done.stderr) == (account, "")


def test_test_run_pins_its_account_for_what_it_starts():
    """Its throw-away installations are not handed over by an `up` of a test."""
    script = "installation() { echo /nonexistent; }; become_account test; echo $DIWAN_USER"
    assert shell(script).stdout.strip() == "root"


def test_account_that_does_not_exist_is_refused():
    done = shell("become_account up", DIWAN_USER="nobody-of-that-name")
    assert done.returncode == 2
    assert "no account nobody-of-that-name" in done.stderr


def refused(tmp_path, owner: str, words: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command whose account cannot work."""
    script = (
        f"owner_of() {{ echo {owner}; }}; "
        "getent() { echo x:x:1:1::/home/x:/bin/sh; }; "
        "can_be() { reason='it cannot read /root/clone'; return 1; }; "
        f'become_account {words}; echo "$DIWAN_USER: $DIWAN_STAYS_ROOT"'
    )
    return shell(script, DIWAN_RUN=str(tmp_path), **environment)


def test_root_goes_on_and_says_so_when_the_account_cannot_work(tmp_path):
    done = refused(tmp_path, "", "up")
    assert done.stdout.strip() == "root: it cannot read /root/clone"
    assert "runs as root: it cannot read /root/clone" in done.stderr
    assert "DIWAN_USER=root" in done.stderr


def test_servers_of_an_account_are_never_started_as_root(tmp_path):
    done = refused(tmp_path, "diwan", "up")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot read /root/clone" in done.stderr


def test_account_that_was_asked_for_and_cannot_work_is_refused(tmp_path):
    done = refused(tmp_path, "", "up", DIWAN_USER="amal")
    assert (done.returncode, done.stdout) == (2, "")


def test_installation_of_another_is_refused_with_the_way(tmp_path):
    anothers = Path("/")
    if os.getuid() == 0:
        anothers = tmp_path
        os.chown(anothers, 65534, 65534)
    script = f"installation() {{ echo {anothers}; }}; owner_of() {{ echo diwan; }}; "
    script += "refuse_what_is_anothers "
    done = shell(script + "status")
    assert done.returncode == 2
    assert "sudo -u diwan" in done.stderr
    assert shell(script + "test").returncode == 0


def test_doctor_names_root_as_a_finding_unless_it_was_decided(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setenv("DIWAN_USER", "root")
    monkeypatch.delenv("DIWAN_STAYS_ROOT", raising=False)

    def found():
        instance = Instance(tmp_path / "instance")
        return next(one for one in examine(instance) if one.subject == "Account")

    assert found().is_good
    monkeypatch.setenv("DIWAN_STAYS_ROOT", "diwan cannot read /root/clone")
    assert not found().is_good
    assert "cannot read /root/clone" in found().said


def test_checkout_that_may_not_be_written_is_named_with_the_way(tmp_path, monkeypatch):
    require_writable(tmp_path, tmp_path / "new")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OpsError, match=f"chown -R {account_name()}"):
        require_writable(tmp_path)
