"""A dashboard in Superset's import form: tiles in rows, native filters, the Arabic direction.

Each subject becomes one dashboard per language. Tiles keep their order in both: the Arabic one is
laid out from right to left by its style sheet, whatever language the rest of the page is in.
Narrow screens need no layout of their own: bi/templates/diwan/narrow.html stacks the tiles.
"""

from __future__ import annotations

import json
from typing import Any

from bi.compiler.charts import PALETTE, chart_title
from bi.compiler.datasets import VERSION
from bi.compiler.identity import asset_uuid, mark
from bi.compiler.newest import Newest
from bi.compiler.parts import Dashboard, Filter, Form, Tile
from bi.compiler.words import Words
from bi.palette import MEANINGS
from bi.subjects import dashboard_slug, in_language
from erp_app.domain.languages import ARABIC, ENGLISH, other_language

ABOUT_HEIGHT = 10  # of eight pixels each
# The first line of a dashboard stands without a heading, a figure's lines below each other; a
# figure keeps its own direction, and says that it knows more when pointed at.
STYLE_BOTH = """
.dashboard-component-chart-holder:has(.diwan-lead) [data-test="slice-header"],
.dashboard-component-chart-holder:has(.diwan-card) .header-controls,
.slice_container:has(.diwan-lead, .diwan-card) th * { display: none; }
.slice_container:has(.diwan-lead, .diwan-card) th { height: 1px; padding: 0 !important;
  border: 0 !important; line-height: 1px; background: none !important; }
.slice_container:has(.diwan-lead, .diwan-card), .slice_container:has(.diwan-lead, .diwan-card) div {
  height: auto !important; overflow: visible !important; }
.slice_container:has(.diwan-lead, .diwan-card) tr { background: none !important; }
.superset-chart-table .cell-bar.positive { background-color: #0F6E6240 !important; }
.superset-chart-table .cell-bar.negative { background-color: #B5473C40 !important; }
.slice_container:has(.diwan-lead, .diwan-card) td { border: 0 !important; padding: 0 !important;
  background: none !important; white-space: normal !important; }
/* Nothing is a dash, in every language; a page of few rows has no size to choose. Who pushed the
   dashboard, and what a table without a field to search in would be searched by, help nobody. */
td.dt-is-null { font-size: 0; }
/* Where rows scroll, headings and sums keep the same room for the bar. */
.superset-chart-table div:has(> table) { scrollbar-gutter: stable; scrollbar-width: thin; }
td.dt-is-null::after { content: "–"; font-size: 12px; }
.dt-select-page-size:has([title="0"]), .search-select-container:not(:has(input[type="text"])),
[data-test="metadata-bar"] { display: none !important; }
.dashboard-content td a { white-space: nowrap; }
.diwan-lead { font-size: 20px; line-height: 1.45; }
.diwan-card > div { font-size: 13px; line-height: 1.5; color: #4A5A57; }
.diwan-card > div:first-child { font-size: 26px; line-height: 1.25; color: #1D2B28; }
.diwan-figure { unicode-bidi: isolate; white-space: nowrap; }
.diwan-figure[title] { cursor: help; text-decoration: underline dotted #9FB3B0 1px;
  text-underline-offset: 4px; }
"""
# Superset's own words of an empty tile read like an error. Ours say what is so and what to do, and
# where good news leaves no rows, the news.
NOTHING = Words(
    "Nothing here for what is chosen above; months that still run are left out. "
    "Choose otherwise, or press Clear All.",
    "لا شيء هنا لما هو مختار أعلاه، والشهر الجاري غير محسوب. اختر غيره أو اضغط «مسح الكل».",
)
_NOTHING = """
.dashboard-content [data-test-chart-name] :has(> [aria-label="empty"]) > * {{ display: none; }}
.dashboard-content [data-test-chart-name] :has(> [aria-label="empty"])::after {{
  content: {words}; font-size: 14px; line-height: 1.5; color: #4A5A57; max-width: 30em;
  text-align: center; }}
"""
_EMPTY = """
.dashboard-content:not(:has(.diwan-none)) [data-test-chart-name={title}]
  :has(> [aria-label="empty"])::after {{ content: {words}; font-size: 16px; color: #2E7D5B; }}
"""
# Dates and amounts keep their own direction, and amounts stand below each other by their points;
# what scrolls keeps the room for its bar on one side, heading, rows and sums alike. The gap between
# tiles changes sides.
STYLE_ARABIC = """
.dashboard-content, .dashboard-header-container { direction: rtl; }
.dashboard-content .dashboard-markdown { text-align: right; }
.grid-row > :not(:last-child):not(.hover-menu) { margin-right: 0; margin-left: 16px; }
.header-line { direction: ltr; text-align: right; }
.dashboard-content td { unicode-bidi: plaintext; }
@media (min-width: 768px) { /* a narrow screen begins at the right, with the names */
  .superset-chart-table div:has(> table) { direction: ltr; }
  .superset-chart-table div > table { direction: rtl; }
}
.dashboard-content td:has(.diwan-lead, .diwan-card) { unicode-bidi: normal; text-align: right; }
"""


