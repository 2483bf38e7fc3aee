"""Somebody else gives to some people: what that changes for them is named first, then it happens, threads and all.

What a reader has got already stays as it is. What they open from then on, page, film and statement, names the new giver, and so
does every email that leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.givers.whose import EACH, own_giver, ready_givers
from service.campaigns.hand_over import who_may_send
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import people_of
from service.errors import Conflict, Forbidden, InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.gifting.transitions import PLANNED, TERMINAL
from service.outreach.models import MailMessage
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_people
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import User

MOST: Final = 500
"""People who change hands at one press."""


class ChangedMeanwhile(Conflict):
    """What was looked at is no longer so; it is named again."""

    code = "givers_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """What readers will see of it. `open`: pages that name the new giver from then on; `left`: of those, how many have had an email
    in the earlier name; `ahead`: people who have not set out; `closed`: gifts at rest, which keep the earlier name; `threads`:
    conversations that move; `meetings`: booked with the earlier giver, which stay; `others`: gifts that somebody else than the
    earlier giver gives to all, in which nothing changes."""

    people: tuple[str, ...]
    open: int
    left: int
    ahead: int
    closed: int
    threads: int
    meetings: int
    others: int
    unsigned: bool
    """The new giver has not said how they sign, so nobody can set out in their name yet."""

    @property
    def stamp(self) -> str:
        """Names exactly this change."""
        return hashlib.sha256(
            repr((self.people, self.open, self.ahead, self.closed, self.threads)).encode()
        ).hexdigest()


def look_ahead(
    session: Session, people: Sequence[str], to: str, actor: Actor, at: datetime, was: str | None = None
) -> Change:
    """What `reassign` would do. Raises as it does."""
    _require_giver(session, actor, to)
    ids = _movable(session, people, to, actor)
    moving, resting = _gifts(session, ids, to, was)
    gift_ids = [gift.id for _, gift in moving]
    waiting = (
        select(func.count(func.distinct(Letter.gift_id))).where(Letter.gift_id.in_(gift_ids)) if gift_ids else None
    )
    left = (
        select(func.count(func.distinct(MailMessage.gift_id))).where(
            MailMessage.gift_id.in_(gift_ids), MailMessage.sent_at.is_not(None)
        )
        if gift_ids
        else None
    )
    met = (
        select(func.count())
        .select_from(MeetingAnswer)
        .join(MeetingSlot, MeetingSlot.id == MeetingAnswer.slot_id)
        .where(MeetingAnswer.recipient_id.in_(ids), MeetingSlot.starts_at > at, MeetingSlot.set_by != to)
    )
    return Change(
        people=tuple(ids),
        open=len(moving),
        left=(session.scalar(left) or 0) if left is not None else 0,
        ahead=_count(session, ids, RecipientGift.status.in_(PLANNED), Campaign.givers == EACH),
        closed=len(resting),
        threads=(session.scalar(waiting) or 0) if waiting is not None else 0,
        meetings=session.scalar(met) or 0,
        others=_count(
            session,
            ids,
            RecipientGift.launched_at.is_not(None),
            Campaign.givers != EACH,
            RecipientGift.id.not_in(gift_ids),
        ),
        unsigned=to not in ready_givers(session, actor.workspace_id),
    )


def reassign(
    session: Session,
    people: Sequence[str],
    to: str,
    actor: Actor,
    at: datetime,
    *,
    seen: str | None = None,
    was: str | None = None,
) -> Change:
    """Has `to` give to these people from now on; the first `MOST` of them. Twice is one. `seen`: the stamp that was looked at; None
    where whoever asked for it knows (a hand-over of one person). `was`: who gave to people that no list and nobody gave a giver.

    Raises InvalidInput for nobody or a colleague who sends nothing, Forbidden for people who are a colleague's, Conflict where
    pages would name somebody who has not said how they sign, ChangedMeanwhile."""
    lock_people(session, people[:MOST])
    change = look_ahead(session, people, to, actor, at, was)
    if seen is not None and seen != change.stamp:
        raise ChangedMeanwhile("This has changed since you looked. Check it again; nothing was done.")
    if change.unsigned and change.open:
        raise Conflict("They haven’t said how they sign yet, so no page can name them. Fill that in first.", param="to")
    moving = _gifts(session, change.people, to, was)[0]
    before = _givers(session, change.people)
    for recipient in session.scalars(select(Recipient).where(Recipient.id.in_(change.people))):
        recipient.giver_id = to
        body = {"from": before.get(recipient.id), "to": to}
        record_act(session, actor, "giver.chosen", at, subject_id=recipient.id, body=body)
    for row, gift in moving:
        row.giver_id = to
        session.flush()
        redraw(session, gift)
    session.flush()
    return change


def choose_for_company(session: Session, account: Account, to: str | None, actor: Actor, at: datetime) -> None:
    """Who gives to people there who have no giver of their own; None: nobody. Raises InvalidInput, Forbidden for anybody who
    may not hand campaigns over."""
    if not actor.may("hand_over_campaigns"):
        raise Forbidden("Ask an owner or manager: they choose who gives to a whole company.")
    if to is not None:
        _require_giver(session, actor, to)
    before, account.giver_id = account.giver_id, to
    session.flush()
    if before != to:
        record_act(session, actor, "giver.chosen", at, subject_id=account.id, body={"from": before, "to": to})


def _require_giver(session: Session, actor: Actor, to: str) -> User:
    found = next((user for user in who_may_send(session, actor.workspace_id) if user.id == to), None)
    if found is None:
        raise InvalidInput("Choose a colleague who works here and can send campaigns.", param="to")
    return found


def _movable(session: Session, people: Sequence[str], to: str, actor: Actor) -> list[str]:
    """Those of the people that are there and do not have this giver already, in the order of their ids. Raises as `reassign`."""
    query = (
        select(Recipient.id, own_giver())
        .join(Account, Account.id == Recipient.account_id)
        .where(
            Recipient.id.in_(list(people)[:MOST]),
            Recipient.workspace_id == actor.workspace_id,
            Recipient.erased_at.is_(None),
        )
        .order_by(Recipient.id)
    )
    rows = session.execute(query).all()
    if not rows:
        raise InvalidInput("Choose at least one person.", param="people")
    if not actor.may("hand_over_campaigns"):
        # A seller gives away their own people, and takes those who are nobody's.
        seen = set(
            session.scalars(select(Recipient.id).where(Recipient.id.in_([row[0] for row in rows]), people_of(actor)))
        )
        if any((giver or actor.user_id) != actor.user_id or one not in seen for one, giver in rows):
            raise Forbidden("A colleague gives to some of these people. Ask them for the hand-over.")
    found = [one for one, giver in rows if giver != to]
    return found or [one for one, _ in rows]


def _gifts(
    session: Session, ids: Sequence[str], to: str, was: str | None
) -> tuple[list[tuple[CampaignRecipient, RecipientGift]], list[RecipientGift]]:
    """(places in campaigns whose gift moves, gifts at rest that keep who gave them) of people who have another giver there."""
    rows = session.execute(
        select(CampaignRecipient, RecipientGift)
        .join(
            RecipientGift,
            (RecipientGift.campaign_id == CampaignRecipient.campaign_id)
            & (RecipientGift.recipient_id == CampaignRecipient.recipient_id),
        )
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            CampaignRecipient.recipient_id.in_(ids),
            RecipientGift.launched_at.is_not(None),
            # Whom a colleague gives to by a campaign of their own goes with the person; what somebody else gives to all stays.
            or_(
                and_(CampaignRecipient.giver_id.is_not(None), CampaignRecipient.giver_id != to),
                and_(
                    CampaignRecipient.giver_id.is_(None),
                    Campaign.givers != EACH,
                    Campaign.seller_id == func.coalesce(own_giver(), was),
                    Campaign.seller_id != to,
                ),
            ),
        )
        .order_by(RecipientGift.id)
    ).all()
    waits = set(
        session.scalars(
            select(Letter.gift_id).where(
                Letter.recipient_id.in_(ids), Letter.handed_over_at.is_not(None), Letter.answered_at.is_(None)
            )
        )
    )
    moving = [(row, gift) for row, gift in rows if gift.status not in TERMINAL or gift.id in waits]
    resting = [gift for _, gift in rows if gift.status in TERMINAL and gift.id not in waits]
    return moving, resting


def _count(session: Session, ids: Sequence[str], *conditions: object) -> int:
    query = (
        select(func.count(func.distinct(RecipientGift.recipient_id)))
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(RecipientGift.recipient_id.in_(ids), *conditions)  # type: ignore[arg-type]
    )
    return session.scalar(query) or 0


def _givers(session: Session, ids: Sequence[str]) -> dict[str, str | None]:
    rows = session.execute(
        select(Recipient.id, own_giver()).join(Account, Account.id == Recipient.account_id).where(Recipient.id.in_(ids))
    )
    return {one: giver for one, giver in rows}
