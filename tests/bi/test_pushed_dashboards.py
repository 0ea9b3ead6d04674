"""Dashboards as code on a running Superset: pushed twice, compared, pruned, left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bi.compiler.form import load_form
from bi.compiler.parts import ROWS_MAX
from bi.subjects import in_language
from erp_app.domain.languages import LANGUAGES
from ops.environments.locked import environment_folder
from ops.installation.instance import REPO
from ops.warehouse.dashboards import run_assets

QUIET = lambda share, said: None  # noqa: E731 - nobody watches


@pytest.fixture(scope="module", autouse=True)
def pushed(instance):
    """Return the files as they are."""
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


def test_second_push_changes_nothing(instance):
    result = run_assets(instance, "push", QUIET)
    assert (result["changed"], result["removed"]) == (0, [])


EDIT = """
import uuid
from superset.models.slice import Slice
def ours(slug):
    return db.session.query(Slice).filter_by(external_url=f"diwan:chart:{slug}").one()
chart = ours("government-by-entity")
chart.params = json.dumps({**json.loads(chart.params), "row_limit": 3})
old = ours("government-spend")
left_over = "diwan:chart:left-over"
for name, mark, identifier in (
    ("left over", left_over, uuid.uuid5(uuid.NAMESPACE_URL, left_over)),
    ("copy", "diwan:chart:government-spend", uuid.uuid4()),
    ("own", None, uuid.uuid4()),
):
    db.session.add(Slice(slice_name=name, viz_type=old.viz_type, params=old.params,
        datasource_id=old.datasource_id, datasource_type="table", external_url=mark,
        uuid=identifier))
db.session.commit()
print("null")
"""
CLEAN = """
from superset.models.slice import Slice
found = db.session.query(Slice).filter(Slice.slice_name.in_(("left over", "copy", "own"))).all()
said = json.dumps(sorted(one.slice_name for one in found))
for one in found: db.session.delete(one)
db.session.commit()
print(said)
"""


def test_push_takes_edits_back_removes_what_is_ours_and_leaves_peoples_own(instance, in_superset):
    """An edit of ours, a chart of ours that the files no longer have, a copy of ours, their own."""
    in_superset(EDIT)
    found = [one["text"] for one in run_assets(instance, "diff", QUIET)]
    assert found == [
        "charts/government-by-entity.yaml: params.row_limit: files 10000, server 3",
        "charts/left-over.yaml: only on the server",
    ]
    result = run_assets(instance, "push", QUIET)
    assert (result["changed"], result["removed"]) == (2, ["charts/left-over.yaml"])
    assert in_superset(CLEAN) == ["copy", "own"]


def questions():
    """Yield what every tile asks, in both languages: (slug, dataset's table, query, SQL)."""
    form = load_form()
    for dashboard in form.dashboards.values():
        for tile in dashboard.tiles:
            dataset = form.datasets[tile.dataset]
            names = [*tile.by, *([tile.split] if tile.split else [])]
            for language in LANGUAGES:
                columns = [dataset.dimensions[name] for name in names]
                where = one_month(dataset, tile)
                query = {
                    "metrics": [in_language(name, language) for name in tile.metrics],
                    "columns": [one.column(language) for one in columns],
                    "extras": {"where": f"({where})" if where else ""},
                    "row_limit": ROWS_MAX,
                }
                asked = [one.columns[language] for one in columns]
                asked += [dataset.metrics[name].sql[language] for name in tile.metrics]
                sql = f"select {', '.join(asked)} from marts.{dataset.table}"
                sql += f" where {where}" if where else ""
                if tile.kind != "rows":
                    sql += " group by " + (", ".join(asked[: len(columns)]) or "all")
                yield in_language(tile.slug, language), dataset.table, query, sql


def one_month(dataset, tile) -> str | None:
    """Return a tile's condition, for levels along the months with one of these: they do not add
    up, and a question without the months has no answer."""
    levels = [name for name in tile.metrics if dataset.metrics[name].is_stock]
    if tile.kind not in ("lines", "months") or not levels:
        return tile.where
    month = f"{dataset.dimensions[dataset.time].columns['en']} = date_trunc('month', current_date)"
    return f"{tile.where} and {month}" if tile.where else month


# What these show is what is wrong: nothing is well.
EXCEPTIONS = ("government-freshness", "quality-freshness", "quality-differences")


def test_every_tile_has_something_to_show_in_both_languages(administrator):
    """On the published build: no query of a tile fails, and none is empty without a reason."""
    datasets, broken = administrator.datasets(), []
    for slug, table, query, _ in questions():
        answer = administrator.chart(datasets[table], **query)
        rows = answer.json()["result"][0]["data"] if answer.status_code == 200 else None
        if rows is None or not (rows or slug.removesuffix("_ar") in EXCEPTIONS):
            broken.append((slug, answer.text[:200]))
    assert broken == []


def test_every_tile_shows_what_sql_over_the_mart_says(administrator, instance):
    """Every row of every tile, as the chart's answer gives it and as DuckDB computes it."""
    datasets, wrong = administrator.datasets(), []
    build = (instance.root / "warehouse" / "current").resolve() / "warehouse.duckdb"
    asked = list(questions())
    truths = ask_build(build, [sql for *_, sql in asked])
    for (slug, table, query, _), rows in zip(asked, truths, strict=True):
        [result] = administrator.chart(datasets[table], force=True, **query).json()["result"]
        names = [*query["columns"], *query["metrics"]]
        shown = sorted(tuple(as_text(row[name]) for name in names) for row in result["data"])
        if len(rows) > ROWS_MAX:  # a tile with pages: the first of them
            assert len(shown) == ROWS_MAX
            continue
        truth = sorted(tuple(map(as_text, row)) for row in rows)
        if shown != truth:
            wrong.append((slug, len(shown), len(truth), shown[:1], truth[:1]))
    assert wrong == []


ASK = """
import calendar, duckdb, json, sys
def told(value):
    if hasattr(value, "timetuple"):  # Superset tells moments as milliseconds
        return calendar.timegm(value.timetuple()) * 1000 + getattr(value, "microsecond", 0) // 1000
    return str(value)
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("set enable_progress_bar = false")  # a slow machine draws it among the rows
found = [connection.execute(sql).fetchall() for sql in json.load(sys.stdin)]
print(json.dumps(found, default=told))
"""


def ask_build(build: Path, questions: list[str]) -> list[list[list[Any]]]:
    """Return the rows of each question to a build, asked where DuckDB is installed."""
    python = environment_folder("superset") / "bin" / "python"
    done = subprocess.run(
        [str(python), "-c", ASK, str(build)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def as_text(value: Any) -> str:
    """Return a value so that both ways of answering can be compared: numbers to nine digits."""
    if value is None or isinstance(value, bool):
        return str(value)
    try:
        return f"{float(value):.9g}"
    except (TypeError, ValueError):
        return str(value)


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
    assert said == {"changed": 0, "removed": [], "roles": {}, "kept": []}
