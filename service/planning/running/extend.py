"""A campaign is kept open longer: for everybody in it, the next waves too. What waits for an answer stays set aside until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, refusal, require_act
from service.db.connect import reading
from service.db.writing.portions import in_portions
from service.errors import Conflict, InvalidInput
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.transitions import ANSWERABLE
from service.jobs.act_types import Lease
from service.jobs.enqueue import enqueue
from service.jobs.portion import portion
from service.planning.message.form.read_form import CLOSES_AT
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SHOW: Final = "planning.show_new_day"
LONGEST: Final = timedelta(days=180)
"""How far ahead of today a campaign can be kept open."""


@dataclass(frozen=True, slots=True)
class Held:
    """What waits for an answer now: `people` have a gift, which hold `minor` units and `pieces` from the shelf."""

    people: int
    minor: int
    pieces: int
    currency: str


def held_open(session: Session, campaign: Campaign) -> Held:
    """What stays set aside while the campaign is open."""
    of = (RecipientGift.campaign_id == campaign.id, RecipientGift.status.in_(ANSWERABLE), RecipientGift.is_reserved)
    row = session.execute(select(func.count(), func.coalesce(func.sum(RecipientGift.cost_minor), 0)).where(*of)).one()
    people, minor = (int(figure) for figure in row)
    return Held(people, minor, people, campaign.currency)


def extend(session: Session, campaign: Campaign, until: date, actor: Actor, at: datetime) -> None:
    """Keeps it open through this day. Pages, films and statements say the new day within minutes; nobody is mailed, and nobody gets
    a second reminder. Raises InvalidInput for a day that is not later, or too far; Conflict once it is over."""
    campaign = require_act(session, campaign, "extend")
    if at >= campaign.expires_at:
        raise Conflict("This campaign has ended: what nobody answered has come back. Start a new one for more time.")
    expires_at = datetime.combine(until, CLOSES_AT)
    if expires_at <= campaign.expires_at:
        raise InvalidInput("Choose a day after the one on which it closes now.", param="until")
    if expires_at > at + LONGEST:
        raise InvalidInput(f"Choose a day within the next {LONGEST.days} days.", param="until")
    body = {"from": campaign.expires_at.date().isoformat(), "to": until.isoformat()}
    campaign.expires_at = expires_at
    record_act(session, actor, "campaign.extended", at, subject_id=campaign.id, body=body)
    enqueue(
        session,
        SHOW,
        campaign.id,
        version=until.toordinal(),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
    )


def require_extendable(campaign: Campaign) -> None:
    """Raises Conflict where its state does not let it be kept open longer. For pages; the act asks with the row locked."""
    if not allows(campaign.status, "extend"):
        raise Conflict(refusal(campaign.status, "extend"))


def read_day(text: str) -> date:
    """The day of the form. Raises InvalidInput."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-18.", param="until") from None


def show_new_day_job(lease: Lease) -> None:
    """Has everything drawn again that says until when: some gifts at a time, each behind the job's fence."""
    for gift_ids in in_portions(_saying_it(lease.subject_id)):
        with portion(lease) as session:
            _redraw(session, gift_ids)


def _saying_it(campaign_id: str) -> Sequence[str]:
    with reading() as session:
        return session.scalars(
            select(RecipientGift.id)
            .where(RecipientGift.campaign_id == campaign_id, RecipientGift.status.in_(ANSWERABLE))
            .order_by(RecipientGift.recipient_id, RecipientGift.id)
        ).all()


def _redraw(session: Session, gift_ids: Sequence[str]) -> None:
    for gift_id in gift_ids:
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        if gift.status in ANSWERABLE and gift.product_id is not None:
            redraw(session, gift)
