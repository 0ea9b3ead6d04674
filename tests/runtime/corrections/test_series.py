"""The series itself: that every correction fits, changes only what it names, and is proved.

What needs a database and a server is attacked in tests/attack/; in the files beside this one the
corrected code is read as a syntax tree, or run without a site.
"""

import ast
import importlib
import re
from pathlib import Path

import pytest

from ops.runtime import Runtime
from ops.runtime.corrections import (
    SERIES,
    Correction,
    CorrectionMisfitError,
    Edit,
    apply_corrections,
)

SERIES_NAMES = sorted(
    path.stem.removeprefix("test_")
    for path in Path(__file__).parent.glob("test_*.py")
    if path.name != Path(__file__).name
)


def test_series_applies_to_the_restored_tree_and_changes_only_what_it_names(
    runtime: Runtime,
) -> None:
    named = {edit.path for correction in SERIES for edit in correction.edits}
    for path in named:
        before = (runtime.restored / path).read_bytes()
        assert before != (runtime.frappe / path).read_bytes(), path
    others = (path for path in runtime.restored.rglob("*.py"))
    for path in others:
        relative = path.relative_to(runtime.restored)
        if relative.as_posix() not in named:
            assert path.read_bytes() == (runtime.frappe / relative).read_bytes(), relative


def test_corrected_python_compiles(runtime: Runtime) -> None:
    for path in {edit.path for correction in SERIES for edit in correction.edits}:
        if path.endswith(".py"):
            compile((runtime.frappe / path).read_text(encoding="utf-8"), path, "exec")


def test_names_are_unique_and_reasons_given() -> None:
    names = [correction.name for correction in SERIES]
    assert len(names) == len(set(names))
    for correction in SERIES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", correction.name)
        assert len(correction.why) > 30
        assert correction.source


@pytest.mark.parametrize("text", ["nothing here\n", "old\nold\n"])
def test_anchor_not_found_exactly_once_stops_the_build(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    series = (Correction("a-name", "why", "source", (Edit("a.py", "old", "new"),)),)
    with pytest.raises(CorrectionMisfitError, match=r"a-name.*a\.py"):
        apply_corrections(tmp_path, series)
    assert (tmp_path / "a.py").read_text() == text


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"one\r\nold\r\n")
    apply_corrections(tmp_path, (Correction("a-b", "why", "s", (Edit("a.js", "old", "new"),)),))


def proved_in(series: str) -> set[str]:
    """Return the names in every @proves(...) of a series, read without running it."""
    text = Path(__file__).with_name(f"test_{series}.py").read_text(encoding="utf-8")
    marks = (
        mark
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "proves"
    )
    return {ast.literal_eval(argument) for mark in marks for argument in mark.args}


@pytest.mark.parametrize("series", SERIES_NAMES)
def test_every_correction_is_proved_in_the_file_of_its_name(series: str) -> None:
    corrections = importlib.import_module(f"ops.runtime.corrections.{series}").SERIES
    assert proved_in(series) == {correction.name for correction in corrections}


def test_every_correction_is_proved() -> None:
    proved = set().union(*(proved_in(series) for series in SERIES_NAMES))
    assert proved == {correction.name for correction in SERIES}
