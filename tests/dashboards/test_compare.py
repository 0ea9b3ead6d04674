"""Files against a server, and edits taken back: in values, without a server."""

from __future__ import annotations

import copy
import shutil

import pytest

from bi.compiler.adopt import adopt
from bi.compiler.bundle import compile_form
from bi.compiler.compare import compare
from bi.compiler.form import FOLDER, load_form
from bi.compiler.marts import load_marts
from bi.compiler.owned import owned_assets


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "dashboards")
    return tmp_path / "dashboards"


@pytest.fixture
def assets():
    return compile_form(load_form(), load_marts())


def differences(assets, edit):
    """Return what differs after somebody's edit on the server."""
    server = copy.deepcopy(assets)
    edit(server)
    return compare(owned_assets(assets), owned_assets(server))


def test_same_on_both_sides_is_no_difference(assets):
    assert differences(assets, lambda server: None) == []


def test_numbers_that_superset_gives_are_no_difference(assets):
    def edit(server):
        server["charts/government-spend.yaml"]["params"]["slice_id"] = 7
        position = server["dashboards/government.yaml"]["position"]
        position["CHART-government-spend"]["meta"]["chartId"] = 7

    assert differences(assets, edit) == []


def test_difference_names_asset_field_and_both_values(assets):
    def edit(server):
        server["charts/government-by-entity.yaml"]["params"]["row_limit"] = 20

    [found] = differences(assets, edit)
    assert str(found) == (
        "charts/government-by-entity.yaml: params.row_limit: files 10000, server 20"
    )


def test_asset_on_one_side_is_named(assets):
    [found] = differences(assets, lambda server: server.pop("charts/government-spend.yaml"))
    assert str(found) == "charts/government-spend.yaml: only in the files"


def test_size_and_title_are_taken_into_the_files(assets, folder):
    def edit(server):
        chart = server["charts/government-by-entity.yaml"]
        chart["slice_name"] = "Who spends most"
        place = server["dashboards/government.yaml"]["position"]["CHART-government-by-entity"]
        place["meta"]["width"], place["meta"]["height"] = 5, 50

    result = adopt(differences(assets, edit), folder)
    assert (len(result["taken"]), result["left"]) == (3, [])
    one = load_form(folder).dashboards["government"]
    [tile] = [tile for tile in one.tiles if tile.slug == "government-by-entity"]
    assert (tile.title.en, tile.width, tile.height) == ("Who spends most", 5, 50)
    assert tile.title.ar == "جميع الجهات، الأكبر أولاً"


def test_arabic_title_changes_arabic_alone(assets, folder):
    def edit(server):
        server["charts/government-spend_ar.yaml"]["slice_name"] = "الإنفاق"

    adopt(differences(assets, edit), folder)
    [tile] = [t for t in load_form(folder).dashboards["government"].tiles if "-spend" in t.slug]
    assert (tile.title.en, tile.title.ar) == ("Spend", "الإنفاق")


def test_change_of_meaning_is_left_to_a_person(assets, folder):
    def edit(server):
        server["charts/government-spend.yaml"]["params"]["metric"] = "entity_spend"

    result = adopt(differences(assets, edit), folder)
    assert result["taken"] == []
    assert "params.metric" in result["left"][0]
    assert load_form(folder) == load_form()
