"""How a suite's results are counted: nothing that did not run counts as good."""

import pytest

from ops.testing.costs import load_costs, save_costs
from ops.testing.pytest_runs import MAY_BE_SKIPPED, Case, Outcome, count, read_cases, together

GOOD, BAD = Case("a", 1.0, "passed"), Case("b", 2.0, "failed", "wrong")
ALLOWED = Case("c", 0.0, "skipped", MAY_BE_SKIPPED[0])
SHIRKED = Case("d", 0.0, "skipped", "DIWAN_TEST_PLATFORM names no platform")

JUNIT = """<testsuites><testsuite tests="4">
<testcase classname="tests.x" name="one" time="1.5"/>
<testcase classname="tests.x" name="two" time="0.5"><failure message="no">text</failure></testcase>
<testcase classname="tests.x" name="three" time="0"><skipped message="why">t</skipped></testcase>
<testcase classname="tests.y" name="four" time="3"><error message="set-up">t</error></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("cases", "exit_code", "passed", "failed"),
    [
        ([GOOD, GOOD], 0, 2, 0),
        ([GOOD, BAD], 1, 1, 1),
        ([GOOD, ALLOWED], 0, 1, 0),
        ([GOOD, SHIRKED], 0, 1, 1),
        ([ALLOWED], 0, 0, 1),
        ([], 0, 0, 1),
        ([], 5, 0, 1),
        ([GOOD], 2, 1, 1),
    ],
)
def test_what_did_not_run_has_failed(cases, exit_code, passed, failed):
    found = count("suite", cases, exit_code, 4.0)
    assert (found.passed, found.failed) == (passed, failed)


@pytest.fixture
def results(tmp_path):
    (tmp_path / "erp.xml").write_text(JUNIT)
    (tmp_path / "erp-2.xml").write_text(JUNIT.replace("tests.x", "tests.z"))
    return tmp_path


def test_results_are_read_as_pytest_wrote_them(results):
    cases = read_cases(results / "erp.xml")
    assert [case.state for case in cases] == ["passed", "failed", "skipped", "failed"]
    assert cases[0] == Case("tests.x::one", 1.5, "passed")
    assert cases[2].said == "why"


@pytest.mark.parametrize("text", [None, "", "<testsuites><testcase"])
def test_results_that_were_cut_off_are_none(tmp_path, text):
    file = tmp_path / "unit.xml"
    if text is not None:
        file.write_text(text)
    assert read_cases(file) == []


def test_parts_of_a_suite_count_as_one():
    parts = [Outcome("erp", 3, 0, 1, 9.0), Outcome("erp", 4, 2, 0, 11.0)]
    assert together(parts) == Outcome("erp", 7, 2, 1, 11.0)


def test_costs_are_listed_by_kind_the_dearest_first(results):
    assert load_costs(results) == []
    save_costs(results, 20.0, {"Assets": 2.0, "Template": 5.0}, [Outcome("erp", 7, 2, 1, 11.0)])
    costs = load_costs(results)
    assert [(c.kind, c.name, c.seconds) for c in costs[:4]] == [
        ("whole", "everything", 20.0),
        ("set-up", "Template", 5.0),
        ("set-up", "Assets", 2.0),
        ("suite", "erp", 11.0),
    ]
    files = [(c.name, c.seconds) for c in costs if c.kind == "file"]
    assert files == [("tests.y", 3.0), ("tests.x", 2.0), ("tests.z", 2.0)]
    assert next(c.name for c in costs if c.kind == "test") == "tests.y::four"
