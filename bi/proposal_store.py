"""What was proposed as a tile, and what became of it: one row each, in Superset's own tables.

Owns the table and its states. A row goes from waiting to one of the others, once, and a released
one can be taken off the dashboards again: whoever comes second is told so. It lies beside
Superset's tables, so it survives restarts and upgrades and is in every backup of theirs, be they a
file, MariaDB or PostgreSQL. Callers commit.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Column, DateTime, Integer, String, Text
from superset import db

WAITING, RELEASED, PULLED = "waiting", "released", "pulled"
DECLINED, WITHDRAWN, TAKEN_OFF = "declined", "withdrawn", "taken_off"
# State -> the one before it, where that is not waiting.
_AFTER = {TAKEN_OFF: RELEASED}
DECIDED_SHOWN_MAX = 20


class TileProposal(Model):
    """One proposal. line: the tile in the form; beside: slug of a tile in its row, "" for a row of
    its own; chart_digest and dataset_digest: of what it was derived from."""

    __tablename__ = "diwan_tile_proposal"

    id = Column(String(36), primary_key=True)
    state = Column(String(12), nullable=False)
    subject = Column(String(64), nullable=False)
    slug = Column(String(120), nullable=False)
    line = Column(Text, nullable=False)
    beside = Column(String(120), nullable=False)
    height = Column(Integer, nullable=False)
    chart_id = Column(Integer, nullable=False)
    chart_digest = Column(String(64), nullable=False)
    dataset_digest = Column(String(64), nullable=False)
    proposer_id = Column(Integer, nullable=False)
    proposed_at = Column(DateTime, nullable=False)
    decider_id = Column(Integer)
    decided_at = Column(DateTime)
    reason = Column(Text)


def make_table() -> None:
    """Create the table when it is missing."""
    TileProposal.__table__.create(bind=db.engine, checkfirst=True)


def now() -> datetime:
    """Return the moment in UTC, as the table keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def add(**facts: Any) -> TileProposal:
    """Keep a new proposal that waits. facts: the columns, without id, state and moment."""
    row = TileProposal(id=str(uuid.uuid4()), state=WAITING, proposed_at=now(), **facts)
    db.session.add(row)
    return row


def find(proposal_id: str) -> TileProposal | None:
    """Return one proposal."""
    return db.session.get(TileProposal, proposal_id)


def take(proposal: TileProposal, state: str, decider_id: int, reason: str = "") -> bool:
    """Move a proposal to a state from the one before it; False when somebody was faster.

    The row is locked from here on, so the moves of two people at once follow each other.
    """
    changed = (
        db.session.query(TileProposal)
        .filter_by(id=proposal.id, state=_AFTER.get(state, WAITING))
        .update(
            {
                "state": state,
                "decider_id": decider_id,
                "decided_at": now(),
                "reason": reason or None,
            },
            synchronize_session=False,
        )
    )
    db.session.expire(proposal)
    return changed == 1


def waiting() -> list[TileProposal]:
    """Return what waits, the oldest first."""
    rows = db.session.query(TileProposal).filter_by(state=WAITING)
    return rows.order_by(TileProposal.proposed_at, TileProposal.id).all()


def released(is_locked: bool = False) -> list[TileProposal]:
    """Return what was released and is not known to be in the files, in the order of release.

    is_locked: read what others have committed meanwhile, and keep them from adding to it.
    """
    rows = db.session.query(TileProposal).filter_by(state=RELEASED)
    rows = rows.order_by(TileProposal.decided_at, TileProposal.id)
    return rows.with_for_update().populate_existing().all() if is_locked else rows.all()


def of_person(user_id: int) -> list[TileProposal]:
    """Return somebody's own proposals, the newest first."""
    rows = db.session.query(TileProposal).filter_by(proposer_id=user_id)
    return rows.order_by(TileProposal.proposed_at.desc(), TileProposal.id).limit(100).all()


def decided() -> list[TileProposal]:
    """Return what was decided on lately, the newest first."""
    states = (RELEASED, PULLED, DECLINED, TAKEN_OFF)
    rows = db.session.query(TileProposal).filter(TileProposal.state.in_(states))
    rows = rows.order_by(TileProposal.decided_at.desc(), TileProposal.id)
    return rows.limit(DECIDED_SHOWN_MAX).all()


def slugs_taken() -> set[str]:
    """Return the slugs of what waits or was released: a slug is one tile's for ever."""
    states = (WAITING, RELEASED, PULLED, TAKEN_OFF)
    rows = db.session.query(TileProposal.slug).filter(TileProposal.state.in_(states))
    return {slug for (slug,) in rows}


def mark_pulled(proposals: list[TileProposal]) -> None:
    """Note that the files hold these; commits."""
    for one in proposals:
        one.state = PULLED
    db.session.commit()
