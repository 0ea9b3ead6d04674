"""Models say what a row of them is, in a file of their own; their style is checked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from analytics.contracts.descriptions import load_descriptions
from ground.atomic_files import write_json

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))


def yaml_of(model: Path) -> dict:
    [facts] = yaml.safe_load(model.with_suffix(".yml").read_text())["models"]
    return facts


@pytest.mark.parametrize("model", MODELS, ids=lambda file: file.stem)
def test_model_has_a_yaml_of_its_own_that_says_what_a_row_is(model):
    facts = yaml_of(model)
    assert facts["name"] == model.stem
    assert re.match(r"One row per .+\.$", facts["description"])
    assert facts["columns"]
    for column in facts["columns"]:
        assert column.get("description", "").strip(), column["name"]


@pytest.mark.parametrize("model", MODELS, ids=lambda file: file.stem)
def test_every_column_is_described_and_no_other(model):
    """Names after the last select are the model's columns."""
    named = {column["name"] for column in yaml_of(model)["columns"]}
    assert columns_of(model.read_text()) == named


def columns_of(sql: str) -> set[str]:
    """Return the names that a model's last select gives."""
    body = re.split(r"\nselect(?: distinct)?\n", "\n" + sql)[-1].split("\nfrom ")[0]
    depth, parts, part = 0, [], ""
    for letter in body:
        depth += (letter in "({") - (letter in ")}")
        if letter == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += letter
    return {re.split(r"[\s.]+", one.strip())[-1].strip('"') for one in [*parts, part]}


MARTS = [model for model in MODELS if "marts" in model.parts]
# Pseudonyms are the same in every entity, so that a person can be counted once.
PSEUDONYMS = {"employee_key", "person_key", "incumbent_key"}


@pytest.mark.parametrize("model", MARTS, ids=lambda file: file.stem)
def test_mart_proves_that_its_keys_are_its_entitys_own(model):
    facts = yaml_of(model)
    keys = {c["name"] for c in facts["columns"] if c["name"].endswith("_key")} - PSEUDONYMS
    tests = [one for one in facts.get("data_tests", ()) if isinstance(one, dict)]
    proved = {
        column
        for one in tests
        if "belongs_to_entity" in one
        for column in one["belongs_to_entity"]["arguments"]["columns"]
    }
    assert keys == proved


@pytest.mark.parametrize("model", MARTS, ids=lambda file: file.stem)
def test_money_of_a_mart_is_decimal(model):
    for column in yaml_of(model)["columns"]:
        if column["name"].endswith("_amount"):
            assert column["data_type"].startswith("decimal("), column["name"]


def test_every_calculation_with_money_has_a_worked_example():
    """A mart that adds amounts up has a unit test; dimensions and plain copies need none."""
    files = (PROJECT / "models" / "marts").glob("*_unit_tests.yml")
    tests = [one for file in files for one in yaml.safe_load(file.read_text())["unit_tests"]]
    tried = {one["model"] for one in tests}
    adds = re.compile(r"sum\([^)]*_amount|_amount\s*[-+]|money\(")
    reckon = {model.stem for model in MARTS if adds.search(model.read_text())}
    assert reckon
    assert reckon - tried == set()


@pytest.mark.parametrize("model", sorted(PROJECT.rglob("*.sql")), ids=lambda file: file.stem)
def test_no_name_is_quoted_by_hand(model):
    """Between double quotes DuckDB reads a name and Spark a text: adapter.quote knows."""
    outside = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|--.*", "", model.read_text(), flags=re.S)
    assert '"' not in outside


def test_style_of_the_models(tmp_path):
    """sqlfluff with dbt's own templating, over a database that does not exist yet.

    What passed as it stands is not read again: a whole reading takes as long as a night.
    """
    file = Path(os.environ.get("DIWAN_CACHE", tmp_path)) / "sqlfluff.json"
    now = {str(sql.relative_to(PROJECT)): digest_of(sql) for sql in PROJECT.rglob("*.sql")}
    passed = json.loads(file.read_text()) if file.exists() else {}
    changed = sorted(name for name, digest in now.items() if passed.get(name) != digest)
    if not changed:
        return
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sqlfluff")), "lint", "--nofail", *changed],
        cwd=PROJECT,
        env={**os.environ, "DIWAN_BUILD_FILE": str(tmp_path / "warehouse.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Project Compiled" in done.stdout, done.stdout[-800:] + done.stderr[-800:]
    assert re.findall(r"^(?:== .*FAIL|L:.*)$", done.stdout, re.M) == []
    write_json(file, now)


def digest_of(sql: Path) -> str:
    """Return what sqlfluff's judgement of a file depends on."""
    rules = [PROJECT / ".sqlfluff", PROJECT / "dbt_project.yml", *PROJECT.glob("macros/*.sql")]
    parts = [file.read_bytes() for file in (sql, *sorted(rules))]
    return hashlib.sha256(version("sqlfluff").encode() + b"\0".join(parts)).hexdigest()


def test_a_description_is_written_once():
    """What several models say of a column is a block; nobody repeats a sentence."""
    said: dict[str, list[str]] = {}
    for model in (PROJECT / "models").rglob("*.yml"):
        for text in re.findall(r'^        +description: "?(.+?)"?$', model.read_text(), re.M):
            said.setdefault(text, []).append(model.stem)
    repeated = {text: where for text, where in said.items() if len(where) > 1}
    assert {text for text in repeated if "doc('" not in text} == set()


def test_every_block_is_used_and_every_named_block_exists():
    named = {
        name
        for file in PROJECT.rglob("*.yml")
        for name in re.findall(r"doc\('(\w+)'\)", file.read_text())
    }
    assert named == set(load_descriptions())
