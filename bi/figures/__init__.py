"""Governed figures in Python: what a tile shows, asked by name."""

from bi.figures.metrics import metric, metrics

__all__ = ["metric", "metrics"]
