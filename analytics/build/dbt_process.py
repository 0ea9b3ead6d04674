"""`python -m analytics.build.dbt_process VERB...`: dbt, ended by the kernel when its parent ends.

A night that is killed must not leave a dbt behind that goes on writing into the next night's build.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent process ends. Linux."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os._exit(1)


if __name__ == "__main__":
    end_with_parent(int(sys.argv.pop(1)))
    from dbt.cli.main import cli

    cli()
