"""The platform that suites run on: raised, with empty sites, and what tests find of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ground.progress import Report
from ops.control.running import installed_runtime
from ops.control.steps import Steps
from ops.control.up_options import UpOptions
from ops.installation.instance import Instance
from ops.servers.erp_call import call_erp
from ops.testing.suites import platform_environment
from ops.testing.throwaway import EMPTY_ENTITY, ENTITIES, describe_platform, throwaway_platform

SCALE, MONTHS, SEED = 0.02, 3, 7


@dataclass
class RaisedPlatform:
    """A platform that is up. environment: what its tests need; sites: empty ones, a name each."""

    instance: Instance
    python: Path
    environment: dict[str, str]
    sites: list[str]
    steps: Steps

    def make_sites(self) -> None:
        """Make the empty sites anew, from the template as it is now."""
        codes = [site.split(".")[0] for site in self.sites]
        call_erp(self.instance, self.python, "ops.testing.sites", *codes)


def raise_platform(
    stack: ExitStack, show: Callable[[str], Report], sites: int = 1, number: int = 1
) -> RaisedPlatform:
    """Raise a throw-away platform that lives until the stack is closed. Raises: OpsError.

    sites: how many empty ones, for tests that commit and count. number: of several at once.
    """
    options = UpOptions(True, SCALE, MONTHS, SEED, list(ENTITIES), left_empty=[EMPTY_ENTITY])
    instance, steps = stack.enter_context(throwaway_platform(f"platform{number}", options, show))
    python = installed_runtime().python
    names = [instance.site(f"empty{number}") for number in range(1, sites + 1)]
    environment = platform_environment(instance, describe_platform(instance, python))
    platform = RaisedPlatform(instance, python, environment, names, steps)
    with steps.step("Empty sites for tests of documents"):
        platform.make_sites()
    return platform
