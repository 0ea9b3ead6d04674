"""Proposing, withdrawing, releasing, declining, taking off: who may, and that each happens once.

Owns separation of duties: whoever proposed a tile never releases it, whatever their roles are. A
decision is bound to what was seen by a digest, which is computed anew here: a chart, a dataset's
definition or a place that changed meanwhile is no longer what was proposed. A release and its tile
are one transaction: killed in between, nothing of it is there, and it can be run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from superset import db, security_manager

from bi import proposal_store as store
from bi.compiler.additions import Addition, missing
from bi.proposals import charts, serve
from bi.proposals.draft import (
    Draft,
    Wish,
    check_row_limit,
    check_wish,
    dataset_digest,
    form_with,
    make_addition,
    place,
)
from bi.proposals.refusals import ProposalRefusedError, Refusal

VIEW = "GovernedTile"
MAY_PROPOSE, MAY_RELEASE = "can_propose", "can_release"
REASON_MAX = 1_000


@dataclass(frozen=True)
class Seen:
    """A proposal as somebody sees it before deciding; digest: of all of it."""

    draft: Draft
    digest: str


def holds(right: str) -> bool:
    """Return whether the user of the request holds a right."""
    return security_manager.can_access(right, VIEW)


def require_one(*rights: str) -> None:
    """Refuse a user who holds none of these rights. Raises: ProposalRefusedError."""
    if not any(holds(right) for right in rights):
        raise ProposalRefusedError(Refusal("no_right"), status=403)


def additions_before(but: str = "", is_locked: bool = False) -> list[Addition]:
    """Return the released tiles that the files do not have yet. but: a proposal left out."""
    return missing(Addition.of(one) for one in store.released(is_locked) if one.id != but)


def draft_of_chart(chart: Any, wish: Wish) -> Seen:
    """Return what proposing a chart would change. Raises: ProposalRefusedError."""
    before = additions_before()
    form = form_with(before)
    derived = charts.derive_chart(chart, form)
    refusals = derived.refusals or check_wish(wish, form)
    if refusals:
        raise ProposalRefusedError(*refusals)
    taken = {tile.slug for one in form.dashboards.values() for tile in one.tiles}
    addition = make_addition(wish, derived.facts, taken | store.slugs_taken())
    with charts.marts_of_reader() as connection:
        draft = place(addition, before, connection)
        limit = chart.form_data.get("row_limit")
        if refusals := check_row_limit(limit, draft.tile, draft.form, connection):
            raise ProposalRefusedError(*refusals)
    digest = draft.digest(charts.chart_digest(chart), dataset_digest(derived.dataset))
    return Seen(draft, digest)


def waiting_of(user: Any, chart: Any) -> store.TileProposal | None:
    """Return the proposal of somebody's chart that waits for a decision."""
    mine = (one for one in store.waiting() if one.proposer_id == user.id)
    return next((one for one in mine if one.chart_id == chart.id), None)


def propose(
    user: Any, chart: Any, wish: Wish, digest: str, replaced: str = ""
) -> store.TileProposal:
    """Send a proposal as it was seen; commits. replaced: the one of the chart that waits and is
    withdrawn by this, named by whoever was told of it.

    Raises: ProposalRefusedError.
    """
    earlier = waiting_of(user, chart)
    if earlier is not None and earlier.id != replaced:
        raise ProposalRefusedError(Refusal("waits_already"))
    seen = draft_of_chart(chart, wish)
    if seen.digest != digest:
        raise ProposalRefusedError(Refusal("changed_meanwhile"))
    if earlier is not None:
        store.take(earlier, store.WITHDRAWN, user.id)
    addition = seen.draft.addition
    row = store.add(
        subject=addition.subject,
        slug=addition.slug,
        line=addition.line,
        beside=addition.beside,
        height=addition.height,
        chart_id=chart.id,
        chart_digest=charts.chart_digest(chart),
        dataset_digest=dataset_digest(seen.draft.form.datasets[seen.draft.tile.dataset]),
        proposer_id=user.id,
    )
    db.session.commit()
    return row


def look(proposal: store.TileProposal, is_locked: bool = False) -> Seen:
    """Return a waiting proposal as it would be released now. Raises: ProposalRefusedError."""
    before = additions_before(proposal.id, is_locked)
    form = form_with(before)
    chart = charts.find_chart(proposal.chart_id)
    if chart is None or charts.chart_digest(chart) != proposal.chart_digest:
        raise ProposalRefusedError(Refusal("chart_changed"))
    dataset = form.datasets.get(Addition.of(proposal).facts["dataset"])
    if dataset is None or dataset_digest(dataset) != proposal.dataset_digest:
        raise ProposalRefusedError(Refusal("dataset_changed"))
    with charts.marts_of_reader() as connection:
        draft = place(Addition.of(proposal), before, connection)
    return Seen(draft, draft.digest(proposal.chart_digest, proposal.dataset_digest))


def release(user: Any, proposal: store.TileProposal, digest: str) -> None:
    """Bring a proposal to its dashboards, as it was seen; commits, or changes nothing.

    Raises: ProposalRefusedError.
    """
    chart = charts.find_chart(proposal.chart_id)
    if proposal.proposer_id == user.id or (chart is not None and charts.is_of(chart, user)):
        raise ProposalRefusedError(Refusal("own_proposal"), status=403)
    with _whole():
        _take(user, proposal, store.RELEASED)
        dashboards = serve.lock_dashboards(proposal.subject)
        seen = look(proposal, is_locked=True)
        if seen.digest != digest:
            raise ProposalRefusedError(Refusal("changed_meanwhile"))
        serve.bring(seen.draft.form, proposal.subject, seen.draft.tile, dashboards)


def take_off(user: Any, proposal: store.TileProposal, reason: str) -> None:
    """Take a released tile off its dashboards, whoever released it, and say why; commits, or
    changes nothing. Raises: ProposalRefusedError."""
    _require_reason(reason)
    with _whole():
        _take(user, proposal, store.TAKEN_OFF, reason)
        dashboards = serve.lock_dashboards(proposal.subject)
        if not missing([Addition.of(proposal)]):
            raise ProposalRefusedError(Refusal("in_files"))
        serve.take_off(proposal.slug, dashboards)


def decline(user: Any, proposal: store.TileProposal, reason: str) -> None:
    """Say no, and why; commits. Raises: ProposalRefusedError."""
    if proposal.proposer_id == user.id:
        raise ProposalRefusedError(Refusal("own_proposal"), status=403)
    _require_reason(reason)
    with _whole():
        _take(user, proposal, store.DECLINED, reason)


def withdraw(user: Any, proposal: store.TileProposal) -> None:
    """Take the own proposal back; commits. Raises: ProposalRefusedError."""
    if proposal.proposer_id != user.id:
        raise ProposalRefusedError(Refusal("unknown"), status=404)
    with _whole():
        _take(user, proposal, store.WITHDRAWN)


@contextmanager
def _whole() -> Iterator[None]:
    """Commit what is done inside; of what is refused or breaks off, leave nothing."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def _shown(reason: str) -> str:
    """Return a reason as one line, without what turns or hides letters."""
    return " ".join("".join(one if one.isprintable() else " " for one in reason).split())


def _require_reason(reason: str) -> None:
    if not _shown(reason):
        raise ProposalRefusedError(Refusal("reason_missing"), status=400)


def _take(user: Any, proposal: store.TileProposal, state: str, reason: str = "") -> None:
    if not store.take(proposal, state, user.id, _shown(reason)[:REASON_MAX]):
        raise ProposalRefusedError(Refusal("already_decided"))
