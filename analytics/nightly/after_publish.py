"""The command that brings what was published to whoever reads it elsewhere.

Owns what the night says of it. The command prints a JSON list of sentences, what did not come
about; another one that fails is told by its last words. Whatever it is, the build stays published.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

from ground.last_words import last_words

MINUTES_MAX = 30
FAILED = "dashboards were not brought up to date"


def run_after_publish(command: str) -> list[str]:
    """Run a command line; return what did not come about, a sentence each."""
    try:
        done = subprocess.run(
            shlex.split(command),
            capture_output=True,
            text=True,
            timeout=MINUTES_MAX * 60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"{FAILED}: after {MINUTES_MAX} minutes it was stopped"]
    except OSError as error:
        return [f"{FAILED}: {error.strerror}"]
    if done.returncode:
        print(done.stderr, file=sys.stderr)  # all of it, for the log
    return _sentences(done)


def _sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = None
    if isinstance(told, list):
        return [str(one) for one in told]
    return [f"{FAILED}: {last_words(done.stdout + done.stderr)}"] if done.returncode else []
