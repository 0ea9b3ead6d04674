"""Reading the corrected tree: whole files, or one function of a file."""

import ast

import pytest

from ops.runtime import Runtime
from tests.runtime.corrections.proofs import Function, Source


@pytest.fixture(scope="module")
def source(runtime: Runtime) -> Source:
    """Read a file of the corrected tree."""
    return lambda path: (runtime.frappe / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def function(source: Source) -> Function:
    """Give the source of one function, its decorators included."""

    def find(path: str, name: str) -> str:
        text = source(path)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
        raise AssertionError(f"{path} has no function {name}")

    return find
