"""Asking another environment to do something: a child process that speaks JSON lines.

The command line never imports Frappe, dbt or Superset. It starts a module in the environment that
has it, shows the progress it reports and gets one result back.
"""

import json
import os
import subprocess
from collections import deque
from pathlib import Path
from typing import Any

from ground.errors import OpsError
from ground.json_lines import parse
from ground.last_words import last_words
from ground.progress import Report
from ops.installation.instance import Instance

TAIL_LINES = 12


def call_module(
    instance: Instance,
    python: Path,
    module: str,
    arguments: list[str],
    environment: dict[str, str],
    on_progress: Report | None = None,
    sent: Any = None,
) -> Any:
    """Run `python -m module arguments` with these variables over ours and return its result.

    on_progress: called with (share 0-1, sentence). sent: given to it as JSON on standard input, for
    what must stand in no list of processes. What the module says besides JSON is kept in
    logs/<module>.log. Raises: OpsError with the module's own error, or its last words.
    """
    log_file = instance.logs / f"{module.rsplit('.', 1)[-1]}.log"
    environment = {**os.environ, **environment}
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    result: Any = None
    with open(log_file, "a") as log:
        child = subprocess.Popen(
            [str(python), "-m", module, *arguments],
            cwd=instance.sites,
            env=environment,
            stdin=None if sent is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            if child.stdin:
                json.dump(sent, child.stdin)
                child.stdin.close()
            for line in child.stdout or []:
                message = parse(line)
                if message is None:
                    log.write(line)
                    tail.append(line.rstrip())
                elif "share" in message and on_progress:
                    on_progress(message["share"], message["message"])
                elif "error" in message:
                    raise OpsError(message["error"], message.get("next", ""))
                elif "result" in message:
                    result = message["result"]
        finally:
            _end(child)
    if child.returncode:
        said = last_words("\n".join(tail))
        raise OpsError(f"{module} {' '.join(arguments)} failed: {said}", f"See {log_file}")
    return result


def _end(child: "subprocess.Popen[str]") -> None:
    """Wait for the child; when we leave early (Ctrl-C, error) it is asked to end as well."""
    if child.stdout and not child.stdout.closed:
        child.stdout.close()
    try:
        child.wait(timeout=20)
    except subprocess.TimeoutExpired:
        child.terminate()
        child.wait()
