"""The suites: which folders, in which environment, and what of a platform each has to itself."""

from dataclasses import dataclass
from pathlib import Path

from ops.installation.instance import REPO, Instance
from ops.servers.erp import process_environment
from ops.testing.throwaway import EMPTY_ENTITY

IN_TEST, IN_ERP, IN_ANALYTICS, IN_SPARK = "test", "erp", "analytics-test", "spark"

# What a suite needs for itself: two that claim the same never run beside each other.
SITES = "sites"  # the books and people of the demonstration's entities
BUILDS = "builds"  # what the dashboards show
SIGN_IN = "sign-in"  # the front lets an address sign in only so often a minute
SERVERS = "servers"  # that web, dashboards and workers stay up
DATABASE = "database"  # that MariaDB stays up
VISITS = frozenset({SITES, SIGN_IN, SERVERS})


@dataclass(frozen=True)
class Suite:
    """A group of test folders that run in one environment.

    environment: 'test' drives from outside and has no Frappe; 'erp' imports Frappe;
    'analytics-test' has the warehouse's parts, 'spark' those and a second engine.
    needs_platform: True when a throw-away platform must be up. claims: see above; uses: what may
    be used by several at once, and claimed by none of the others. parts: how many processes share
    its files, each with an empty site of its own. platform: the number of the platform it runs on;
    what is claimed of one has nothing to do with another one.
    """

    name: str
    folders: tuple[str, ...]
    environment: str
    needs_platform: bool
    meaning: str
    claims: frozenset[str] = frozenset()
    parts: int = 1
    uses: frozenset[str] = frozenset()
    platform: int = 1

    def of_platform(self, things: frozenset[str]) -> frozenset[str]:
        """Return what is claimed or used, as that of this suite's platform."""
        return frozenset(f"{thing} {self.platform}" for thing in things)

    def files(self, part: int = 0) -> list[str]:
        """Return the test files of a part, relative to the repository; all of them when there is
        one."""
        found = [
            str(file.relative_to(REPO))
            for folder in self.folders
            for file in sorted((REPO / folder).rglob("test_*.py"))
        ]
        return found[part :: self.parts]


# In the order in which they are begun, as far as claims allow: what takes longest first.
SUITES = (
    Suite("style", (), IN_TEST, False, "ruff and mypy find nothing"),
    Suite(
        "unit",
        (
            "tests/domain",
            "tests/architecture",
            "tests/translations",
            "tests/docs",
            "tests/ops",
            "tests/demo",
            "tests/contract",
            "tests/declarations",
            "tests/imports",
        ),
        IN_TEST,
        False,
        "rules without Frappe, structure, documentation",
    ),
    Suite(
        "models",
        ("tests/dbt", "tests/analyses", "tests/dashboards", "tests/night_page"),
        IN_ANALYTICS,
        False,
        "models, analyses and dashboards, from files alone",
    ),
    Suite("parity", ("tests/parity",), IN_SPARK, False, "the models on two engines, mart by mart"),
    Suite("runtime", ("tests/runtime",), IN_TEST, False, "the restored Frappe and its assets"),
    Suite(
        "warehouse",
        ("tests/warehouse",),
        IN_ANALYTICS,
        True,
        "from the entities' books to the lake, as it was and whole",
        frozenset({SITES, BUILDS, SERVERS}),
    ),
    Suite(
        "erp",
        ("tests/erp",),
        IN_ERP,
        True,
        "documents, posting, reports on real sites",
        parts=2,
        uses=frozenset({DATABASE}),
    ),
    Suite(
        "attack",
        ("tests/attack",),
        IN_TEST,
        True,
        "one entity against another",
        VISITS,
        platform=2,
    ),
    Suite(
        "bi",
        ("tests/bi",),
        IN_TEST,
        True,
        "each role on the dashboards: own rows, no files",
        VISITS | {BUILDS},
        platform=2,
    ),
    Suite(
        "e2e",
        ("tests/e2e",),
        IN_TEST,
        True,
        "a person with a browser",
        VISITS | {BUILDS},
        platform=2,
    ),
    Suite(
        "operate",
        ("tests/operate",),
        IN_TEST,
        True,
        "the command line on a running platform",
        VISITS | {BUILDS},
    ),
    Suite(
        "kill",
        ("tests/kill",),
        IN_TEST,
        True,
        "kill -9 in the middle, then again",
        VISITS | {BUILDS, DATABASE},
    ),
    # Last on its platform: it fills every table with tokens.
    Suite(
        "canary",
        ("tests/canary",),
        IN_TEST,
        True,
        "planted secrets, asked for at random",
        VISITS,
        platform=2,
    ),
)


def results_file(results: Path, name: str, part: int = 0) -> Path:
    """Return the JUnit file of a suite's part."""
    return results / (f"{name}.xml" if part == 0 else f"{name}-{part + 1}.xml")


def platform_environment(instance: Instance, facts: Path) -> dict[str, str]:
    """Return what tests on a platform find in their environment."""
    return {
        **process_environment(instance),
        "DIWAN_TEST_PLATFORM": str(facts),
        "DIWAN_TEST_SITES": str(instance.sites),
        "DIWAN_TEST_SITE": instance.site(EMPTY_ENTITY),
        "DIWAN_TEST_HUB": instance.site("hub"),
    }
