"""Writing the workspaces of `desk_layout` into a site.

Owns our Workspace, Number Card and Dashboard Chart documents: each is brought to what the
layout says. Leaves out links to documents this site does not have.
"""

import json
from datetime import datetime, timedelta

import frappe

from erp_app.install.desk_layout import (
    LAYOUTS,
    LIST_COLUMNS,
    Card,
    Chart,
    Layout,
    Shortcut,
    list_layouts,
)
from erp_app.store import desk as store

CHART_SOURCE = "Diwan Charts"
_OLDEST = datetime(2020, 1, 1)
# Columns of the base's lists whose filters ask for types that nobody here reads.
_NOT_LISTED = (("User", "user_type"),)


def install_desk(site_role: str, is_ours: bool) -> None:
    """Write the workspaces of this site and remove the other kind's.

    is_ours: the site belongs to the platform, so the framework's own workspaces are hidden
    from everyone but Administrator.
    """
    wanted = list_layouts(site_role)
    for layout in wanted:
        _write_layout(layout)
    for doctype, columns in LIST_COLUMNS.items():
        if store.exists("DocType", doctype) and not store.exists("List View Settings", doctype):
            _write("List View Settings", doctype, {"total_fields": str(columns)})
    for doctype, field in _NOT_LISTED:
        _leave_out(doctype, field)
    store.delete_workspaces([layout.name for layout in LAYOUTS if layout not in wanted])
    if is_ours:
        store.hide_foreign_workspaces([layout.name for layout in LAYOUTS])


def _leave_out(doctype: str, field: str) -> None:
    """Take a field out of a list's columns and filters."""
    for name in ("in_list_view", "in_standard_filter"):
        setter = {"doctype": doctype, "fieldname": field, "property": name, "value": "0"}
        setter["property_type"] = "Check"
        frappe.make_property_setter(setter, is_system_generated=True)


def _write_layout(layout: Layout) -> None:
    cards = [card for card in layout.cards if store.exists("DocType", card.doctype)]
    charts = [chart for chart in layout.charts if store.exists("DocType", chart.doctype)]
    shortcuts = [item for item in layout.shortcuts if store.exists(item.type, item.link_to)]
    for card in cards:
        _write_card(card, layout.module)
    for chart in charts:
        _write_chart(chart, layout.module)
    links = _build_links(layout)
    groups = [link["label"] for link in links if link["type"] == "Card Break"]
    _write(
        "Workspace",
        layout.name,
        {
            "label": layout.name,
            "title": layout.name,
            "module": layout.module,
            "icon": layout.icon,
            "public": 1,
            "is_hidden": 0,
            "for_user": "",
            "sequence_id": layout.sequence,
            "content": build_content(cards, charts, shortcuts, groups),
            "roles": [{"role": role} for role in layout.roles],
            "number_cards": [{"number_card_name": c.label, "label": c.label} for c in cards],
            "charts": [{"chart_name": c.label, "label": c.label} for c in charts],
            "shortcuts": [_build_shortcut(item) for item in shortcuts],
            "links": links,
        },
    )
    # A document's breadcrumb leads to the oldest workspace of its module.
    age = _OLDEST + timedelta(seconds=layout.sequence)
    store.set_value("Workspace", layout.name, "creation", age)


def build_content(
    cards: list[Card], charts: list[Chart], shortcuts: list[Shortcut], groups: list[str]
) -> str:
    """Return the workspace's blocks as Frappe stores them: numbers, tiles, charts, links."""
    blocks = [("number_card", {"number_card_name": c.label, "col": 3}) for c in cards]
    blocks += [("shortcut", {"shortcut_name": s.label, "col": 3}) for s in shortcuts]
    blocks += [("chart", {"chart_name": c.label, "col": c.width}) for c in charts]
    blocks += [("card", {"card_name": label, "col": 4}) for label in groups]
    return json.dumps(
        [
            {"id": f"diwan{number:03d}", "type": kind, "data": data}
            for number, (kind, data) in enumerate(blocks)
        ]
    )


def _build_shortcut(item: Shortcut) -> dict:
    return {
        "label": item.label,
        "type": item.type,
        "link_to": item.link_to,
        "doc_view": item.view if item.type == "DocType" else "",
        "stats_filter": item.stats_filter,
        "format": item.format,
        "color": item.color,
    }


def _build_links(layout: Layout) -> list[dict]:
    rows: list[dict] = []
    for group in layout.groups:
        known = [link for link in group.links if store.exists(link[1], link[2])]
        if not known:
            continue
        rows.append({"type": "Card Break", "label": group.label, "link_count": len(known)})
        rows.extend(
            {
                "type": "Link",
                "label": label,
                "link_type": link_type,
                "link_to": link_to,
                "is_query_report": int(link_type == "Report"),
            }
            for label, link_type, link_to in known
        )
    return rows


def _write_card(card: Card, module: str) -> None:
    _write(
        "Number Card",
        card.label,
        {
            "label": card.label,
            "type": "Document Type",
            "document_type": card.doctype,
            "function": card.function,
            "aggregate_function_based_on": card.of_field,
            "filters_json": json.dumps([[*row, False] for row in card.filters]),
            "is_public": 1,
            "is_standard": 0,
            "show_percentage_stats": 0,
            "module": module,
            "color": card.color,
        },
    )


def _write_chart(chart: Chart, module: str) -> None:
    _write(
        "Dashboard Chart",
        chart.label,
        {
            "chart_name": chart.label,
            "chart_type": "Custom",
            "source": CHART_SOURCE,
            "document_type": chart.doctype,
            "type": chart.kind,
            "filters_json": "{}",
            "is_public": 1,
            "is_standard": 0,
            "timeseries": 0,
            "module": module,
            "color": chart.color,
        },
    )


def _write(doctype: str, name: str, values: dict) -> None:
    exists = store.exists(doctype, name)
    doc = frappe.get_doc(doctype, name) if exists else frappe.new_doc(doctype)
    if exists and doc.get("document_type") != values.get("document_type"):
        # Frappe fixes a card's document type for good: another one means another card.
        frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)
        exists, doc = False, frappe.new_doc(doctype)
    doc.update(values)
    doc.flags.ignore_links = True
    if exists:
        doc.save(ignore_permissions=True)
    else:
        doc.name = name
        doc.insert(ignore_permissions=True, set_name=name)
