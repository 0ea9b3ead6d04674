"""What a benchmark gives: a table for people, the figures for machines, and the machine itself."""

import os
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.servers.mariadb import machine_memory_bytes


@dataclass(frozen=True)
class BenchReport:
    """One run of one benchmark.

    rows: a list per line of the table, in the order of columns; figures: everything measured, by
    name with its unit at the end of the name (`..._seconds`, `..._per_second`, `..._ratio`).
    """

    title: str
    columns: list[str]
    rows: list[list[Any]]
    figures: dict[str, Any]
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the report with the machine it was measured on."""
        return {
            "title": self.title,
            "machine": describe_machine(),
            "figures": self.figures,
            "notes": self.notes,
        }


def loop_ms() -> float:
    """Milliseconds of a loop that is always the same: how fast the machine is at this moment.

    A virtual machine's host gives it more or less; figures of one run compare by this.
    """
    started, total = time.perf_counter(), 0
    for number in range(1_000_000):
        total += number * number
    return round((time.perf_counter() - started) * 1000, 1)


def describe_machine() -> dict[str, Any]:
    """Processor, cores, memory (GiB), kernel, and `loop_ms` of this machine at this moment."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gib": round(machine_memory_bytes() / 1024**3, 1),
        "kernel": platform.release(),
        "loop_ms": loop_ms(),
    }
