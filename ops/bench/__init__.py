"""Benchmarks: each one measures us beside the peer or the naive way, in one run on one machine.

Imports nothing itself: half of its modules run in the ERP environment, half in that of the
command line.
"""
