"""`python -m ops.machine [--testing]`: install the Debian packages that are missing.

What the launcher asks as root before it goes on as the service account. It runs before there is any
environment: the standard library alone.
"""

import sys

from ground.errors import OpsError
from ops.machine.debian_parts import ensure_parts


def main(arguments: list[str]) -> int:
    """Install; return the exit code."""
    try:
        ensure_parts("--testing" in arguments, lambda text: print(text, file=sys.stderr))
    except OpsError as error:
        print(f"Error  {error.what}\nNext   {error.next_step}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
