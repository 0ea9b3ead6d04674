"""What the hub shows while an `up` goes on behind, from the same file."""

import json

import pytest

from ground.progress import report_nothing
from ops.control.hub_progress import FILE_NAME, HubProgress
from ops.installation.instance import Instance


@pytest.fixture
def progress(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    (instance.sites / instance.site("hub")).mkdir()
    return HubProgress(instance)


def shown(progress):
    file = progress.instance.sites / progress.instance.site("hub") / FILE_NAME
    return json.loads(file.read_text()) if file.exists() else None


def test_steps_are_told_to_both_and_the_file_goes_at_the_end(progress):
    told = []
    report = progress.follow("Warehouse", lambda share, said: told.append((share, said)))
    assert shown(progress) == [{"step": "Warehouse", "share": 0.0}]
    report(1.0, "done")
    progress.follow("Charts", report_nothing)
    assert told == [(1.0, "done")]
    assert [one["share"] for one in shown(progress)] == [1.0, 0.0]
    progress.finish()
    assert shown(progress) is None


def test_nothing_is_written_where_there_is_no_hub(tmp_path):
    progress = HubProgress(Instance(tmp_path / "instance"))
    progress.follow("Charts", report_nothing)(1.0, "")
    progress.finish()
    assert not list(tmp_path.rglob(FILE_NAME))
