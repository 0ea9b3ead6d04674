"""Benchmarks: each one measures us beside the peer or the naive way, in one run on one machine."""

from ops.bench.report import BenchReport
from ops.bench.runner import run_benchmark

__all__ = ["BenchReport", "run_benchmark"]
