"""The runtime alone, without a platform: `python -m ops.runtime install --run DIR` builds it and
prints where it is; `python -m ops.runtime verify --run DIR --git CLONE` compares it with upstream.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from ops.runtime import build_assets, ensure_runtime, verify
from ops.runtime.restore import ensure_restored

REPOSITORY = Path(__file__).parents[2]


def report_to_stderr(text: str, share: float) -> None:
    """Write one line of progress."""
    print(f"{share:4.0%} {text}", file=sys.stderr, flush=True)


def install(arguments: argparse.Namespace) -> int:
    """Build what is missing and print it as JSON."""
    run = arguments.run
    runtime = ensure_runtime(run / "cache", run / "envs", report_to_stderr)
    apps = {name: REPOSITORY / name for name in arguments.app}
    assets = build_assets(run / "cache", runtime, apps, report_to_stderr)
    print(json.dumps({**runtime.as_dict(), "assets": str(assets)}, indent=2))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Print the comparison with upstream as JSON; 1 when something differs unexpectedly."""
    run = arguments.run
    restored = ensure_restored(run.resolve() / "cache", report_to_stderr) / "frappe"
    comparison = verify(arguments.git, restored)
    print(json.dumps(asdict(comparison), indent=2))
    return 0 if comparison.is_upstream else 1


def main() -> int:
    """Parse the command line and run the verb."""
    parser = argparse.ArgumentParser(prog="python -m ops.runtime", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    parts = {
        "install": (install, "build what is missing and print it as JSON"),
        "verify": (compare, "compare the restored tree with a clone of upstream"),
    }
    for name, (action, text) in parts.items():
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("--run", type=Path, required=True, help="the installation's run folder")
        verb.set_defaults(action=action)
    verbs.choices["install"].add_argument(
        "--app", action="append", default=[], help="an app of this repository; may be repeated"
    )
    verbs.choices["verify"].add_argument("--git", type=Path, required=True, help="a git clone")
    arguments = parser.parse_args()
    return arguments.action(arguments)


if __name__ == "__main__":
    sys.exit(main())
