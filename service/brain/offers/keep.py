"""Keeping a workspace's offers: made, and withdrawn. Both are events, so that whoever may get one is decided for anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.offers.decided_again import offer_changed
from service.brain.offers.draft import OfferDraft
from service.brain.offers.models import Offer
from service.brain.segments.models import Segment
from service.errors import Conflict, InvalidInput, NotFound
from service.folding import fold
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

MOST: Final = 200
"""Offers that stand at one time; each is weighed for every person."""


def standing_offers(session: Session, workspace_id: str) -> Sequence[Offer]:
    """Every offer that is not withdrawn, also those whose days are over or have not begun; by code."""
    return session.scalars(
        select(Offer)
        .where(Offer.workspace_id == workspace_id, Offer.withdrawn_at.is_(None))
        .order_by(Offer.code, Offer.id)
    ).all()


def make_offer(session: Session, actor: Actor, draft: OfferDraft, at: datetime) -> Offer:
    """A new offer. Raises Conflict where one with its code stands or there are too many, InvalidInput for a segment
    nobody saved."""
    lock_workspace(session, actor.workspace_id)
    standing = standing_offers(session, actor.workspace_id)
    if any(one.code == draft.code for one in standing):
        raise Conflict(f"An offer with the code “{draft.code}” stands already. Withdraw it first, or use another code.")
    if len(standing) >= MOST:
        raise Conflict(f"A workspace has at most {MOST} offers at one time. Withdraw one first.")
    return _add(session, actor, draft, find_segment(session, actor.workspace_id, draft.segment), at)


def withdraw_offer(session: Session, actor: Actor, offer_id: str, at: datetime) -> None:
    """From now on nobody is offered it. Raises NotFound, or Conflict where that was done before."""
    lock_workspace(session, actor.workspace_id)
    offer = session.scalar(select(Offer).where(Offer.id == offer_id, Offer.workspace_id == actor.workspace_id))
    if offer is None:
        raise NotFound("There’s no such offer.")
    if offer.withdrawn_at is not None:
        raise Conflict("This offer was withdrawn before.")
    _end(session, actor, offer, at)


def keep_sheet(session: Session, actor: Actor, drafts: Sequence[OfferDraft], at: datetime) -> tuple[int, int, int]:
    """All offers of a sheet, or none: (made, replaced, as they were). A code that stands with other words, value or
    days is withdrawn and made anew. Raises Conflict or InvalidInput; nothing has changed then."""
    lock_workspace(session, actor.workspace_id)
    standing = {one.code: one for one in standing_offers(session, actor.workspace_id)}
    segments = {draft.segment: find_segment(session, actor.workspace_id, draft.segment) for draft in drafts}
    if len(standing.keys() | {draft.code for draft in drafts}) > MOST:
        raise Conflict(f"A workspace has at most {MOST} offers at one time. Withdraw some first.")
    made = replaced = 0
    for draft in drafts:
        before = standing.get(draft.code)
        if before is not None and _is_same(before, draft, segments[draft.segment], at.date()):
            continue
        if before is None:
            made += 1
        else:
            replaced += 1
            _end(session, actor, before, at)
            session.flush()
        _add(session, actor, draft, segments[draft.segment], at)
    counted = {"made": made, "replaced": replaced, "lines": len(drafts)}
    record_act(session, actor, "offers.imported", at, body=counted)
    return made, replaced, len(drafts) - made - replaced


def find_segment(session: Session, workspace_id: str, name: str) -> str | None:
    """The id of a saved segment by its name, however it is spelled; None for everybody. Raises InvalidInput."""
    if not name:
        return None
    found = session.scalar(
        select(Segment.id).where(Segment.workspace_id == workspace_id, Segment.name_key == fold(name))
    )
    if found is None:
        raise InvalidInput(
            f"No segment is called “{name[:60]}”. Save it first, or leave the column empty for everyone.",
            param="segment",
        )
    return found


def _add(session: Session, actor: Actor, draft: OfferDraft, segment_id: str | None, at: datetime) -> Offer:
    offer = Offer(
        id=new_id("ofr"),
        workspace_id=actor.workspace_id,
        code=draft.code,
        kind=draft.kind,
        texts=draft.texts,
        url=draft.url,
        value_minor=draft.value_minor,
        currency=draft.currency,
        since=draft.since,
        until=draft.until,
        segment_id=segment_id,
        made_by=actor.user_id,
        made_at=at,
    )
    session.add(offer)
    session.flush()
    offer_changed(session, offer, "offer.made", at)
    record_act(session, actor, "offer.made", at, subject_id=offer.id, body={"kind": offer.kind, "code": offer.code})
    return offer


def _end(session: Session, actor: Actor, offer: Offer, at: datetime) -> None:
    offer.withdrawn_at, offer.withdrawn_by = at, actor.user_id
    offer_changed(session, offer, "offer.withdrawn", at)
    record_act(
        session, actor, "offer.withdrawn", at, subject_id=offer.id, body={"kind": offer.kind, "code": offer.code}
    )


def _is_same(offer: Offer, draft: OfferDraft, segment_id: str | None, today: date) -> bool:
    """A sheet that leaves the first day empty, which is read as today, says nothing else than before."""
    said = (draft.kind, draft.texts, draft.url, draft.value_minor, draft.currency, draft.until, segment_id)
    stands = (
        offer.kind, offer.texts, offer.url, offer.value_minor, offer.currency, offer.until, offer.segment_id,
    )  # fmt: skip
    return draft.since in {offer.since, today} and stands == said
