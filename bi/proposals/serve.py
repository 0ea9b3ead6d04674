"""A released tile, brought to its dashboards on the running server or taken off them again, in the
caller's transaction.

Owns the least that must change: one chart and one place per language. Sizes and titles that
somebody arranged in the browser meanwhile stay as they are; a push would take them back. What is
written here is what a push compiles, so a push after it finds nothing to change.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from superset import db

from bi.compiler.charts import chart_config
from bi.compiler.identity import asset_uuid
from bi.compiler.layout import chart_number, dashboard_config
from bi.compiler.parts import Form, Tile
from bi.compiler.server import administrator
from bi.proposals.charts import dataset_record
from bi.proposals.refusals import ProposalRefusedError, Refusal
from bi.subjects import dashboard_slug, in_language
from erp_app.domain.languages import LANGUAGES

ABOUT = "ROW-0"  # the last row of every dashboard: what it shows


def lock_dashboards(subject: str) -> dict[str, Any]:
    """Return a subject's dashboards by language, locked until the transaction ends.

    Raises: ProposalRefusedError when they are not on the server.
    """
    from superset.models.dashboard import Dashboard

    found = {}
    for language in LANGUAGES:
        uuid = asset_uuid("dashboard", dashboard_slug(subject, language))
        query = db.session.query(Dashboard).filter_by(uuid=uuid).with_for_update()
        found[language] = query.populate_existing().one_or_none()
        if found[language] is None:
            raise ProposalRefusedError(Refusal("dashboard_missing"))
    return found


def bring(form: Form, subject: str, tile: Tile, dashboards: dict[str, Any]) -> None:
    """Put a tile on its dashboards; the caller commits. form: with the tile in it."""
    from superset.utils.core import override_user

    with override_user(administrator()):
        for language, record in dashboards.items():
            chart = _bring_chart(form, tile, language)
            compiled = dashboard_config(form, form.dashboards[subject], language, {})
            _bring_place(record, compiled, f"CHART-{in_language(tile.slug, language)}", chart)
            _bring_settings(record, compiled, in_language(tile.slug, language), chart.id)
            if chart not in record.slices:
                record.slices.append(chart)
        db.session.flush()


def take_off(slug: str, dashboards: dict[str, Any]) -> None:
    """Take a released tile off its dashboards and remove its charts; the caller commits."""
    from superset.models.slice import Slice
    from superset.utils.core import override_user

    with override_user(administrator()):
        for language, record in dashboards.items():
            own = in_language(slug, language)
            uuid = asset_uuid("chart", own)
            chart = db.session.query(Slice).filter_by(uuid=uuid).one_or_none()
            record.position_json = json.dumps(_without_place(record, f"CHART-{own}"))
            if chart is not None:
                record.json_metadata = json.dumps(_without_chart(record, chart.id))
                db.session.delete(chart)
        db.session.flush()


def _without_place(record: Any, node: str) -> dict[str, Any]:
    """Return a dashboard's layout without a tile, and without its row when that is empty then."""
    position = json.loads(record.position_json or "{}")
    position.pop(node, None)
    for name, one in list(position.items()):
        if isinstance(one, dict) and node in one.get("children", ()):
            one["children"].remove(node)
            if not one["children"]:
                del position[name]
                position["GRID_ID"]["children"].remove(name)
    return position


def _without_chart(record: Any, chart_id: int) -> dict[str, Any]:
    """Return a dashboard's settings with filters that do not name a chart."""
    metadata = json.loads(record.json_metadata or "{}")
    for one in metadata.get("native_filter_configuration", []):
        excluded = one.get("scope", {}).get("excluded", [])
        if chart_id in excluded:
            excluded.remove(chart_id)
    return metadata


def _bring_chart(form: Form, tile: Tile, language: str) -> Any:
    """Return the governed chart, made or brought up to date by Superset's own import."""
    from superset.commands.chart.importers.v1.utils import import_chart
    from superset.commands.utils import update_chart_config_dataset

    table = dataset_record(tile.dataset)
    if table is None:
        raise ProposalRefusedError(Refusal("dashboard_missing"))
    config = copy.deepcopy(chart_config(form, tile, language))
    config.pop("dataset_uuid")
    config.pop("version")
    info = {
        "datasource_id": table.id,
        "datasource_type": table.datasource_type,
        "datasource_name": table.table_name,
    }
    return import_chart(update_chart_config_dataset(config, info), overwrite=True)


def _bring_place(record: Any, compiled: dict[str, Any], node: str, chart: Any) -> None:
    """Add a tile's place to a dashboard's layout, where the files have it."""
    position = json.loads(record.position_json or "{}")
    placed = copy.deepcopy(compiled["position"][node])
    placed["meta"]["chartId"] = chart.id
    row = placed["parents"][-1]
    beside = [one for one in compiled["position"][row]["children"] if one != node]
    has_row = row in position and beside and set(beside) <= set(position[row]["children"])
    if not has_row:
        if row in position:  # somebody arranged rows of their own in the browser
            row = f"ROW-{node}"
        _add_row(position, row, compiled["position"][placed["parents"][-1]])
        placed["parents"] = [*placed["parents"][:-1], row]
    if node not in position[row]["children"]:
        position[row]["children"].append(node)
    record.position_json = json.dumps({**position, node: placed})


def _add_row(position: dict[str, Any], name: str, compiled: dict[str, Any]) -> None:
    """Add an empty row above the last one, which says what the dashboard shows."""
    position[name] = {**compiled, "id": name, "children": []}
    rows = position["GRID_ID"]["children"]
    at = rows.index(ABOUT) if ABOUT in rows else len(rows)
    rows.insert(at, name)


def _bring_settings(record: Any, compiled: dict[str, Any], slug: str, chart_id: int) -> None:
    """Tell a dashboard's filters which of them pass the tile by, and add its colours."""
    metadata = json.loads(record.json_metadata or "{}")
    passed_by = {
        one["id"]
        for one in compiled["metadata"]["native_filter_configuration"]
        if chart_number(slug) in one["scope"]["excluded"]
    }
    for one in metadata.get("native_filter_configuration", []):
        excluded = one.setdefault("scope", {}).setdefault("excluded", [])
        if one["id"] in passed_by and chart_id not in excluded:
            excluded.append(chart_id)
    metadata["label_colors"] = compiled["metadata"]["label_colors"]
    record.json_metadata = json.dumps(metadata)
