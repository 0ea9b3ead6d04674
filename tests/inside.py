"""Code that runs on the server's side of a site, in one interpreter that is kept open.

Starting Python and importing Frappe takes a second and more; connecting to a site takes a few
milliseconds. Each piece of code gets a connection and Frappe's state of its own, so pieces see of
each other what requests see: the database. Nothing of a module may be patched and left so; code
that must do that asks for a `fresh` interpreter.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 120.0

SERVER = """
import json, os, sys, traceback
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what the code prints is no answer
import frappe

def run(site, code):
    names = {"frappe": frappe, "json": json, "os": os, "sys": sys, "result": None}
    frappe.init(site=site, sites_path=".")
    try:
        frappe.connect()
        frappe.flags.mute_emails = True
        exec(code, names)
        frappe.db.commit()
    finally:
        frappe.destroy()
    return names["result"]

for line in sys.stdin:
    asked = json.loads(line)
    try:
        said = {"result": run(asked["site"], asked["code"])}
    except BaseException:
        said = {"error": traceback.format_exc()}
    answers.write(json.dumps(said, default=str) + "\\n")
    answers.flush()
"""


@dataclass
class Inside:
    """The interpreter of one platform; started when first needed, ended with this process."""

    python: str
    sites: str
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def run(self, code: str, site: str, fresh: bool = False) -> Any:
        """Run code on a site and return the JSON of its `result`. Fails with its traceback."""
        if fresh:
            self.end()
        try:
            answer = json.loads(self._ask(json.dumps({"site": site, "code": code})))
        finally:
            if fresh:
                self.end()
        assert "error" not in answer, f"server-side code failed:\n{answer['error'][-3000:]}"
        return answer["result"]

    def _ask(self, line: str) -> str:
        process = self._started()
        process.stdin.write(line + "\n")
        process.stdin.flush()
        readable, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
        answer = process.stdout.readline() if readable else ""
        if not answer:
            self.end()
            raise AssertionError(
                f"server-side code gave no answer in {PATIENCE_SECONDS} s:\n{line}"
            )
        return answer

    def _started(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [self.python, "-W", "ignore", "-c", SERVER],
                cwd=self.sites,
                env={**os.environ, "SITES_PATH": self.sites, **self.environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self.end)
        return self.process

    def end(self) -> None:
        """Stop the interpreter; the next piece of code starts another."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None
            atexit.unregister(self.end)
