"""Folders, ports, secrets and codes of an installation."""

import socket
import stat

import pytest

from ground.errors import OpsError
from ops.installation.credentials import NAMES, load_logins, load_secrets, save_logins
from ops.installation.instance import PORT_NAMES, Instance
from ops.installation.ports import is_free, settle_ports
from ops.installation.tenant_spec import NAME_LENGTH_MAX, EntitySpec, require_code
from ops.servers.redis import acl_text


@pytest.fixture
def instance(tmp_path):
    made = Instance(tmp_path / "instance")
    made.make_folders()
    made.save(made.settings())
    return made


def test_taken_port_is_named_and_another_one_chosen(instance):
    said = []
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port = next(p for p in range(8080, 8200) if is_free(p))
        other.bind(("127.0.0.1", port))
        other.listen()
        from dataclasses import replace

        instance.save(replace(instance.settings(), ports={"front": port}))
        settle_ports(instance, lambda name: False, said.append)
    chosen = instance.settings().ports
    assert chosen["front"] != port
    assert any(str(port) in line and str(chosen["front"]) in line for line in said)
    assert len(set(chosen.values())) == len(PORT_NAMES)


def test_ports_of_running_servers_stay(instance):
    settle_ports(instance, lambda name: False, lambda line: None)
    before = instance.settings().ports
    settle_ports(instance, lambda name: True, lambda line: None)
    assert instance.settings().ports == before


def test_secrets_are_made_once_and_owner_only(instance):
    first = load_secrets(instance)
    assert set(first) == set(NAMES)
    assert len(set(first.values())) == len(NAMES)
    assert load_secrets(instance) == first
    mode = (instance.root / "secrets.json").stat().st_mode
    assert not mode & (stat.S_IRWXG | stat.S_IRWXO)


def test_secrets_readable_by_others_are_refused_with_the_mend(instance):
    load_secrets(instance)
    (instance.root / "secrets.json").chmod(0o644)
    with pytest.raises(OpsError, match="chmod 600"):
        load_secrets(instance)


def test_logins_are_kept_by_site(instance):
    save_logins(instance, "a.localhost", {"x@a.localhost": "p"})
    assert load_logins(instance)["a.localhost"] == {"x@a.localhost": "p"}
    assert (instance.root / "logins.json").stat().st_mode & 0o777 == 0o600


def test_long_folders_get_a_short_private_socket(tmp_path):
    deep = Instance(tmp_path / ("x" * 60) / ("y" * 60))
    deep.make_folders()
    path = deep.socket("supervisor.sock")
    assert len(str(path)) < 100
    assert path.parent.stat().st_mode & 0o077 == 0


def test_redis_lets_nobody_in_without_a_name_and_realtime_only_listens():
    secrets = {"redis_queue": "q", "redis_realtime": "r", "redis_cache": "c"}
    queue = acl_text(secrets, "queue")
    assert "user default off" in queue
    realtime = next(line for line in queue.splitlines() if line.startswith("user realtime"))
    assert "-@all" in realtime
    assert "publish" not in realtime
    assert "realtime" not in acl_text(secrets, "cache")


@pytest.mark.parametrize(
    "code", ["a", "Roads", "1st", "roads-x", "x" * 13, "", "../etc", "roads;", "roads\n"]
)
def test_bad_entity_code_is_refused_with_the_rule(code):
    with pytest.raises(OpsError, match="lower-case"):
        require_code(code)


@pytest.mark.parametrize("code", ["hub", "template", "www"])
def test_reserved_entity_code_is_refused(code):
    with pytest.raises(OpsError, match="reserved"):
        require_code(code)


def test_entity_needs_both_names():
    with pytest.raises(OpsError, match="name-ar"):
        EntitySpec("roads", "Roads", " ", "authority")


def test_name_longer_than_the_registry_holds_is_refused():
    EntitySpec("roads", "x" * NAME_LENGTH_MAX, "طرق", "authority")
    with pytest.raises(OpsError, match=r"141 characters.*at most 140"):
        EntitySpec("roads", "x" * (NAME_LENGTH_MAX + 1), "طرق", "authority")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"function": "Alchemy"}, "no function 'Alchemy'.*07 Health; 08 Recreation"),
        ({"function": "07"}, "no function '07'"),
        ({"size": "Huge"}, "no size 'Huge'.*Small; Medium; Large"),
    ],
)
def test_unknown_function_or_size_is_refused_with_the_choices(wrong, said):
    EntitySpec("roads", "Roads", "طرق", "authority", "07 Health", "Small")
    with pytest.raises(OpsError, match=said):
        EntitySpec("roads", "Roads", "طرق", "authority", **wrong)
