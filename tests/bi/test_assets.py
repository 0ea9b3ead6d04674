"""Dashboards as code on a running Superset: pushed twice, compared, pruned, left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bi.assets.form import load_form
from bi.assets.words import LANGUAGES, in_language
from ops.dashboards import run_assets
from ops.instance import REPO

QUIET = lambda share, said: None  # noqa: E731 - nobody watches


@pytest.fixture(scope="module", autouse=True)
def pushed(instance):
    """The files as they are, before and after."""
    run_assets(instance, "push", QUIET)
    yield
    run_assets(instance, "push", QUIET)


@pytest.fixture
def in_superset(run_bi):
    """Run Python inside Superset; gives what it prints as JSON on its last line."""

    def run(code: str):
        body = "\n".join(f"    {line}" for line in code.strip().splitlines())
        text = (
            "import json\nfrom superset.app import create_app\napp = create_app()\n"
            f"with app.app_context():\n    from superset import db\n{body}\n"
        )
        return json.loads(run_bi(text).strip().splitlines()[-1])

    return run


COUNT = """
from superset.models.slice import Slice
from superset.models.dashboard import Dashboard
from superset.connectors.sqla.models import SqlaTable
print(json.dumps([db.session.query(m).count() for m in (Slice, Dashboard, SqlaTable)]))
"""


def test_second_push_changes_nothing(instance, in_superset):
    before = in_superset(COUNT)
    result = run_assets(instance, "push", QUIET)
    assert (result["changed"], result["removed"]) == (0, [])
    assert in_superset(COUNT) == before
    assert run_assets(instance, "diff", QUIET) == []


def test_edit_in_the_browser_is_seen_and_the_next_push_takes_it_back(instance, in_superset):
    in_superset("""
from superset.models.slice import Slice
chart = db.session.query(Slice).filter_by(external_url="diwan:chart:government-by-entity").one()
params = json.loads(chart.params)
params["row_limit"] = 3
chart.params = json.dumps(params)
db.session.commit()
print("null")
""")
    [found] = run_assets(instance, "diff", QUIET)
    assert found["text"] == (
        "charts/government-by-entity.yaml: params.row_limit: files 15, server 3"
    )
    assert run_assets(instance, "push", QUIET)["changed"] == 1
    assert run_assets(instance, "diff", QUIET) == []


def test_what_the_files_no_longer_have_is_removed_and_peoples_own_stays(instance, in_superset):
    in_superset("""
import uuid
from superset.models.slice import Slice
old = db.session.query(Slice).filter_by(external_url="diwan:chart:government-spend").one()
for name, mark in (("left over", "diwan:chart:left-over"), ("copy", "diwan:chart:government-spend"),
                   ("own", None)):
    ours = name == "left over"
    db.session.add(Slice(slice_name=name, viz_type=old.viz_type, params=old.params,
        datasource_id=old.datasource_id, datasource_type="table", external_url=mark,
        uuid=uuid.uuid5(uuid.NAMESPACE_URL, mark) if ours else uuid.uuid4()))
db.session.commit()
print("null")
""")
    result = run_assets(instance, "push", QUIET)
    assert result["removed"] == ["charts/left-over.yaml"]
    names = in_superset("""
from superset.models.slice import Slice
found = db.session.query(Slice).filter(Slice.slice_name.in_(("left over", "copy", "own"))).all()
said = json.dumps(sorted(one.slice_name for one in found))
for one in found: db.session.delete(one)
db.session.commit()
print(said)
""")
    assert names == ["copy", "own"]


def questions():
    """What every tile asks, in both languages: (slug, dataset's table, query)."""
    form = load_form()
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            dataset = form.datasets[tile.dataset]
            names = [*tile.by, *([tile.split] if tile.split else [])]
            for language in LANGUAGES:
                query = {
                    "metrics": [in_language(name, language) for name in tile.metrics],
                    "columns": [dataset.dimensions[name].column(language) for name in names],
                    "extras": {"where": f"({tile.where})" if tile.where else ""},
                }
                yield in_language(tile.slug, language), dataset.table, query


def test_every_tile_has_something_to_show_in_both_languages(administrator):
    """On the published build: no query of a tile fails, and none is empty without a reason."""
    datasets, broken = administrator.datasets(), []
    for slug, table, query in questions():
        answer = administrator.chart(datasets[table], **query)
        rows = answer.json()["result"][0]["data"] if answer.status_code == 200 else None
        if not rows:
            broken.append((slug, answer.text[:200]))
    assert broken == []


def test_night_pushes_only_what_changed(instance):
    """The night's hook costs nothing while the files are what they were."""
    command = [sys.executable, "-m", "ops.cli", "dashboards", "push", "--only-changed", "--json"]
    environment = {**os.environ, "DIWAN_INSTANCE": str(instance.root)}
    for _ in range(2):
        done = subprocess.run(
            command, cwd=REPO, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
    assert said == {"changed": 0, "removed": [], "roles": {}}