def dashboard_config(
    form: Form, dashboard: Dashboard, language: str, newest: Newest
) -> dict[str, Any]:
    """Return the content of dashboards/<slug>.yaml. newest: where its filters open, by slug."""
    slug = dashboard_slug(dashboard.slug, language)
    return {
        "version": VERSION,
        "uuid": asset_uuid("dashboard", slug),
        "dashboard_title": dashboard.title.of(language),
        "description": dashboard.about.of(language),
        "slug": slug,
        "css": _style(form, dashboard, language),
        "published": True,
        "external_url": mark("dashboard", slug),
        "position": _position(form, dashboard, language),
        "metadata": _metadata(form, dashboard, language, newest),
    }


def _style(form: Form, dashboard: Dashboard, language: str) -> str:
    """Return the dashboard's style sheet, with what its tiles say where good news leaves no rows.

    Of an entity that there is not nothing is good news: a sentence with .diwan-none says so.
    """
    said = [
        _EMPTY.format(
            title=_quoted(chart_title(tile, form.datasets[tile.dataset], language)),
            words=_quoted(tile.empty.of(language)),
        )
        for tile in dashboard.tiles
        if tile.empty
    ]
    nothing = _NOTHING.format(words=_quoted(NOTHING.of(language)))
    return STYLE_BOTH + (STYLE_ARABIC if language == ARABIC else "") + nothing + "".join(said)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _position(form: Form, dashboard: Dashboard, language: str) -> dict[str, Any]:
    rows = [
        (f"ROW-{number}", [_chart(form, tile, language) for tile in row])
        for number, row in enumerate(dashboard.rows, 1)
    ]
    rows.append(("ROW-0", [_about(dashboard, language)]))
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": _node("GRID_ID", "GRID", [name for name, _ in rows], ["ROOT_ID"]),
        "HEADER_ID": {
            "id": "HEADER_ID",
            "type": "HEADER",
            "meta": {"text": dashboard.title.of(language)},
        },
    }
    for name, children in rows:
        above = ["ROOT_ID", "GRID_ID"]
        position[name] = _node(name, "ROW", [child["id"] for child in children], above)
        position[name]["meta"] = {"background": "BACKGROUND_TRANSPARENT"}
        for child in children:
            position[child["id"]] = {**child, "parents": [*above, name]}
    return position


def _node(name: str, kind: str, children: list[str], parents: list[str]) -> dict[str, Any]:
    return {"id": name, "type": kind, "children": children, "parents": parents}


def _about(dashboard: Dashboard, language: str) -> dict[str, Any]:
    """Return what the dashboard shows, and the way to the other language, which takes the filters
    along (bi/page_language.py)."""
    other = other_language(language)
    words = {ENGLISH: "English", ARABIC: "العربية"}[other]
    link = f"[{words}](/lang/{other})"
    code = f"{dashboard.about.of(language)} {link}"
    meta = {"width": 12, "height": ABOUT_HEIGHT, "code": code}
    return {"id": "MARKDOWN-about", "type": "MARKDOWN", "children": [], "meta": meta}


def _chart(form: Form, tile: Tile, language: str) -> dict[str, Any]:
    slug = in_language(tile.slug, language)
    meta = {
        "uuid": asset_uuid("chart", slug),
        "chartId": chart_number(slug),
        "sliceName": chart_title(tile, form.datasets[tile.dataset], language),
        "width": tile.width,
        "height": tile.height,
    }
    return {"id": f"CHART-{slug}", "type": "CHART", "children": [], "meta": meta}


