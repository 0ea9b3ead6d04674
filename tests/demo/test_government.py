"""The list of entities: complete, generic, in step with the registry, refused when wrong."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from demo.generate.government import (
    CATEGORIES,
    FILE,
    GovernmentFileInvalidError,
    load_entities,
    load_government,
    load_profiles,
)
from erp_app.domain.hub.classification import FUNCTIONS, SIZES
from ground.errors import OpsError
from ops.installation.tenant_spec import EntitySpec

APP = Path(__file__).parents[2] / "erp_app"
REAL_NAMES = ("Dubai", "دبي", "Abu Dhabi", "أبوظبي", "RTA", "DEWA", "DIFC", "Emirates")


def test_government_has_52_entities_and_65500_heads():
    government = load_government()
    assert len(government) == 52
    assert sum(entity.heads for entity in government) == 65_500


def test_entities_are_what_the_platform_creates():
    for row in load_entities():
        assert list(row) == ["code", "name_en", "name_ar", "category", "function", "size"]
        assert EntitySpec(**row).code == row["code"]


def test_names_are_generic_and_in_both_scripts():
    for entity in load_government():
        for name in REAL_NAMES:
            assert name not in entity.name_en
            assert name not in entity.name_ar
        assert entity.name_en.isascii()
        assert not any(letter.isascii() and letter.isalpha() for letter in entity.name_ar)


def test_choices_are_those_of_the_registry():
    with (APP / "hub/data/entity_categories.csv").open(encoding="utf-8") as file:
        assert {row["code"] for row in csv.DictReader(file)} == CATEGORIES
    doctype = json.loads((APP / "hub/doctype/entity/entity.json").read_text(encoding="utf-8"))
    options = {field["fieldname"]: field.get("options") for field in doctype["fields"]}
    assert set(filter(None, options["cofog_function"].split("\n"))) == set(FUNCTIONS)
    assert set(options["size"].split("\n")) == set(SIZES)


def test_every_category_function_and_profile_is_used():
    government = load_government()
    assert {entity.category for entity in government} == CATEGORIES
    assert {entity.function for entity in government} == set(FUNCTIONS)
    assert {entity.profile.name for entity in government} == set(load_profiles())


def break_file(tmp_path: Path, change) -> Path:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(content)
    file = tmp_path / "government.yml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["entities"][0].update(code="Police"), "code needs 2-12 small letters"),
        (lambda c: c["entities"][0].update(category="ministry"), "category is 'ministry'"),
        (lambda c: c["entities"][0].update(function="3 Order"), "function is '3 Order'"),
        (lambda c: c["entities"][0].update(cofog="07.1"), "not within function 03"),
        (lambda c: c["entities"][0].update(heads=0), "heads is 0"),
        (lambda c: c["entities"][0].update(ar=" "), "the name 'ar' is empty"),
        (lambda c: c["entities"][0].pop("size"), "misses size"),
        (lambda c: c["entities"][0].update(boss="X"), "has unknown boss"),
        (lambda c: c["entities"][1].update(code="police"), "'police' is used 2 times"),
        (lambda c: c["entities"][0].update(heads=15_201), "the list gives 65501"),
        (lambda c: c["profiles"]["health"].update(female=1.2), "profile health: female is 1.2"),
        (lambda c: c["profiles"]["health"].update(season=[1] * 11), "twelve weights"),
        (lambda c: c["profiles"]["health"]["spend"].update(gifts=1), "spend names gifts"),
        (lambda c: c.pop("profiles"), "profiles is missing"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, change, message):
    with pytest.raises(GovernmentFileInvalidError) as raised:
        load_entities(break_file(tmp_path, change))
    assert message in raised.value.what


def test_all_mistakes_are_told_at_once(tmp_path):
    def change(content):
        content["entities"][0]["size"] = "Huge"
        content["entities"][5]["profile"] = "none"

    with pytest.raises(GovernmentFileInvalidError) as raised:
        load_entities(break_file(tmp_path, change))
    assert len(raised.value.problems) == 2


def test_text_that_is_no_yaml_or_no_file_is_refused(tmp_path):
    file = tmp_path / "government.yml"
    file.write_text("entities: [", encoding="utf-8")
    with pytest.raises(GovernmentFileInvalidError, match="not YAML"):
        load_entities(file)
    with pytest.raises(OpsError, match="is missing"):
        load_entities(tmp_path / "absent.yml")
