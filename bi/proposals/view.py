"""The pages of proposals: addresses, rights, answers.

Owns /diwan/tiles/. Reading changes nothing; what changes something is posted with the page's token
(Superset's own check) and is refused to whoever lacks the right, with a sentence that says why.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, g, make_response, redirect, render_template, request, session
from flask_appbuilder import BaseView, expose
from flask_login import current_user
from superset import db, event_logger

from bi import proposal_store as store
from bi.compiler.form import FormInvalidError
from bi.proposals import charts, decide, pages
from bi.proposals.decide import MAY_PROPOSE, MAY_RELEASE, VIEW
from bi.proposals.draft import Wish, form_with
from bi.proposals.refusals import ProposalRefusedError, Refusal
from bi.proposals.words import refusals_in, say
from erp_app.domain.languages import ENGLISH, LANGUAGES, other_language

BASE = "/diwan/tiles"
DECISIONS = {
    "released": decide.release,
    "declined": decide.decline,
    "withdrawn": decide.withdraw,
    "taken_off": decide.take_off,
}
# What is said of an act just done -> the states of a proposal in which that is so.
DONE = {
    "sent": (store.WAITING,),
    "done_released": (store.RELEASED, store.PULLED),
    "done_declined": (store.DECLINED,),
    "done_withdrawn": (store.WITHDRAWN,),
    "done_taken_off": (store.TAKEN_OFF,),
}


class TilesView(BaseView):
    """From charts to governed tiles."""

    route_base = BASE
    default_view = "list"
    class_permission_name = VIEW
    base_permissions = (MAY_PROPOSE, MAY_RELEASE)

    @expose("/")
    def list(self) -> Any:
        """Show what waits, and the reader's own charts and proposals."""
        return _answer(_list, MAY_PROPOSE, MAY_RELEASE)

    @expose("/chart/<int:chart_id>")
    def chart(self, chart_id: int) -> Any:
        """Ask where a chart goes and what it is called; with a choice, show what would change."""
        return _answer(lambda: _choose(chart_id), MAY_PROPOSE)

    @expose("/chart/<int:chart_id>/propose", methods=["POST"])
    @event_logger.log_this
    def propose(self, chart_id: int) -> Any:
        """Send a proposal as it was seen."""
        return _answer(lambda: _propose(chart_id), MAY_PROPOSE)

    @expose("/proposal/<proposal_id>")
    def proposal(self, proposal_id: str) -> Any:
        """Show one proposal to its proposer and to those who may release."""
        return _answer(lambda: _show(_found(proposal_id)), MAY_PROPOSE, MAY_RELEASE)

    @expose("/proposal/<proposal_id>/release", methods=["POST"])
    @event_logger.log_this
    def release(self, proposal_id: str) -> Any:
        """Bring somebody else's tile to its dashboards."""
        digest = request.form.get("digest", "")
        return _answer(lambda: _decide("released", proposal_id, digest), MAY_RELEASE)

    @expose("/proposal/<proposal_id>/decline", methods=["POST"])
    @event_logger.log_this
    def decline(self, proposal_id: str) -> Any:
        """Say no to somebody else's tile, and why."""
        reason = request.form.get("reason", "")
        return _answer(lambda: _decide("declined", proposal_id, reason), MAY_RELEASE)

    @expose("/proposal/<proposal_id>/take-off", methods=["POST"])
    @event_logger.log_this
    def take_off(self, proposal_id: str) -> Any:
        """Take a released tile off its dashboards, and say why."""
        reason = request.form.get("reason", "")
        return _answer(lambda: _decide("taken_off", proposal_id, reason), MAY_RELEASE)

    @expose("/proposal/<proposal_id>/withdraw", methods=["POST"])
    @event_logger.log_this
    def withdraw(self, proposal_id: str) -> Any:
        """Take the own proposal back."""
        return _answer(lambda: _decide("withdrawn", proposal_id), MAY_PROPOSE)


