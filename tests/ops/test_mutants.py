"""The list of mutants fits the code, and a mistake lasts as long as its trial."""

import ast
from collections import Counter
from dataclasses import replace

import pytest
import yaml

from ops.installation.instance import REPO
from ops.testing.mutants import FILE, MutantMisfitError, load_mutants

MUTANTS = load_mutants()
AREAS = {
    "domain",
    "ledger",
    "store",
    "guards",
    "imports",
    "people",
    "analytics",
    "dbt",
    "bi",
    "ops",
}
KINDS = {
    "a check removed", "a lock removed", "a filter widened", "a sign turned", "a trigger dropped",
    "a row filter left out",
}  # fmt: skip


def test_forty_places_over_every_area_and_kind_of_mistake():
    assert len(MUTANTS) >= 40
    assert {mutant.area for mutant in MUTANTS} == AREAS
    assert {mutant.kind for mutant in MUTANTS} >= KINDS
    assert [name for name, n in Counter(m.name for m in MUTANTS).items() if n > 1] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_fits_the_code_and_names_tests_that_exist(mutant):
    spoilt = mutant.spoil(REPO)
    assert spoilt != (REPO / mutant.file).read_text()
    if mutant.file.endswith(".py"):
        ast.parse(spoilt)
    if mutant.file.endswith(".yml"):
        yaml.safe_load(spoilt)
    assert mutant.suite.environment
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert (REPO / file).is_file(), test
        assert f"def {name.partition('[')[0]}(" in (REPO / file).read_text() or not name, test


@pytest.fixture
def tree(tmp_path):
    mutant = replace(MUTANTS[0], file="a.py", old="one", new="two")
    (tmp_path / "a.py").write_text("one = 1\n")
    return tmp_path, mutant


def test_mistake_is_taken_back_whatever_happens(tree):
    folder, mutant = tree

    def stop():
        with mutant.in_place(folder):
            assert (folder / "a.py").read_text() == "two = 1\n"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert (folder / "a.py").read_text() == "one = 1\n"


@pytest.mark.parametrize("text", ["two = 1", "one = one"])
def test_mutant_that_does_not_fit_is_refused(tree, text):
    folder, mutant = tree
    (folder / "a.py").write_text(text)
    with pytest.raises(MutantMisfitError, match=FILE.name), mutant.in_place(folder):
        pass
    assert (folder / "a.py").read_text() == text


def test_every_mutant_is_in_the_documentation():
    listed = (REPO / "docs" / "testing.md").read_text()
    assert [mutant.name for mutant in MUTANTS if f"`{mutant.name}`" not in listed] == []
