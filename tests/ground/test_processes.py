"""Whose port is it: asked of the kernel, not of whoever answers."""

import os
import socket
import subprocess
import sys

from ground.processes import cpu_seconds, listens

LISTEN = (
    "import socket, sys\n"
    "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n"
    "print(s.getsockname()[1], flush=True); sys.stdin.read()\n"
)

BUSY = """
import os, socket, sys, threading
server = socket.create_server(("127.0.0.1", 0))
def work():
    while True:
        for number in [os.dup(server.fileno()) for _ in range(40)]:
            os.close(number)
for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


def test_port_belongs_to_the_process_that_holds_it():
    command = [sys.executable, "-c", LISTEN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        port = int(child.stdout.readline())
        assert listens([child.pid], port)
        assert listens([os.getpid(), child.pid], port)
        assert not listens([os.getpid()], port)
        child.communicate()
    assert not listens([child.pid], port)


def test_bound_port_that_nobody_listens_on_is_nobodys():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not listens([os.getpid()], probe.getsockname()[1])


def test_port_of_a_server_that_opens_and_closes_files_all_the_time_is_its_own():
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        port = int(child.stdout.readline())
        assert all(listens([child.pid], port) for _ in range(60))
        child.communicate()


def test_processor_time_counts_what_children_did():
    work = (
        "import time\nwhile time.process_time() < 0.4: pass\nprint('worked', flush=True); input()"
    )
    before = cpu_seconds(os.getpid())
    child = subprocess.Popen(
        [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "worked\n"
    assert cpu_seconds(child.pid) >= 0.35
    assert cpu_seconds(os.getpid()) - before >= 0.35
    child.communicate("\n")
    assert cpu_seconds(child.pid) == 0
