"""Traps 5 and 14: the realtime server knows one site per connection, the one of its host."""

import pytest
import requests
import socketio
from socketio.exceptions import ConnectionError as RefusedError

pytestmark = pytest.mark.platform


def connect(platform, host: str, namespace: str, sid: str | None, **headers):
    """Return a connected client; raise RefusedError when the server refuses."""
    port = platform.front_url.rstrip("/").rsplit(":", 1)[-1]
    link = requests.Session()  # the client repeats its own headers on the first request only
    link.headers.update({"Host": f"{host}:{port}", "Origin": f"http://{host}:{port}", **headers})
    if sid:
        link.headers["Cookie"] = f"sid={sid}"
    client = socketio.Client(reconnection=False, http_session=link)
    client.connect(
        platform.front_url, namespaces=[namespace], wait_timeout=8, transports=["polling"]
    )
    return client


@pytest.fixture(scope="module")
def sid(platform) -> str:
    return platform.visitor("entity_a", "Finance Officer").sid


def test_own_site_is_reached(platform, sid):
    host = platform.host("entity_a")
    client = connect(platform, host, f"/{host}", sid)
    assert f"/{host}" in client.namespaces
    client.disconnect()


@pytest.mark.parametrize(
    ("host_of", "namespace_of", "with_sid"),
    [("entity_a", "entity_b", True), ("entity_b", "entity_b", True), ("entity_b", "entity_a", True),
     ("entity_a", "entity_a", False)],
)  # fmt: skip
def test_foreign_namespace_host_or_session_is_refused(
    platform, sid, host_of, namespace_of, with_sid
):
    host, namespace = platform.host(host_of), f"/{platform.host(namespace_of)}"
    with pytest.raises(RefusedError, match="failed to connect"):
        connect(platform, host, namespace, sid if with_sid else None)


def test_forged_site_header_reaches_no_other_site(platform, sid):
    host, other = platform.host("entity_a"), platform.host("entity_b")
    with pytest.raises(RefusedError, match="failed to connect"):
        connect(platform, host, f"/{other}", sid, **{"X-Frappe-Site-Name": other})


def test_foreign_origin_is_refused(platform, sid):
    host = platform.host("entity_a")
    with pytest.raises(RefusedError):
        connect(platform, host, f"/{host}", sid, Origin="http://evil.example")


def test_event_of_one_site_does_not_reach_another(platform, sid):
    """An event for everybody on site B, published by B itself, is not heard on site A."""
    host = platform.host("entity_a")
    heard = []
    client = connect(platform, host, f"/{host}", sid)
    client.on("attack_event", lambda data: heard.append(data), namespace=f"/{host}")
    publish = (
        "from frappe.realtime import emit_via_redis, get_site_room\n"
        "emit_via_redis('attack_event', {{'from': {site!r}}}, 'all')"
    )
    platform.run_inside(publish.format(site="b"), "entity_b")
    platform.run_inside(publish.format(site="a"), "entity_a")
    client.sleep(2)
    client.disconnect()
    assert heard == [{"from": "a"}]