def _answer(act: Any, *rights: str) -> Any:
    """Answer a request of somebody who holds one of these rights; say no in a sentence."""
    if not current_user.is_authenticated:
        return redirect(f"/login/?next={quote(request.full_path)}")
    try:
        decide.require_one(*rights)
        return act()
    except ProposalRefusedError as error:
        db.session.rollback()
        reasons = refusals_in(_language(), error.refusals)
        return _page("refused", error.status, reasons=reasons)
    except FormInvalidError as error:  # files that do not fit what was released
        db.session.rollback()
        reasons = refusals_in(_language(), [Refusal("check", (str(error),))])
        return _page("refused", 409, reasons=reasons)


def _language() -> str:
    language = session.get("locale")
    return language if language in LANGUAGES else ENGLISH


def _page(name: str, status: int = 200, **facts: Any) -> Response:
    language = _language()
    text = render_template(
        f"diwan/tiles/{name}.html",
        say=lambda key, *values: say("page", key, language, *values),
        other_language=other_language(language),
        base=BASE,
        **facts,
    )
    answer = make_response(text, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _list() -> Response:
    return _page("list", **pages.overview(g.user, _language()))


def _wish(values: Any) -> Wish:
    """Return what a person chose; what cannot be a choice is one that is not there."""
    subject, _, beside = values.get("place", "").partition("|")
    width = values.get("width", "")
    return Wish(
        subject,
        beside,
        int(width) if width.isdigit() and len(width) < 3 else 0,
        " ".join(values.get("title_en", "").split()),
        " ".join(values.get("title_ar", "").split()),
    )


def _choose(chart_id: int) -> Response:
    chart = charts.own_chart(g.user, chart_id)
    form = form_with(decide.additions_before())
    derived, language = charts.derive_chart(chart, form), _language()
    if derived.refusals:
        raise ProposalRefusedError(*derived.refusals)
    facts: dict[str, Any] = {
        "chart": chart,
        "places": pages.places(form, language),
        "widths": pages.widths(language),
        "wish": _wish(request.args) if "place" in request.args else None,
        "kind": say("kinds", derived.facts["kind"], language),
        "reasons": [],
        "waiting": pages.waiting(g.user, chart, form, language),
    }
    status = 200
    if facts["wish"]:
        try:
            seen = decide.draft_of_chart(chart, facts["wish"])
            facts |= {"digest": seen.digest, **pages.drawn(seen)}
        except ProposalRefusedError as error:
            facts["reasons"] = refusals_in(language, error.refusals)
            status = 400
    return _page("chart", status, **facts)


def _propose(chart_id: int) -> Any:
    chart = charts.own_chart(g.user, chart_id)
    digest, replaced = (request.form.get(name, "") for name in ("digest", "replaces"))
    row = decide.propose(g.user, chart, _wish(request.form), digest, replaced)
    return _go_to(row.id, "sent")


def _decide(decision: str, proposal_id: str, *given: str) -> Any:
    """Decide on a proposal and show it. given: what the decision needs besides."""
    DECISIONS[decision](g.user, _found(proposal_id), *given)
    return _go_to(proposal_id, f"done_{decision}")


def _go_to(proposal_id: str, done: str) -> Any:
    return redirect(f"{BASE}/proposal/{quote(proposal_id)}?done={done}")


def _found(proposal_id: str) -> store.TileProposal:
    """Return a proposal that the reader may know of. Raises: ProposalRefusedError."""
    proposal = store.find(proposal_id) if len(proposal_id) <= 36 else None
    may_release = decide.holds(MAY_RELEASE)
    if proposal is None or not (may_release or proposal.proposer_id == g.user.id):
        raise ProposalRefusedError(Refusal("unknown"), status=404)
    return proposal


def _show(proposal: store.TileProposal) -> Response:
    language = _language()
    form = form_with(decide.additions_before())
    facts: dict[str, Any] = pages.told(proposal, form, g.user, language)
    if proposal.state == store.WAITING:
        facts |= pages.decision(proposal, language)
    done = request.args.get("done", "")
    return _page(
        "proposal",
        one=facts,
        line=proposal.line,
        may_release=decide.holds(MAY_RELEASE),
        done=done if proposal.state in DONE.get(done, ()) else "",
    )
