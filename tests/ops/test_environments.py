"""Which Python an environment is made with."""

import sys
from collections import namedtuple

import pytest

from ground.errors import OpsError
from ops.environments import locked as environments

Version = namedtuple("Version", "major minor micro")


def test_ours_is_used_where_it_suits(monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 12, 1))
    assert environments.interpreter("superset") == sys.executable
    monkeypatch.setattr(sys, "version_info", Version(3, 13, 0))
    assert environments.interpreter("erp") == sys.executable


def test_older_one_is_found_where_ours_is_too_new(monkeypatch, tmp_path):
    older, broken = tmp_path / "python3.11", tmp_path / "python3.12"
    older.write_text("#!/bin/sh\nexit 0\n")
    broken.write_text("#!/bin/sh\nexit 127\n")
    for file in (older, broken):
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(sys, "version_info", Version(3, 13, 0))
    assert environments.interpreter("superset") == str(older)


def test_machine_without_one_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", Version(3, 13, 0))
    with pytest.raises(OpsError, match=r"superset needs Python 3\.11 or 3\.12"):
        environments.interpreter("superset")
