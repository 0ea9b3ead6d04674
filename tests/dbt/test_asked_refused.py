"""What is named and empty, or contradicts itself, is no whole night: refused before anything."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from analytics.__main__ import main
from analytics.nightly.asked import Asked, NightRefusedError, require_possible
from analytics.nightly.rollback import roll_back
from analytics.published.builds import BuildMissingError
from analytics.settings.places import Places
from ops.warehouse.night import Wanted
from tests.dbt.made_lake import sources_of


@pytest.fixture
def places(tmp_path):
    places = Places(tmp_path / "warehouse")
    places.make()
    return places


@pytest.mark.parametrize(
    ("asked", "full", "said"),
    [
        (Asked(model=""), False, "No model is named: write it as --model dim_grade"),
        (Asked(since=""), False, "'' is no day"),
        (Asked(("",)), False, "There is no entity ''"),
        (Asked(since="2026-09-01"), True, "--full reads everything anew.*name no day"),
        (Asked(model="dim_grade"), True, "--full reads everything anew.*name no model"),
    ],
)
def test_empty_and_contradicting_parts_are_refused(places, asked, full, said):
    with pytest.raises(NightRefusedError, match=said):
        require_possible(asked, sources_of(["roads"]), places, full)


@pytest.mark.parametrize("model", ["", "+"])
def test_empty_name_comes_from_the_command_line_as_it_was_written(places, model, capsys, tmp_path):
    wanted = Wanted(model=model)
    assert (wanted.is_part, wanted.arguments()) == (True, [f"--model={model}"])
    described = tmp_path / "sources.json"
    described.write_text(json.dumps(asdict(sources_of([]))))
    described.chmod(0o600)
    arguments = ["nightly", f"--warehouse={places.root}", f"--sources={described}"]
    assert main([*arguments, *wanted.arguments()]) == 2
    assert "No model is named" in capsys.readouterr().out
    assert list(places.runs.iterdir()) == []


def test_rollback_to_an_empty_name_goes_nowhere(places):
    with pytest.raises(BuildMissingError, match="There is no build"):
        roll_back(places, "")
