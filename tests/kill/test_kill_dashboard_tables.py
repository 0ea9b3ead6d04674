"""kill -9 while Superset makes its own tables, which its file commits one by one."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from ops.environments.locked import environment_folder
from ops.servers.superset import process_environment


@pytest.fixture
def command(platform, tmp_path):
    """Return `python -m bi setup` as (arguments, environment) with an empty folder of its own."""
    home = tmp_path / "superset"
    home.mkdir(mode=0o700)
    told = {**process_environment(platform.instance), "DIWAN_SUPERSET_HOME": str(home)}
    python = environment_folder("superset") / "bin" / "python"
    return [str(python), "-W", "ignore", "-m", "bi", "setup"], {**os.environ, **told}


def read_version(file) -> str:
    """Return the last migration that ended, "" before the first."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            row = connection.execute("select version_num from alembic_version").fetchone()
            return row[0] if row else ""
    except sqlite3.Error:
        return ""


def test_tables_killed_while_they_are_made_are_made_whole_afterwards(command, tmp_path):
    """Killed in several migrations; the same command then ends, at the newest of them."""
    arguments, environment = command
    file = tmp_path / "superset" / "superset.db"
    for _attempt in range(2):
        child = subprocess.Popen(
            arguments, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        while child.poll() is None and not read_version(file):
            time.sleep(0.05)
        time.sleep(1)  # into one of the next migrations, wherever that is
        assert child.poll() is None, "it ended before it could be killed"
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1])
    assert not list(file.parent.glob("superset-before-upgrade*"))
