"""`python -m ops.runtime install --run DIR`: build the runtime alone, and print where it is."""

import argparse
import json
import sys
from pathlib import Path

from ops.runtime import build_assets, ensure_runtime

REPOSITORY = Path(__file__).parents[2]


def report_to_stderr(text: str, share: float) -> None:
    """Write one line of progress."""
    print(f"{share:4.0%} {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Parse the command line and run the verb."""
    parser = argparse.ArgumentParser(prog="python -m ops.runtime", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    install = verbs.add_parser("install", help="build what is missing and print it as JSON")
    install.add_argument("--run", type=Path, required=True, help="the installation's run folder")
    install.add_argument("--app", action="append", default=[], help="an app of this repository")
    arguments = parser.parse_args()
    run = arguments.run
    runtime = ensure_runtime(run / "cache", run / "envs", report_to_stderr)
    made = runtime.as_dict()
    apps = {name: REPOSITORY / name for name in arguments.app}
    made["assets"] = str(build_assets(run / "cache", runtime, apps, report_to_stderr))
    print(json.dumps(made, indent=2))


if __name__ == "__main__":
    main()
