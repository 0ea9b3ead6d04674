"""A larger installation: Superset's own tables in MariaDB and its caches in Redis, both real."""

import json
import os
import shutil
import subprocess
import uuid

import pytest

from bi.scope import ROLES
from ops.environments.locked import environment_folder
from ops.servers.superset import process_environment
from ops.testing.throwaway import free_ports

PASSWORD = "Quiet-water-7421"
USED = """
import json
from superset.app import create_app
app = create_app()
with app.app_context():
    from superset import db, security_manager
    from superset.extensions import cache_manager
    cache_manager.data_cache.set("word", "kept")
    from bi import proposal_store as store
    line = '{slug: a-b, title: {en: "<b>", ar: "الإنفاق"}}'
    digests = {"chart_digest": "c" * 64, "dataset_digest": "d" * 64}
    place = {"subject": "workforce", "slug": "a-b", "beside": "", "height": 48}
    row = store.add(line=line, chart_id=1, proposer_id=1, **place, **digests)
    db.session.commit()
    taken = [store.take(row, store.RELEASED, 2), store.take(row, store.DECLINED, 3)]
    db.session.commit()
    [released] = store.released(is_locked=True)
    print(json.dumps({
        "dialect": db.engine.dialect.name,
        "roles": sorted(role.name for role in security_manager.get_all_roles()),
        "cached": cache_manager.data_cache.get("word"),
        "taken": taken,
        "line": released.line,
        "cache": type(cache_manager.data_cache.cache).__name__,
    }))
"""


def ask_mariadb(instance, statements: str) -> None:
    root = json.loads((instance.root / "secrets.json").read_text())["mariadb_root"]
    command = ["mariadb", f"--socket={instance.socket('mariadb.sock')}", "-uroot"]
    environment = {**os.environ, "MYSQL_PWD": root}
    subprocess.run([*command, "-e", statements], env=environment, check=True)


@pytest.fixture
def tables(instance):
    """Yield the address of an empty database of the platform's MariaDB."""
    name = f"superset_{uuid.uuid4().hex[:8]}"
    ask_mariadb(
        instance,
        f"create database {name} character set utf8mb4;"
        f" create user {name}@'127.0.0.1' identified by '{PASSWORD}';"
        f" grant all on {name}.* to {name}@'127.0.0.1'",
    )
    port = instance.settings().ports["mariadb"]
    yield f"mysql+pymysql://{name}:{PASSWORD}@127.0.0.1:{port}/{name}?charset=utf8mb4"
    ask_mariadb(instance, f"drop database {name}; drop user {name}@'127.0.0.1'")


@pytest.fixture
def caches(tmp_path):
    """Yield the address of a Redis server of the test."""
    [port] = free_ports(1)
    options = f"--port {port} --bind 127.0.0.1 --requirepass {PASSWORD} --dir {tmp_path}"
    server = subprocess.Popen(
        [shutil.which("redis-server"), *options.split(), "--save", ""], stdout=subprocess.DEVNULL
    )
    yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.fixture
def run(instance, tables, caches, tmp_path):
    """Run Python in Superset's environment with these servers in its secrets."""
    told = process_environment(instance)
    secrets = json.loads((instance.etc / "superset-secrets.json").read_text())
    file = tmp_path / "secrets.json"
    file.touch(0o600)
    file.write_text(json.dumps({**secrets, "metadata_uri": tables, "redis_url": caches}))
    changed = {"DIWAN_SUPERSET_SECRETS": str(file), "DIWAN_SUPERSET_HOME": str(tmp_path)}

    def run(*arguments: str) -> str:
        python = environment_folder("superset") / "bin" / "python"
        done = subprocess.run(
            [str(python), "-W", "ignore", *arguments],
            env={**os.environ, **told, **changed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip().splitlines()[-1]

    return run


def test_set_up_and_used_with_servers_of_its_own(run, tmp_path):
    run("-m", "bi", "setup")
    found = json.loads(run("-c", USED))
    assert found["dialect"] == "mysql"
    assert {*ROLES} <= set(found["roles"])
    assert (found["cached"], found["cache"]) == ("kept", "RedisCache")
    assert (found["taken"], "الإنفاق" in found["line"]) == ([True, False], True)
    assert not list(tmp_path.glob("superset.db"))
