"""Traps 7 and 9, prints and error pages: what the platform tells about itself and others."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest

pytestmark = pytest.mark.platform


def test_error_answer_holds_no_trace(platform):
    officer = platform.visitor("entity_a", "Finance Officer")
    for answer in (
        officer.post("/api/method/frappe.desk.reportview.get", content=b"{broken",
                     headers={"Content-Type": "application/json"}),
        officer.resource("GET", "Journal/does-not-exist"),
        officer.resource("POST", "Journal", posting_date="not a date"),
        officer.call("frappe.desk.query_report.run", report_name="no such report"),
    ):  # fmt: skip
        assert answer.status_code >= 400
        assert "Traceback" not in answer.text
        assert "site-packages" not in answer.text
        assert 'File \\"' not in answer.text


def test_answers_do_not_name_software_versions(platform):
    for path in ("/login", "/api/method/ping", "/assets/nothing.js", "/nothing"):
        headers = platform.visitor("entity_a").get(path).headers
        assert not any(character.isdigit() for character in headers.get("server", ""))
        assert "x-powered-by" not in headers


@pytest.mark.parametrize("path", ["/login", "/api/method/ping", "/assets/nothing.js", "/nothing"])
def test_security_headers_are_on_every_answer(platform, path):
    headers = platform.visitor("entity_a").get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"]
    assert "access-control-allow-origin" not in headers


def test_job_log_keeps_no_variables_and_no_secrets(platform):
    details = platform.run_inside(
        "text = '''Traceback (most recent call last):\\n  File \"a.py\", line 1, in f\\n"
        "    g()\\n      iban = 'AE070331234567890123456'\\n      password = 'hunter2'\\n"
        "ValueError: token=abc123'''\n"
        "log = frappe.get_doc(dict(doctype='Error Log', method='x', error=text))\n"
        "log.insert(ignore_permissions=True)\nresult = log.error"
    )
    assert 'File "a.py"' in details
    for secret in ("AE0703", "hunter2", "abc123"):
        assert secret not in details


def test_refusal_log_keeps_no_secrets(platform):
    platform.visitor("entity_a").get("/nothing/here?api_secret=hunter3")
    rows = platform.run_inside(
        "result = frappe.get_all('Access Refusal Log', ['target', 'reason'], limit=0)"
    )
    assert rows
    assert "hunter3" not in json.dumps(rows)


def test_secrets_are_readable_by_their_owner_only(platform):
    instance = Path(platform.instance_dir)
    files = [instance / "secrets.json", *Path(platform.sites_dir).glob("*/site_config.json")]
    assert len(files) > 1
    open_files = [
        str(file) for file in files if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    assert open_files == []


def test_stores_refuse_a_stranger(platform):
    """Trap 9: whoever writes to the queue runs code, so nobody gets in without a password."""
    config = json.loads((Path(platform.sites_dir) / "common_site_config.json").read_text())
    for name in ("redis_cache", "redis_queue"):
        host, port = config[name].rsplit("@", 1)[-1].rsplit(":", 1)
        assert host in ("127.0.0.1", "localhost")
        with socket.create_connection((host, int(port.split("/")[0])), timeout=5) as link:
            link.sendall(b"SET attack 1\r\n")
            assert link.recv(100).startswith((b"-NOAUTH", b"-NOPERM"))
    with (
        pytest.raises(OSError, match=r"refused|timed out"),
        socket.create_connection((_outside_address(), int(port.split("/")[0])), timeout=2),
    ):
        pass


def test_process_lists_show_no_secret(platform):
    config = json.loads((Path(platform.sites_dir) / "common_site_config.json").read_text())
    secrets = {
        config[name].split("//", 1)[1].split("@")[0].split(":")[-1]
        for name in ("redis_cache", "redis_queue")
    }
    for site in Path(platform.sites_dir).glob("*/site_config.json"):
        settings = json.loads(site.read_text())
        secrets |= {settings.get("db_password"), settings.get("encryption_key")}
    secrets -= {None, ""}
    commands = [
        (process / "cmdline").read_bytes().decode(errors="replace")
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and process.name != str(os.getpid()) and _is_readable(process)
    ]
    assert [secret for secret in secrets for command in commands if secret in command] == []


def test_printing_reads_no_file_and_no_network(platform):
    outcome = platform.run_inside(
        "from erp_app.guards.pdf import PdfResourceRefusedError, fetch_resource, render_pdf\n"
        "refused = []\n"
        "addresses = ['file:///etc/passwd', 'http://127.0.0.1:1/x', 'http://169.254.169.254/',\n"
        "  'http://assets.invalid/assets/../common_site_config.json', 'ftp://x/y',\n"
        "  'http://assets.invalid/assets/frappe/../../common_site_config.json',\n"
        "  'http://assets.invalid/assets/frappe/%2e%2e/%2e%2e/common_site_config.json',\n"
        "  'http://assets.invalid/files/x.png', '//assets.invalid/assets/x']\n"
        "for address in addresses:\n"
        "    try: fetch_resource(address)\n"
        "    except PdfResourceRefusedError: refused.append(address)\n"
        'page = \'<p>Paid</p><img src="file:///etc/passwd"><link rel=attachment '
        'href="file:///etc/passwd"><iframe src="http://127.0.0.1:1"></iframe>\'\n'
        "pdf = render_pdf(page)\n"
        "import frappe.utils.pdf as base\nfrom erp_app.guards import pdf as ours\n"
        "ours.install_renderer()\n"
        "result = dict(all=refused == addresses, start=pdf[:5].decode(), "
        "leak=b'root:' in pdf, base=base.get_pdf is ours.get_pdf)"
    )
    assert outcome == {"all": True, "start": "%PDF-", "leak": False, "base": True}


def _is_readable(process: Path) -> bool:
    try:
        return bool((process / "cmdline").read_bytes())
    except OSError:
        return False


def _outside_address() -> str:
    """Return this machine's own address on its network; reaching it needs no packet to leave."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return probe.getsockname()[0]
