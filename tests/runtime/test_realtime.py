"""The realtime server with a real Redis and real sockets; only the ERP's web worker is a stand-in.

The same refusals against a whole platform are in tests/attack/.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
import socketio
import websocket

from ops.runtime import Runtime

SESSIONS = {
    ("a.test", "sessionofannaata"): {"user": "anna@a.test", "user_type": "System User"},
    ("a.test", "sessionofwebusra"): {"user": "web@a.test", "user_type": "Website User"},
    ("b.test", "sessionofbobatbb"): {"user": "bob@b.test", "user_type": "System User"},
}
READABLE = {("anna@a.test", "Journal", "J-1")}
WAIT_SECONDS = 3


class WebWorker(BaseHTTPRequestHandler):
    """Answers what Frappe's three methods answer; the site is the Host header's."""

    is_down = False
    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(address.query).items()}
        sid = self.headers.get("Cookie", "").removeprefix("sid=")
        self.asked.append(dict(self.headers))
        session = SESSIONS.get((self.headers["Host"], sid), {"user": "Guest"})
        answer: object = session
        status = 503 if type(self).is_down else 200
        if "can_subscribe" in address.path:
            wanted = (session["user"], given["doctype"], given.get("docname"))
            is_type = address.path.endswith("doctype") and given["doctype"] == "Journal"
            answer = wanted in READABLE or is_type
            status = 200 if answer else 403
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps({"message": answer}).encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError, redis.exceptions.ConnectionError):
            if condition():
                return
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


@contextmanager
def running(command: list[object], **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([str(word) for word in command], env=os.environ | settings)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


class Bench:
    """The three servers, and how a test talks to them."""

    def __init__(self, port: int, publisher: redis.Redis):
        self.port, self.publisher = port, publisher
        self.clients: list[socketio.Client] = []

    def connect(
        self,
        site: str,
        sid: str | None,
        *,
        namespace: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[socketio.Client, list[tuple[str, object]]]:
        """Connect as a browser on http://<site>:<port>; gives the client and what it receives."""
        client = socketio.Client(reconnection=False)
        received: list[tuple[str, object]] = []
        room = namespace or f"/{site}"
        client.on("*", lambda event, *data: received.append((event, *data)), namespace=room)
        self.clients.append(client)
        host = f"{site}:{self.port}"
        sent = {"Host": host, "Origin": f"http://{host}", "X-Forwarded-For": "10.0.0.9"}
        if sid:
            sent["Cookie"] = f"sid={sid}; user_id=Administrator"
        sent |= headers or {}
        client.connect(
            f"http://127.0.0.1:{self.port}",
            headers={name: value for name, value in sent.items() if value},
            namespaces=[room],
            transports=["polling"],
            wait_timeout=WAIT_SECONDS,
        )
        return client, received

    def refuses(self, *arguments: object, **settings: object) -> bool:
        """Return True when such a connection is refused."""
        try:
            client, _received = self.connect(*arguments, **settings)  # type: ignore[arg-type]
        except socketio.exceptions.ConnectionError:
            return True
        client.disconnect()
        return False

    def publish(self, site: str, room: str | None, event: str, message: object) -> None:
        """Publish as a worker of the ERP does."""
        fields = {"namespace": site, "room": room, "event": event, "message": message}
        self.publisher.publish("events", json.dumps(fields))