def chart_number(slug: str) -> int:
    """Return a stand-in that the import replaces by the server's own number."""
    return int(asset_uuid("chart", slug)[:7], 16)


def _metadata(form: Form, dashboard: Dashboard, language: str, newest: Newest) -> dict[str, Any]:
    return {
        "color_scheme": PALETTE,
        "cross_filters_enabled": True,
        "filter_bar_orientation": "HORIZONTAL",
        "native_filter_configuration": [
            _filter(form, dashboard, one, language) | _opening(form, one, language, newest)
            for one in dashboard.filters
        ],
        "refresh_frequency": 0,
        "expanded_slices": {},
        "label_colors": _label_colours(form, dashboard, language),
        "timed_refresh_immune_slices": [],
    }


def _label_colours(form: Form, dashboard: Dashboard, language: str) -> dict[str, str]:
    """Return the colours that mean something, by what Superset looks them up by.

    That is a metric's label, the name of any metric with this label, or a value that is split by.
    """
    colours: dict[str, str] = {}
    for dataset in {tile.dataset: form.datasets[tile.dataset] for tile in dashboard.tiles}.values():
        for metric in dataset.metrics.values():
            if metric.means:
                colours[metric.label.of(language)] = MEANINGS[metric.means]
                colours[in_language(metric.name, language)] = MEANINGS[metric.means]
        for dimension in dataset.dimensions.values():
            colours |= {value: MEANINGS[one] for value, one in dimension.meanings.items()}
    return colours


def _filter(form: Form, dashboard: Dashboard, one: Filter, language: str) -> dict[str, Any]:
    """Return a native filter; every chart that has the column follows it, whatever its dataset."""
    dataset = form.datasets[one.dataset]
    dimension = dataset.dimensions[one.dimension]
    is_time = dimension.is_time
    target = {
        "datasetUuid": asset_uuid("dataset", one.dataset),
        "column": {"name": dimension.column(language)},
    }
    return {
        "id": f"NATIVE_FILTER-{in_language(one.slug, language)}",
        "type": "NATIVE_FILTER",
        "name": one.label.of(language),
        "description": "",
        "filterType": "filter_time" if is_time else "filter_select",
        "targets": [{}] if is_time else [target],
        "scope": {
            "rootPath": ["ROOT_ID"],
            "excluded": _passed_by(form, dashboard, one, language),
        },
        "cascadeParentIds": [],
    }


def _passed_by(form: Form, dashboard: Dashboard, one: Filter, language: str) -> list[int]:
    """Return tiles that a filter of months or years would leave empty, or that have no time."""
    is_time = form.datasets[one.dataset].dimensions[one.dimension].is_time
    if not (is_time or one.is_newest):
        return []
    passed = [
        tile
        for tile in dashboard.tiles
        if tile.is_latest or (is_time and not form.datasets[tile.dataset].time)
    ]
    return [chart_number(in_language(tile.slug, language)) for tile in passed]


def _opening(form: Form, one: Filter, language: str, newest: Newest) -> dict[str, Any]:
    """Return where a filter stands when the dashboard opens. "The newest one" is said when it is
    known; else Superset asks for the values and takes the first, and the tiles wait for it."""
    dimension = form.datasets[one.dataset].dimensions[one.dimension]
    mask: dict[str, Any] = {"extraFormData": {}, "filterState": {}, "ownState": {}}
    if is_known := one.slug in newest:
        value = newest[one.slug]
        clause = {"col": dimension.column(language), "op": "IN", "val": [value]}
        mask["extraFormData"] = {"filters": [clause]}
        mask["filterState"] = {"label": str(value), "value": [value]}
    must_ask = (one.is_newest and not is_known) or one.is_single
    return {
        "requiredFirst": must_ask,
        "controlValues": {} if dimension.is_time else _select_settings(one, must_ask),
        "defaultDataMask": mask,
        **({"sortMetric": in_language(one.order, language)} if one.order else {}),
    }


def _select_settings(one: Filter, must_ask: bool) -> dict[str, Any]:
    return {
        "multiSelect": not (one.is_newest or one.is_single),
        "creatable": False,  # what is typed finds what there is, and is no value by itself
        "enableEmptyFilter": one.is_newest or one.is_single,
        "defaultToFirstItem": must_ask,
        "inverseSelection": False,
        "searchAllOptions": True,
        "sortAscending": not one.is_newest,
    }
