"""Sessions of the dashboards end when the hub raises their reader's epoch; in doubt they end."""

import time

import pytest

from erp_app.domain.hub.reader_epochs import NEVER_RAISED, current_epoch, raise_epoch

READER = "Analyst@Hub.Example"


def test_raised_epochs_are_later_than_the_session_and_of_that_person_alone(tmp_path):
    begun = time.time_ns()
    assert current_epoch(tmp_path, READER) == NEVER_RAISED
    raise_epoch(tmp_path, READER)
    assert current_epoch(tmp_path, "analyst@hub.example ") >= begun
    assert current_epoch(tmp_path, "other@hub.example") == NEVER_RAISED
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert "analyst" not in file.name.lower()


def test_what_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(OSError, match="missing"):
        current_epoch(tmp_path / "missing", READER)
    raise_epoch(tmp_path, READER)
    [file] = tmp_path.iterdir()
    file.write_text("soon")
    with pytest.raises(ValueError, match="soon"):
        current_epoch(tmp_path, READER)