@pytest.fixture(scope="module")
def servers(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("realtime")
    redis_port, port = free_port(), free_port()
    acl = folder / "users.acl"
    acl.write_text(
        "user default off\nuser erp on >erp-word ~* &* +@all\n"
        "user realtime on >listen-word resetchannels &events -@all +subscribe +unsubscribe +ping "
        "+client +hello +auth\n"
    )
    address = folder / "redis.url"
    address.write_text(f"redis://realtime:listen-word@127.0.0.1:{redis_port}\n")
    web = ThreadingHTTPServer(("127.0.0.1", 0), WebWorker)
    Thread(target=web.serve_forever, daemon=True).start()
    store = [shutil.which("redis-server"), "--port", redis_port, "--bind", "127.0.0.1", "--save"]
    store += ["", "--aclfile", acl, "--dir", folder, "--loglevel", "warning"]
    with ExitStack() as stack:
        stack.enter_context(running(store))
        publisher = redis.Redis(port=redis_port, username="erp", password="erp-word")
        wait_until(publisher.ping, "redis answers")
        settings = {
            "DIWAN_REALTIME_PORT": str(port),
            "DIWAN_REALTIME_WEB": f"http://127.0.0.1:{web.server_port}",
            "DIWAN_REALTIME_REDIS_FILE": str(address),
            "DIWAN_REALTIME_RECHECK_SECONDS": "1",
        }
        stack.enter_context(running(["node", runtime.realtime / "server.js"], **settings))
        health = f"http://127.0.0.1:{port}/health"
        wait_until(lambda: urllib.request.urlopen(health).status == 200, "realtime is healthy")
        yield Bench(port, publisher)
    web.shutdown()


@pytest.fixture
def bench(servers: Bench) -> Iterator[Bench]:
    yield servers
    for client in servers.clients:
        client.disconnect()
    servers.clients.clear()


def test_event_reaches_the_user_of_that_site_only(bench: Bench) -> None:
    _, anna = bench.connect("a.test", "sessionofannaata")
    _, bob = bench.connect("b.test", "sessionofbobatbb")
    bench.publish("a.test", "user:anna@a.test", "progress", {"percent": 40})
    bench.publish("b.test", "all", "msgprint", "for b")
    wait_until(lambda: anna and bob, "both events")
    assert anna == [("progress", {"percent": 40})]
    assert bob == [("msgprint", "for b")]


def test_site_wide_events_reach_desk_users_not_portal_users(bench: Bench) -> None:
    _, desk = bench.connect("a.test", "sessionofannaata")
    _, portal = bench.connect("a.test", "sessionofwebusra")
    bench.publish("a.test", "all", "list_update", {"doctype": "Journal"})
    bench.publish("a.test", "user:web@a.test", "hello", 1)
    wait_until(lambda: desk and portal, "both events")
    assert desk == [("list_update", {"doctype": "Journal"})]
    assert portal == [("hello", 1)]


def test_event_without_a_room_or_site_reaches_nobody(bench: Bench) -> None:
    _, anna = bench.connect("a.test", "sessionofannaata")
    bench.publish("a.test", None, "everywhere", 1)
    bench.publisher.publish("events", "not json")
    bench.publisher.publish("events", "null")
    bench.publish("a.test", "all", "last", 2)
    wait_until(lambda: anna, "the last event")
    assert anna == [("last", 2)]


def test_rooms_of_documents_ask_for_permission(bench: Bench) -> None:
    client, received = bench.connect("a.test", "sessionofannaata")
    for event, names in (
        ("doc_subscribe", ("Journal", "J-1")),
        ("doc_subscribe", ("Journal", "J-2")),
        ("doctype_subscribe", "Journal"),
        ("doctype_subscribe", "Employee"),
        ("doc_subscribe", ({"an": "object"}, "J-1")),
        ("doctype_subscribe", "x" * 1000),
    ):
        client.emit(event, names, namespace="/a.test")
    time.sleep(0.5)
    for room in ("doc:Journal/J-2", "doctype:Employee", "doc:Journal/J-1", "doctype:Journal"):
        bench.publish("a.test", room, "update", room)
    wait_until(lambda: len(received) >= 2, "the two permitted events")
    assert received == [("update", "doc:Journal/J-1"), ("update", "doctype:Journal")]
    client.emit("doc_unsubscribe", ("Journal", "J-1"), namespace="/a.test")
    time.sleep(0.3)
    bench.publish("a.test", "doc:Journal/J-1", "update", 3)
    bench.publish("a.test", "all", "end", 4)
    wait_until(lambda: received[-1] == ("end", 4), "the end")
    assert ("update", 3) not in received


def test_viewers_of_a_document_see_each_other(bench: Bench) -> None:
    client, received = bench.connect("a.test", "sessionofannaata")
    client.emit("doc_open", ("Journal", "J-1"), namespace="/a.test")
    expected = {"doctype": "Journal", "docname": "J-1", "users": ["anna@a.test"]}
    wait_until(lambda: received, "the viewers")
    assert received == [("doc_viewers", expected)]


def test_websocket_carries_events_too(bench: Bench) -> None:
    address = f"ws://127.0.0.1:{bench.port}/socket.io/?EIO=4&transport=websocket"
    host = f"a.test:{bench.port}"
    wire = websocket.create_connection(
        address, host=host, origin=f"http://{host}", cookie="sid=sessionofannaata", timeout=5
    )
    assert wire.recv().startswith("0{")
    wire.send("40/a.test,")
    assert wire.recv().startswith("40/a.test,")
    bench.publish("a.test", "all", "hello", [1])
    assert wire.recv() == '42/a.test,["hello",[1]]'
    wire.close()


def test_websocket_of_a_foreign_origin_is_refused(bench: Bench) -> None:
    address = f"ws://127.0.0.1:{bench.port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException, match="Forbidden"):
        websocket.create_connection(
            address,
            host=f"a.test:{bench.port}",
            origin="http://evil.test",
            cookie="sid=sessionofannaata",
            timeout=5,
        )


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (("a.test", None), {}),
        (("a.test", "unknownsessionxyz"), {}),
        (("a.test", "Guest"), {}),
        (("a.test", "sessionofbobatbb"), {}),
        (("a.test", "sessionofannaata"), {"namespace": "/b.test"}),
        (("a.test", "sessionofannaata"), {"namespace": "/b.test", "headers": {
            "X-Frappe-Site-Name": "b.test"}}),
        (("a.test", "sessionofannaata"), {"headers": {"Origin": "http://evil.test"}}),
        (("a.test", "sessionofannaata"), {"headers": {"Origin": "http://a.test:1"}}),
        (("a.test", "sessionofannaata"), {"headers": {"Origin": "null"}}),
        (("a.test", "sessionofannaata"), {"headers": {"Sec-Fetch-Site": "cross-site"}}),
        (("../a.test", "sessionofannaata"), {}),
    ],
)  # fmt: skip
def test_foreign_visitor_is_refused(bench: Bench, arguments, settings) -> None:
    assert bench.refuses(*arguments, **settings)


