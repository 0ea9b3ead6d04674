"""The runtime under test: the one of this installation, built when it is missing."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.installation.instance import run_folder
from ops.runtime import Runtime, ensure_runtime


def silent(_text: str, _share: float) -> None:
    """A report nobody reads."""


@pytest.fixture(scope="session")
def cache() -> Path:
    """The cache of this installation: content-addressed, so tests only add to it."""
    return run_folder().resolve() / "cache"


@pytest.fixture(scope="session")
def runtime(cache: Path) -> Runtime:
    """The built runtime."""
    return ensure_runtime(cache, run_folder().resolve() / "envs", silent)


@pytest.fixture(scope="session")
def in_erp(
    runtime: Runtime, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, object], object]:
    """Run the body of a function in the ERP environment; `given` is its argument.

    Frappe is imported and initialised without a site: enough for what needs no database.
    """
    sites = tmp_path_factory.mktemp("bench") / "sites"
    sites.mkdir()
    (sites / "common_site_config.json").write_text("{}")
    (sites / "apps.txt").write_text("frappe\n")
    frame = (
        "import json, sys, warnings\nwarnings.simplefilter('ignore')\nimport frappe\n"
        "frappe.init(site='', sites_path='.')\n"
        "def body(given):\n{body}\n"
        "print(json.dumps(body(json.loads(sys.argv[1]))))\n"
    )

    def run(body: str, given: object = None) -> object:
        indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
        done = subprocess.run(
            [runtime.python, "-c", frame.format(body=indented), json.dumps(given)],
            cwd=sites,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
