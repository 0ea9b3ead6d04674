"""Ports: each server of an instance keeps its own, chosen free, remembered, and explained."""

import socket
from collections.abc import Callable
from dataclasses import replace

from ops.installation.instance import PORT_NAMES, PREFERRED_PORTS, Instance


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return True when nothing listens on host:port and we could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free(start: int, taken: set[int], host: str = "127.0.0.1") -> int:
    """Return the first free port from start on that is not in taken."""
    port = start
    while port in taken or not is_free(port, host):
        port += 1
    return port


def settle_ports(
    instance: Instance, is_ours: Callable[[str], bool], say: Callable[[str], None]
) -> None:
    """Give every server a port: the remembered one, or the next free one with a word about it.

    is_ours: tells whether the named server of this instance is running now (then its port stays).
    """
    settings = instance.settings()
    ports = dict(settings.ports)
    for name in PORT_NAMES:
        host = settings.bind if name == "front" else "127.0.0.1"
        wanted = ports.get(name, PREFERRED_PORTS[name])
        others = {port for other, port in ports.items() if other != name}
        if name in ports and is_ours(name):
            continue
        chosen = next_free(wanted, others, host)
        if chosen != wanted:
            say(f"Port {wanted} for {name} is taken by another program: using {chosen}.")
        ports[name] = chosen
    if ports != settings.ports:
        instance.save(replace(settings, ports=ports))
