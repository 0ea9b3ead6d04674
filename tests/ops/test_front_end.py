"""Corrections of a package's compiled front end fit once, or stop the installation."""

import pytest

from ground.errors import OpsError
from ops.environments import front_end
from ops.environments.front_end import CORRECTIONS, Correction, correct_front_end

ONE = Correction("what went wrong", "press(e.data[0])", "press(e.name)")


@pytest.fixture(autouse=True)
def one(monkeypatch):
    monkeypatch.setattr(front_end, "CORRECTIONS", {"superset": (ONE,)})


def test_text_that_stands_once_is_corrected(tmp_path):
    (tmp_path / "a.js").write_text("x;press(e.data[0]);y")
    (tmp_path / "b.js").write_text("other")
    correct_front_end("superset", tmp_path)
    assert (tmp_path / "a.js").read_text() == "x;press(e.name);y"
    assert (tmp_path / "b.js").read_text() == "other"


def test_file_that_others_share_stays_as_it_was_published(tmp_path):
    """The installer keeps one file for all environments: the next one would not fit any more."""
    kept, folder = tmp_path / "kept.js", tmp_path / "environment"
    folder.mkdir()
    kept.write_text("press(e.data[0])")
    (folder / "a.js").hardlink_to(kept)
    correct_front_end("superset", folder)
    assert (folder / "a.js").read_text() == "press(e.name)"
    assert kept.read_text() == "press(e.data[0])"
    correct_front_end("superset", folder)  # made already
    assert (folder / "a.js").read_text() == "press(e.name)"


@pytest.mark.parametrize(
    "texts", [["other"], ["press(e.data[0])"] * 2, ["press(e.data[0]);press(e.data[0])"]]
)
def test_text_that_does_not_stand_once_stops_the_installation(texts, tmp_path):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.js").write_text(text)
    with pytest.raises(OpsError, match="what went wrong"):
        correct_front_end("superset", tmp_path)
    assert [(tmp_path / f"{number}.js").read_text() for number in range(len(texts))] == texts


def test_every_correction_says_why_and_changes_something():
    for one in (correction for found in CORRECTIONS.values() for correction in found):
        assert one.why
        assert one.published != one.corrected
