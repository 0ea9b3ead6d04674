"""The front's configuration, rendered and read by nginx itself; no platform needed."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from ops.front.render import FrontConfig, FrontConfigInvalidError, render_front

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def make_config(folder: Path, **changes) -> FrontConfig:
    for name in ("run", "log", "sites", "assets"):
        (folder / name).mkdir(exist_ok=True)
    values = {
        "listen_host": "127.0.0.1", "listen_port": 18080, "web_port": 18081,
        "realtime_port": 18082, "domain": "gov.example", "sites_dir": folder / "sites",
        "assets_dir": folder / "assets", "run_dir": folder / "run", "log_dir": folder / "log",
    }  # fmt: skip
    return FrontConfig(**{**values, **changes})


def test_configuration_has_no_open_place_left(tmp_path):
    text = render_front(make_config(tmp_path))
    assert "@" not in text.replace("front@", "")
    assert r"[a-z][a-z0-9]{1,11}\.gov\.example)$" in text
    assert 'proxy_set_header X-Frappe-Site-Name "";' in text
    assert 'proxy_set_header X-Forwarded-For "$remote_addr";' in text
    assert "Strict-Transport-Security" not in text


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")
@pytest.mark.parametrize("root", [True, False])
def test_nginx_accepts_the_configuration(tmp_path, root):
    file = tmp_path / "nginx.conf"
    file.write_text(render_front(make_config(tmp_path, run_as_root=root)))
    done = subprocess.run(
        [NGINX, "-t", "-c", str(file), "-e", str(tmp_path / "error.log")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "syntax is ok" in done.stderr, done.stderr


@pytest.fixture
def front(tmp_path):
    """Return the address of a front whose servers have not started yet."""
    port = free_port()
    site = tmp_path / "sites" / "roads.gov.example"
    config = make_config(
        tmp_path, listen_port=port, web_port=free_port(), run_as_root=os.getuid() == 0,
        analytics_port=free_port(), analytics_static=tmp_path,
    )  # fmt: skip
    site.mkdir()
    (site / "site_config.json").write_text("{}")
    file = tmp_path / "nginx.conf"
    file.write_text(render_front(config))
    command = [NGINX, "-c", str(file), "-e", str(tmp_path / "error.log"), "-g", "daemon off;"]
    with subprocess.Popen(command) as nginx:
        yield f"http://127.0.0.1:{port}"
        nginx.terminate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")
@pytest.mark.parametrize("host", ["analytics.gov.example", "roads.gov.example"])
def test_server_that_starts_is_said_to_start(front, host):
    """People get a page that tries again, programs an answer that they can read."""

    def ask(path: str, accept: str, verb: str = "GET") -> httpx.Response:
        headers = {"Host": host, "Accept": accept}
        return httpx.Client(trust_env=False, transport=httpx.HTTPTransport(retries=50)).request(
            verb, front + path, headers=headers
        )

    for verb in ("GET", "POST"):
        page = ask("/app/home", "text/html,*/*;q=0.8", verb)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-store"
        assert '<meta http-equiv="refresh" content="5">' in page.text
        for words in ("Starting", "قيد بدء التشغيل"):
            assert words in page.text
    for path, accept in (("/api/method/ping", "text/html"), ("/app/home", "*/*")):
        answer = ask(path, accept)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/json")
        assert "starting" in answer.json()["message"]
    assert ask("/starting.html", "text/html").status_code in (404, 503)


def test_tls_adds_strict_transport_security(tmp_path):
    config = make_config(
        tmp_path, tls_certificate=tmp_path / "c.pem", tls_key=tmp_path / "k.pem", listen_port=443
    )
    text = render_front(config)
    assert "Strict-Transport-Security" in text
    assert "listen 127.0.0.1:443 ssl http2 default_server;" in text
    assert 'proxy_set_header Host "$site";' in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("domain", "a b"), ("domain", 'x";return 200;#'), ("sites_dir", Path("/a b")),
     ("listen_host", "{"), ("trusted_proxies", ("10.0.0.0/8;",))],
)  # fmt: skip
def test_value_that_changes_the_meaning_is_refused(tmp_path, name, value):
    with pytest.raises(FrontConfigInvalidError, match="front setting"):
        render_front(make_config(tmp_path, **{name: value}))


def test_certificate_without_key_is_refused(tmp_path):
    with pytest.raises(FrontConfigInvalidError, match="tls_key"):
        render_front(make_config(tmp_path, tls_certificate=tmp_path / "c.pem"))


def test_only_named_proxies_are_believed(tmp_path):
    assert "real_ip_header" not in render_front(make_config(tmp_path))
    text = render_front(make_config(tmp_path, trusted_proxies=("10.0.0.1",)))
    assert "set_real_ip_from 10.0.0.1;" in text
