"""Somebody does not trust a gift: its link is closed, nothing more about it is sent, and ops look at it. Or they say that something
which is not ours came in our name: that is counted, and ops see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.gifting.renew_link import forget_link
from service.outreach.models import Distrust
from service.recipients.lock import lock_person
from service.security.ids import new_id
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

_SHOWN: Final = 50
MOST_FORGED: Final = 500
"""Reports of what is not ours that wait at once."""


def close_link(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Twice is one. Stock and money stay as they are: whoever said yes still gets their gift. A new link opens the page again."""
    lock_person(session, gift.recipient_id)
    lock_gift(session, gift)
    if gift.distrusted_at is not None:
        return
    forget_link(gift)
    gift.distrusted_at = at
    _note(session, gift, at)
    session.flush()
    record_act(session, system(gift.workspace_id), "gift.distrusted", at, subject_id=gift.id)


def report_forged(session: Session, at: datetime) -> None:
    """Something came that is not ours. Nothing that was typed is kept. Anybody may say so as often as they like: once so many wait
    that nobody counts them any more, another one is not written down."""
    of_nobody = select(Distrust.id).where(Distrust.workspace_id.is_(None), Distrust.settled_at.is_(None))
    if len(session.scalars(of_nobody.limit(MOST_FORGED)).all()) < MOST_FORGED:
        _note(session, None, at)
        session.flush()


def settle(session: Session, actor: Actor, at: datetime, *, is_whole: bool) -> int:
    """Somebody has looked at those of their workspace, and where they run the installation at what is nobody's: how many."""
    found = session.execute(
        update(Distrust)
        .where(Distrust.settled_at.is_(None), _whose(actor, is_whole=is_whole))
        .values(settled_at=at, settled_by=actor.user_id)
        .returning(Distrust.id)
        .execution_options(synchronize_session=False)
    ).all()
    if found:
        record_act(session, actor, "distrust.settled", at, body={"number": len(found)})
    return len(found)


def waiting(session: Session) -> dict[str | None, tuple[int, datetime]]:
    """Workspace, None for what is nobody's -> how many nobody has looked at, and since when."""
    rows = session.execute(
        select(Distrust.workspace_id, func.count(), func.min(Distrust.at))
        .where(Distrust.settled_at.is_(None))
        .group_by(Distrust.workspace_id)
    )
    return {workspace_id: (number, since) for workspace_id, number, since in rows}


@dataclass(frozen=True, slots=True)
class Line:
    """One that nobody has looked at. `number` and `campaign` of the gift; both "" for what is not ours."""

    number: str
    campaign: str
    at: datetime


def listed(session: Session, actor: Actor, *, is_whole: bool) -> list[Line]:
    """The oldest first."""
    rows = session.execute(
        select(Distrust, RecipientGift, Campaign.name)
        .outerjoin(RecipientGift, RecipientGift.id == Distrust.gift_id)
        .outerjoin(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(Distrust.settled_at.is_(None), _whose(actor, is_whole=is_whole))
        .order_by(Distrust.at, Distrust.id)
        .limit(_SHOWN)
    )
    return [Line("" if gift is None else gift_number(gift), name or "", one.at) for one, gift, name in rows]


def _whose(actor: Actor, *, is_whole: bool) -> ColumnElement[bool]:
    mine = Distrust.workspace_id == actor.workspace_id
    return or_(mine, Distrust.workspace_id.is_(None)) if is_whole else mine


def _note(session: Session, gift: RecipientGift | None, at: datetime) -> None:
    session.add(
        Distrust(
            id=new_id("dst"),
            workspace_id=None if gift is None else gift.workspace_id,
            gift_id=None if gift is None else gift.id,
            kind="forged" if gift is None else "gift",
            at=at,
        )
    )
