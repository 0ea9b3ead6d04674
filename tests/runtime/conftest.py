"""The runtime under test: the one of this installation, built when it is missing."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.installation.shared import environments_folder, parts_folder
from ops.runtime import Runtime, ensure_runtime


def silent(_text: str, _share: float) -> None:
    """Ignore a report."""


@pytest.fixture(scope="session")
def cache() -> Path:
    """Return the cache of this installation: content-addressed, so tests only add to it."""
    return parts_folder().resolve()


@pytest.fixture(scope="session")
def runtime(cache: Path) -> Runtime:
    """Return the built runtime."""
    return ensure_runtime(cache, environments_folder().resolve(), silent)


# One interpreter that has Frappe; each body runs in a copy of it, which may patch what it likes.
SERVER = """
import json, os, sys, traceback, warnings
warnings.simplefilter('ignore')
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
import frappe
frappe.init(site='', sites_path='.')
for line in sys.stdin:
    source, given = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            names = {'frappe': frappe, 'json': json, 'sys': sys}
            exec(source, names)
            said = {'result': names['body'](given)}
        except BaseException:
            said = {'error': traceback.format_exc()}
        answers.write(json.dumps(said) + '\\n')
        answers.flush()
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="session")
def in_erp(
    runtime: Runtime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, object], object]]:
    """Run the body of a function in the ERP environment; `given` is its argument.

    Frappe is imported and initialised without a site: enough for what needs no database.
    """
    sites = tmp_path_factory.mktemp("bench") / "sites"
    sites.mkdir()
    (sites / "common_site_config.json").write_text("{}")
    (sites / "apps.txt").write_text("frappe\n")
    server = subprocess.Popen(
        [runtime.python, "-c", SERVER],
        cwd=sites,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(body: str, given: object = None) -> object:
        indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
        server.stdin.write(json.dumps([f"def body(given):\n{indented}\n", given]) + "\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline() or '{"error": "it ended"}')
        assert "error" not in answer, answer["error"]
        return answer["result"]

    yield run
    server.communicate()
