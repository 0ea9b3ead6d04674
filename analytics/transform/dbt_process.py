"""`python -m analytics.transform.dbt_process PARENT`: dbt, started once for all of a night.

Takes one command a line on standard input ({"folder": where it is run, "words": [...]}), lets dbt
print what it prints, and ends each with a JSON line {"dbt_exit": 0 done, 1 something failed, 2 dbt
itself failed}. Starting dbt costs seconds, and so does reading the project: what `parse` has read
serves the commands after it.

The kernel ends it with its parent: a night that is killed must not leave a dbt behind that goes on
writing into the next night's build.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent process ends. Linux."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os._exit(1)


def serve() -> None:
    """Run commands until standard input ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    project = None
    for line in sys.stdin:
        asked = json.loads(line)
        os.chdir(asked["folder"])
        found = dbtRunner(manifest=project).invoke(asked["words"])
        if isinstance(found.result, Manifest):
            project = found.result
        DuckDBConnectionManager.close_all_connections()  # others open the build in between
        gc.collect()
        code = 0 if found.success else 2 if found.exception else 1
        if found.exception:
            print(f"{type(found.exception).__name__}: {found.exception}")
        print(json.dumps({"dbt_exit": code}), flush=True)


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    serve()
