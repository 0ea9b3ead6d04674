"""The rules by which an entity is fresh, stale, blocked or missing."""

from __future__ import annotations

import pytest

from analytics.nightly.standing import Evidence, Standing, doubtful, judge

ERROR = "OperationalError: server has gone away"


def seen(**facts) -> Evidence:
    return Evidence(**{"expected": ["roads"], "errors": {}, "sound": [], **facts})


@pytest.mark.parametrize(
    ("evidence", "expected", "is_doubtful"),
    [
        (seen(sound=["roads"]), Standing("fresh"), False),
        (seen(sound=["roads"], errors={"roads": ERROR}), Standing("stale", ERROR), False),
        (seen(errors={"roads": ERROR}), Standing("missing", ERROR), True),
        (seen(errors={"roads": ERROR}, kept=["roads"]), Standing("stale", ERROR), True),
        (seen(), Standing("missing", "it was never read"), True),
        (
            seen(damage={"roads": ["a.parquet"]}, errors={"roads": ERROR}, kept=["roads"]),
            Standing("stale", f"{ERROR}; damaged files in the lake: a.parquet"),
            True,
        ),
        (
            seen(sound=["roads"], blocked={"roads": ["lines: 2 and 1"]}, kept=["roads"]),
            Standing("blocked", "lines: 2 and 1"),
            True,
        ),
        (
            seen(sound=["roads"], blocked={"roads": ["lines: 2 and 1"]}),
            Standing("missing", "lines: 2 and 1"),
            True,
        ),
    ],
)
def test_entity_is_judged_by_what_was_seen(evidence, expected, is_doubtful):
    assert judge(evidence) == {"roads": expected}
    assert doubtful(evidence) == (["roads"] if is_doubtful else [])


def test_every_expected_entity_has_a_state_and_others_none():
    evidence = Evidence(["roads", "courts"], {}, ["roads", "finance"])
    assert list(judge(evidence)) == ["courts", "roads"]


def test_long_lists_of_reasons_are_shortened():
    blocked = {"roads": ["A.", "B.", "C.", "D.", "E."]}
    evidence = seen(sound=["roads"], blocked=blocked, kept=["roads"])
    assert judge(evidence)["roads"].reason == "A. B. C. And 2 more."
    damaged = seen(damage={"roads": list("abcde")}, kept=["roads"])
    assert judge(damaged)["roads"].reason.endswith("a, b, c and 2 more")
