"""The command line against the throw-away platform; shares its operator with the kill suite."""

from tests.kill.conftest import platform

__all__ = ["platform"]
