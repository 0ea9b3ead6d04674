"""Two private Redis servers: a cache that may forget and a queue that may not.

Whoever writes to them runs code as every tenant (pickled jobs and values), so both listen on
loopback, refuse the default user and know only named users with passwords (ACL files).
"""

import shutil

import redis

from ground.atomic_files import write_atomic
from ops.configuration.render import render
from ops.installation.credentials import load_secrets
from ops.installation.instance import Instance
from ops.servers.program import Program

KINDS = ("cache", "queue")


def config_text(instance: Instance, kind: str) -> str:
    """Return redis.conf of the cache (memory only, evicting) or the queue (appended to disk)."""
    return render(
        "redis.conf",
        kind=kind,
        port=instance.settings().ports[f"redis_{kind}"],
        data=instance.data / f"redis-{kind}",
        pid_file=instance.run / f"redis-{kind}.pid",
        acl_file=instance.etc / f"redis-{kind}.acl",
    )


def acl_text(secrets: dict[str, str], kind: str) -> str:
    """Return one server's users: the ERP, and on the queue a realtime user that only listens."""
    return render(
        "redis.acl",
        kind=kind,
        password=secrets[f"redis_{kind}"],
        realtime_password=secrets["redis_realtime"],
    )


def prepare(instance: Instance) -> None:
    """Write both servers' configuration."""
    secrets = load_secrets(instance)
    for kind in KINDS:
        (instance.data / f"redis-{kind}").mkdir(parents=True, exist_ok=True)
        write_atomic(instance.etc / f"redis-{kind}.conf", config_text(instance, kind))
        write_atomic(instance.etc / f"redis-{kind}.acl", acl_text(secrets, kind))


def programs(instance: Instance) -> list[Program]:
    """Both supervised programs."""
    made = []
    for kind in KINDS:
        files = (instance.etc / f"redis-{kind}.conf", instance.etc / f"redis-{kind}.acl")
        command = f"{shutil.which('redis-server')} {files[0]}"
        made.append(Program(f"redis-{kind}", command, 10, instance.run, {}, depends_on=files))
    return made


def url(instance: Instance, kind: str, user: str = "erp") -> str:
    """redis:// address with user and password; belongs in owner-only files only."""
    secrets = load_secrets(instance)
    password = secrets["redis_realtime" if user == "realtime" else f"redis_{kind}"]
    return f"redis://{user}:{password}@127.0.0.1:{instance.settings().ports[f'redis_{kind}']}"


def is_healthy(instance: Instance, kind: str) -> bool:
    """Return True when the ERP's user gets an answer."""
    try:
        with redis.Redis.from_url(url(instance, kind), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
