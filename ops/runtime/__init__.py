"""The ERP runtime: Frappe restored from the package registry, its environment and its assets.

Owns everything between the package registries and an interpreter that can import `frappe`.
Refuses to know sites, ports or processes: those belong to the rest of `ops`.
"""

from ops.runtime.install import (
    FrappeTree,
    Runtime,
    ensure_interpreter,
    ensure_realtime,
    ensure_runtime,
    ensure_tree,
)
from ops.runtime.process import RuntimeBuildError
from ops.runtime.verify import Comparison, verify
from ops.runtime.web_assets import build_assets

__all__ = [
    "Comparison",
    "FrappeTree",
    "Runtime",
    "RuntimeBuildError",
    "build_assets",
    "ensure_interpreter",
    "ensure_realtime",
    "ensure_runtime",
    "ensure_tree",
    "verify",
]
