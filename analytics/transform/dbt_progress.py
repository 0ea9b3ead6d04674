"""dbt's own lines as progress."""

from __future__ import annotations

import re
from collections.abc import Callable

from ground.progress import Report

_LINE = re.compile(r"(\d+) of (\d+) ((?:OK|PASS|WARN|FAIL|ERROR|SKIP).*)")


def dbt_progress(report: Report) -> Callable[[str], None]:
    """Return a listener that reports dbt's lines "12 of 60 OK created ..." as progress."""

    def on_line(line: str) -> None:
        if found := _LINE.search(line):
            report(int(found[1]) / int(found[2]), found[3].split(" ..")[0])

    return on_line
