"""The verbs of the runtime, as a person types them."""

import json
import subprocess


def test_runtime_install_says_where_it_is(platform):
    done = platform.run("runtime", "install", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"].startswith("15.")


def test_runtime_verify_of_a_clone_without_the_commit_says_so(platform, tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    done = platform.run("runtime", "verify", "--git", str(tmp_path))
    assert done.returncode == 2
    assert "Error" in done.stderr
