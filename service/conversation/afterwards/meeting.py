"""A meeting, offered once a gift and only after a yes: three times that the giver keeps free. The gift never hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.brain.deciding.decide_for import weigh
from service.campaigns.givers.whose import whom
from service.campaigns.models import Campaign
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.gift_policy import FLAGS, limits_of, whole
from service.recipients.models import Account, Recipient
from service.workspaces.announcements.announce import announce

AT_ONCE: Final = 3
"""So many times are offered."""
AHEAD: Final = timedelta(hours=24)
"""No time is offered that begins sooner."""


class SlotTaken(Conflict):
    """Somebody else was first, or the time has passed."""

    code = "slot_taken"


def offered(session: Session, gift: RecipientGift, at: datetime) -> Sequence[MeetingSlot]:
    """The times that this person may take now, the earliest first; none where no meeting may be offered to them."""
    if not _may_offer(session, gift):
        return ()
    taken = exists().where(MeetingAnswer.slot_id == MeetingSlot.id)
    free = select(MeetingSlot).where(
        MeetingSlot.campaign_id == gift.campaign_id, MeetingSlot.starts_at >= at + AHEAD, ~taken
    )
    giver = whom(session, session.get_one(Campaign, gift.campaign_id), gift.recipient_id)
    if giver is not None:
        free = free.where(MeetingSlot.set_by == giver.id)
    return session.scalars(free.order_by(MeetingSlot.starts_at, MeetingSlot.id).limit(AT_ONCE)).all()


def put_forward(session: Session, gift: RecipientGift, at: datetime) -> Sequence[MeetingSlot]:
    """The same, where the one decision for this person has the meeting among what may be done and nothing blocks it. For the page
    that offers it; whoever takes a time is only asked the rules again."""
    slots = offered(session, gift, at)
    if not slots:
        return ()
    made = weigh(session, session.get_one(Recipient, gift.recipient_id), at).decision
    is_open = any(one.action.kind == "meet" and one.action.gift_id == gift.id for one in made.ranked)
    return slots if is_open else ()


def booked(session: Session, gift_id: str) -> tuple[MeetingAnswer, MeetingSlot] | None:
    """The meeting that the person has taken; None where there is none."""
    found = session.execute(
        select(MeetingAnswer, MeetingSlot)
        .join(MeetingSlot, MeetingSlot.id == MeetingAnswer.slot_id)
        .where(MeetingAnswer.gift_id == gift_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def book(session: Session, person: Recipient, gift: RecipientGift, slot_id: str, at: datetime) -> MeetingSlot:
    """Takes one of the times. The person is locked; the slot is locked here, so that of two people one takes it.

    Raises SlotTaken where it is not offered to them (any more), with nothing changed.
    """
    slot = session.get(MeetingSlot, slot_id, with_for_update=True)
    if slot is None or slot.id not in {one.id for one in offered(session, gift, at)}:
        raise SlotTaken("This time has just gone. Choose another one.", param="slot")
    _answer(session, person, gift, "booked", at, slot.id)
    announce(session, gift.workspace_id, "gift.meeting_booked", gift.id, at)
    return slot


def cancel_meeting(session: Session, person: Recipient, gift: RecipientGift, at: datetime) -> MeetingSlot:
    """The time is free again, and no other is offered for this gift. Raises SlotTaken where none is booked."""
    found = booked(session, gift.id)
    if found is None:
        raise SlotTaken("There’s no meeting to cancel.", param="slot")
    _answer(session, person, gift, "canceled", at)
    return found[1]


def refuse_meetings(session: Session, person: Recipient, gift: RecipientGift, at: datetime) -> None:
    """No meeting is offered to this person any more, whatever they are given later."""
    _answer(session, person, gift, "refused", at)


def _may_offer(session: Session, gift: RecipientGift) -> bool:
    if gift.status not in KEPT:
        return False
    answered = select(MeetingAnswer.gift_id).where(
        MeetingAnswer.recipient_id == gift.recipient_id,
        (MeetingAnswer.state == "refused") | (MeetingAnswer.gift_id == gift.id),
    )
    if session.scalar(answered.limit(1)) is not None:
        return False
    return not _is_bound(session.get_one(Account, gift.account_id))


def _is_bound(account: Account) -> bool:
    """Whether their company has any rule on gifts: to its people a meeting might look like a price."""
    policy = whole(account.gift_policy)
    limits = limits_of(policy)
    return any(policy[flag] for flag in FLAGS) or any(
        limits[cap] is not None for cap in ("cap_minor", "yearly_cap_minor")
    )


def _answer(
    session: Session, person: Recipient, gift: RecipientGift, state: str, at: datetime, slot_id: str | None = None
) -> None:
    row = session.get(MeetingAnswer, gift.id)
    if row is None:
        row = MeetingAnswer(
            gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=person.id, changes=-1, state=state
        )
        session.add(row)
    row.state, row.slot_id, row.at, row.changes = state, slot_id, at, row.changes + 1
    session.flush()
