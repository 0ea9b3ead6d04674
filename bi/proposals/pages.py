"""What the proposals' pages show, put together for one reader in one language.

Owns the drawing of a tile before it is there: Superset draws what the form would compile, asked by
the reader of the page, so everybody sees it over their own rows.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from superset import security_manager

from bi import proposal_store as store
from bi.compiler.additions import Addition
from bi.compiler.charts import chart_config
from bi.compiler.parts import Form, Tile
from bi.proposals import charts, decide
from bi.proposals.draft import WIDTHS, form_with, rows_with_room
from bi.proposals.refusals import ProposalRefusedError
from bi.proposals.words import refusals_in, say
from bi.subjects import dashboard_path
from erp_app.domain.languages import LANGUAGES

FRAME_HEIGHT_MIN = 260  # pixels of a drawn tile
UNIT = 8  # pixels of a row's height


def overview(user: Any, language: str) -> dict[str, Any]:
    """Return the list: what waits (for who may release), the user's own charts and proposals."""
    may_propose, may_release = decide.holds(decide.MAY_PROPOSE), decide.holds(decide.MAY_RELEASE)
    form = form_with(decide.additions_before())

    def everybodys(proposals: list[store.TileProposal]) -> list[dict[str, Any]]:
        shown = proposals if may_release else []
        return [told(one, form, user, language) for one in shown]

    return {
        "may_release": may_release,
        "may_propose": may_propose,
        "waiting": everybodys(store.waiting()),
        "decided": everybodys(store.decided()),
        "own": [told(one, form, user, language) for one in store.of_person(user.id)],
        "charts": _charts(user, form, language) if may_propose else [],
    }


def _charts(user: Any, form: Form, language: str) -> list[dict[str, Any]]:
    waiting = {one.chart_id: one.id for one in store.waiting() if one.proposer_id == user.id}
    found = []
    for chart in charts.own_charts(user):
        derived = charts.derive_chart(chart, form)
        kind = derived.facts.get("kind", "table")
        found.append(
            {
                "id": chart.id,
                "name": chart.slice_name,
                "dataset": derived.dataset.title.of(language) if derived.dataset else "",
                "reasons": refusals_in(language, derived.refusals),
                "can": say("page", "can", language, say("kinds", kind, language)),
                "waiting": waiting.get(chart.id),
                "changed": say("page", "changed_on", language, chart.changed_on.date()),
            }
        )
    return found


def waiting(user: Any, chart: Any, form: Form, language: str) -> dict[str, Any] | None:
    """Return what waits of a chart, which another proposal would withdraw."""
    earlier = decide.waiting_of(user, chart)
    return told(earlier, form, user, language) if earlier else None


def told(proposal: store.TileProposal, form: Form, user: Any, language: str) -> dict[str, Any]:
    """Return one proposal as pages tell it."""
    title = Addition.of(proposal).facts["title"]
    dashboard = form.dashboards.get(proposal.subject)
    return {
        "id": proposal.id,
        "title": title[language],
        "titles": title,
        "dashboard": dashboard.title.of(language) if dashboard else proposal.subject,
        "path": dashboard_path(proposal.subject, language),
        "state": proposal.state,
        "state_said": say("states", proposal.state, language),
        "chart_id": proposal.chart_id,
        "is_own": proposal.proposer_id == user.id,
        "said": _by("proposed_by", language, proposal.proposer_id, proposal.proposed_at),
        "decided_said": _decided(proposal, language),
        "reason": proposal.reason or "",
    }


def _decided(proposal: store.TileProposal, language: str) -> str:
    if proposal.decider_id is None:
        return ""
    return _by("decided_by", language, proposal.decider_id, proposal.decided_at)


def _by(key: str, language: str, user_id: int, moment: datetime) -> str:
    return say("page", key, language, _name(user_id), moment.strftime("%Y-%m-%d %H:%M"))


def _name(user_id: int) -> str:
    user = security_manager.get_user_by_id(user_id)
    return user.get_full_name() if user else "?"


def places(form: Form, language: str) -> list[dict[str, Any]]:
    """Return where a tile can go: dashboards, each with the rows that have room and a new one."""
    found = []
    for slug, dashboard in form.dashboards.items():
        rows = [
            {
                "value": f"{slug}|{tile.slug}",
                "said": say("page", "row_of", language, number, tile.title.of(language), free),
            }
            for number, tile, free in rows_with_room(dashboard)
        ]
        new = {"value": f"{slug}|", "said": say("page", "new_row", language)}
        found.append({"title": dashboard.title.of(language), "rows": [*rows, new]})
    return found


def widths(language: str) -> list[tuple[int, str]]:
    """Return the widths to choose from, with what is said of each."""
    return [(width, say("page", "of_twelve", language, width)) for width in WIDTHS]


def decision(proposal: store.TileProposal, language: str) -> dict[str, Any]:
    """Return a waiting proposal as it would be released now, or why it cannot be."""
    try:
        seen = decide.look(proposal)
    except ProposalRefusedError as error:
        return {"reasons": refusals_in(language, error.refusals)}
    return {"digest": seen.digest, **drawn(seen)}


def drawn(seen: decide.Seen) -> dict[str, Any]:
    """Return the difference line by line, and the tile in both languages."""
    tile, form = seen.draft.tile, seen.draft.form
    return {
        "difference": seen.draft.difference.splitlines(),
        "previews": {language: _preview(form, tile, language) for language in LANGUAGES},
        "height": max(FRAME_HEIGHT_MIN, tile.height * UNIT),
    }


def _preview(form: Form, tile: Tile, language: str) -> str:
    """Return the address at which Superset draws the tile, for the user of the request alone."""
    from superset.commands.explore.form_data.create import CreateFormDataCommand
    from superset.commands.explore.form_data.parameters import CommandParameters

    table = charts.dataset_record(tile.dataset)
    params = {
        **chart_config(form, tile, language)["params"],
        "datasource": f"{table.id}__table",
    }
    asked = CommandParameters(datasource_id=table.id, form_data=json.dumps(params))
    return f"/explore/?form_data_key={CreateFormDataCommand(asked).run()}&standalone=1"
