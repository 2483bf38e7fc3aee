"""Asking a person how it was, and keeping what they say. Whoever calls has locked the person, and has counted the question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.scales import RatingKind, read_answer, worth_most
from service.recipients.models import Recipient
from service.security.encryption import readable
from service.security.ids import new_id


@dataclass(frozen=True, slots=True)
class About:
    """Which gift, of which campaign, a question is about."""

    gift_id: str
    campaign_id: str


def find_rating(session: Session, gift_id: str, kinds: Collection[RatingKind]) -> Rating | None:
    """The newest of a gift's questions of these kinds; None where none was asked."""
    wanted = select(Rating).where(Rating.gift_id == gift_id, Rating.kind.in_(sorted(kinds)))
    return session.scalar(wanted.order_by(Rating.asked_at.desc(), Rating.id).limit(1))


def ask(session: Session, person: Recipient, about: About, kind: RatingKind, at: datetime) -> Rating:
    """The question, asked from now on; the same one where it was asked before."""
    found = find_rating(session, about.gift_id, (kind,))
    if found is not None:
        return found
    row = Rating(
        id=new_id("rat"),
        workspace_id=person.workspace_id,
        campaign_id=about.campaign_id,
        recipient_id=person.id,
        gift_id=about.gift_id,
        kind=kind,
        state="asked",
        asked_at=at,
    )
    session.add(row)
    session.flush()
    return row


def choose(session: Session, campaign_id: str, kinds: Collection[RatingKind]) -> RatingKind | None:
    """Which of these is worth most to be asked in this campaign; None where none is given."""
    counted = (
        select(Rating.kind, func.count())
        .where(Rating.campaign_id == campaign_id, Rating.state == "answered", Rating.kind.in_(sorted(kinds)))
        .group_by(Rating.kind)
    )
    return worth_most(kinds, {kind: number for kind, number in session.execute(counted)})


def answer(session: Session, gift_id: str, kind: RatingKind, said: str, at: datetime) -> Rating:
    """Keeps what was said, as it was said; a changed mind takes its place. Raises InvalidInput for what its scale does not have,
    NotFound where it was not asked."""
    rating = _asked(session, gift_id, kind)
    rating.answer, rating.state, rating.answered_at = read_answer(kind, said), "answered", at
    session.flush()
    return rating


def skip(session: Session, gift_id: str, kind: RatingKind, at: datetime) -> Rating:
    """The question goes, and nothing is kept but that it went. Raises NotFound where it was not asked."""
    rating = _asked(session, gift_id, kind)
    rating.answer, rating.state, rating.answered_at, rating.is_shown = None, "skipped", at, False
    session.flush()
    return rating


def said_of(rating: Rating | None) -> str | None:
    """What was answered; None where nothing was, or it can no longer be read."""
    return None if rating is None or rating.answer is None else readable(rating.answer)


def _asked(session: Session, gift_id: str, kind: RatingKind) -> Rating:
    rating = find_rating(session, gift_id, (kind,))
    if rating is None:
        raise NotFound("This was not asked.")
    return rating
