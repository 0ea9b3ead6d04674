"""`python -m ops.testing.kept_platform FILE`: a throw-away platform that stays up until asked.

Raises it from the checkout that PYTHONPATH names, writes what tests find in their environment to
FILE (JSON), then takes one word a line on standard input: `sites` makes template and empty sites
anew, `assets` builds what browsers load, `restart NAME` restarts a server. Each word is answered
by a line. It goes when input ends.
"""

import sys
from contextlib import ExitStack
from pathlib import Path

from ground.atomic_files import write_json
from ground.progress import Report, report_nothing
from ops.control.parts import ensure_assets
from ops.servers.erp_call import call_erp
from ops.servers.health import start_and_wait
from ops.servers.supervisor import Supervisor
from ops.testing.raised import RaisedPlatform, raise_platform


def show(title: str) -> Report:
    """Return a step as a line for whoever watches."""
    print(f"- {title}", file=sys.stderr, flush=True)
    return report_nothing


def obey(platform: RaisedPlatform, word: str, rest: str) -> None:
    """Do what a line asks for. Raises: OpsError, KeyError for a word that is not ours."""
    instance = platform.instance
    if word == "sites":
        call_erp(instance, platform.python, "ops.tenants", "setup")
        platform.make_sites()
    elif word == "assets":
        ensure_assets(instance, report_nothing)
    elif word == "restart":
        Supervisor(instance).restart(rest)
        start_and_wait(instance, [rest])
    else:
        raise KeyError(word)


def main(file: Path) -> None:
    """Raise, obey, bring down."""
    with ExitStack() as stack:
        platform = raise_platform(stack, show)
        write_json(file, {**platform.environment, "DIWAN_TEST_SITE": platform.sites[0]})
        print("ready", flush=True)
        for line in sys.stdin:
            obey(platform, *line.strip().partition(" ")[::2])
            print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
