"""Arguments of other types: read once, at the edge, and handed on in the type that is expected."""

import json

import pytest

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.values import as_json
from erp_app.guards.arguments import load_schemas
from erp_app.guards.kinds import as_handed_on
from erp_app.guards.policy import Policy

NOBODY = Policy(frozenset(), frozenset(), {}, frozenset(), frozenset(), (), False)
KINDS = {
    "name": ("JV-1", 52101),
    "text": ("a", 1, 1.5),
    "number": (20, "20", 20.0),
    "date": ("2026-03-05", "2026-03-05 10:00:00"),
    "names": (["a", 5], '["a", 5]'),
    "flag": (1, "0", True, "false"),
    "list": ([1], "[]"),
    "object": ({}, '{"a": 1}'),
    "choice A|B": ("A", "B"),
}
WRONG = {
    "name": (True, 1.5, [], {}, "", "x" * 141, "a\x00b"),
    "text": (True, [], {}, "x" * 1001),
    "number": ("abc", -1, 1.5, True, [], "1e5", 10**12),
    "date": ("abc", "10/11/2026", "0000-00-00", "2026-W10-4", "20260305", 5, [],
             "2026-03-05T10:00+04:00"),
    "names": ("a", {}, [True], [[]], '["a"', 5),
    "flag": ("x", 2, [], "yes"),
    "list": ({}, "x", "[1", 5),
    "object": ([], "x", 5, "{"),
    "choice A|B": ("C", 1, ["A"], True),
}  # fmt: skip


def fault(kind: str, value: object) -> str:
    [schema] = load_schemas(f"m: {{a: '{kind}!'}}").values()
    return schema.find_fault(NOBODY, {"a": value})


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, many in KINDS.items() for v in many])
def test_what_is_of_its_kind_passes_and_is_handed_on_in_its_type(kind, value):
    assert not fault(kind, value)
    handed = as_handed_on(kind.split()[0], value)
    if kind in ("name", "text", "date", "choice A|B"):
        assert handed == str(value)
    if kind == "number":
        assert handed == 20
    if kind == "names":
        assert json.loads(handed) == ["a", "5"]


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, many in WRONG.items() for v in many])
def test_what_is_not_of_its_kind_is_said(kind, value):
    assert fault(kind, value)


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '["\\uDFFF"]', '{"\\ud800": 1}'])
def test_half_a_letter_is_no_text(text):
    with pytest.raises(RuleError, match="half of a letter"):
        as_json(text)
    assert as_json('{"a": "\\ud83d\\ude00"}') == {"a": "😀"}