def test_missing_origin_is_accepted_on_a_get_only(bench: Bench) -> None:
    address = f"http://127.0.0.1:{bench.port}/socket.io/?EIO=4&transport=polling"
    headers = {"Host": f"a.test:{bench.port}", "Cookie": "sid=sessionofannaata"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        assert answer.status == 200
    posted = urllib.request.Request(address, data=b"40", headers=headers)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(posted)


def test_web_worker_is_told_host_session_and_address_only(bench: Bench) -> None:
    WebWorker.asked.clear()
    bench.connect("a.test", "sessionofannaata", headers={"X-Frappe-Site-Name": "b.test"})
    asked = WebWorker.asked[0]
    assert asked["Host"] == "a.test"
    assert asked["Cookie"] == "sid=sessionofannaata"
    assert asked["X-Forwarded-For"] == "10.0.0.9"
    assert "X-Frappe-Site-Name" not in asked


def test_ended_session_is_disconnected_but_not_by_a_restart(bench: Bench) -> None:
    client, _ = bench.connect("a.test", "sessionofannaata")
    WebWorker.is_down = True
    time.sleep(2.5)
    assert client.connected
    WebWorker.is_down = False
    session = SESSIONS.pop(("a.test", "sessionofannaata"))
    try:
        wait_until(lambda: not client.connected, "the ended session is disconnected")
    finally:
        SESSIONS["a.test", "sessionofannaata"] = session
