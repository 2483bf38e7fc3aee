"""The times that a seller keeps free for a campaign's people, and what those people let them read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.campaigns.givers.whose import EACH
from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.db.writing.insert_new import insert_new
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot, Rating, ThankYou
from service.recipients.afterwards.ratings import said_of
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.security.encryption import readable
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

MOST: Final = 60
"""Times that one colleague keeps free in a campaign and that are still to come."""
FURTHEST: Final = timedelta(days=180)
SHORTEST, LONGEST = 10, 60
"""Minutes."""
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """A time, and who has taken it; None where it is free."""

    id: str
    starts_at: datetime
    minutes: int
    name: str | None
    gift_id: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """What a person let their giver read: a note of thanks, or how the gift is."""

    name: str
    gift_id: str
    words: str
    at: datetime


def add_slot(session: Session, campaign: Campaign, actor: Actor, start: str, minutes: str, at: datetime) -> None:
    """Keeps a time free. `start` as a form has it (2027-05-04T10:00, UTC). Raises InvalidInput with what is wrong, Forbidden for an
    actor who is nobody, Conflict for one time too many, or one that they have already set."""
    if actor.user_id is None:
        raise Forbidden("Only a person meets a person.")
    starts_at, length = _moment(start, at), _minutes(minutes)
    ahead = select(func.count()).where(
        MeetingSlot.campaign_id == campaign.id, MeetingSlot.starts_at > at, MeetingSlot.set_by == actor.user_id
    )
    if (session.scalar(ahead) or 0) >= MOST:
        raise Conflict(f"You can keep at most {MOST} times free in a campaign. Remove one first.")
    row = {
        "id": new_id("slt"),
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "set_by": actor.user_id,
        "starts_at": starts_at,
        "minutes": length,
    }
    if not insert_new(session, MeetingSlot, ("set_by", "starts_at"), [row]):
        raise Conflict("You’ve already set this time.", param="start")
    record_act(session, actor, "meeting.offered", at, subject_id=campaign.id)


def remove_slot(session: Session, campaign: Campaign, actor: Actor, slot_id: str, at: datetime) -> None:
    """Takes a free time out. Raises NotFound, or Conflict where somebody has taken it: then it is theirs to cancel."""
    slot = session.get(MeetingSlot, slot_id, with_for_update=True)
    if slot is None or slot.campaign_id != campaign.id or not _is_theirs(campaign, slot, actor):
        raise NotFound("There’s no such time.")
    if session.scalar(select(exists().where(MeetingAnswer.slot_id == slot.id))):
        raise Conflict("Someone has booked this time. Write to them if you can’t keep it.")
    session.delete(slot)
    session.flush()
    record_act(session, actor, "meeting.withdrawn", at, subject_id=campaign.id)


def _is_theirs(campaign: Campaign, slot: MeetingSlot, actor: Actor) -> bool:
    """Whether the actor may see and take out a time: their own, and all of a campaign that they send or see anyway."""
    sends = actor.user_id is not None and campaign.seller_id == actor.user_id and campaign.givers != EACH
    return slot.set_by == actor.user_id or sends or actor.may("see_everyone")


def slots_of(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> list[OwnSlot]:
    """Those still to come that the actor may see, the earliest first."""
    rows = session.execute(
        select(MeetingSlot, MeetingAnswer.gift_id, Recipient)
        .join(MeetingAnswer, MeetingAnswer.slot_id == MeetingSlot.id, isouter=True)
        .join(Recipient, Recipient.id == MeetingAnswer.recipient_id, isouter=True)
        .where(MeetingSlot.campaign_id == campaign.id, MeetingSlot.starts_at > at)
        .order_by(MeetingSlot.starts_at, MeetingSlot.id)
    )
    return [
        OwnSlot(slot.id, slot.starts_at, slot.minutes, person_name(person) if person else None, gift_id)
        for slot, gift_id, person in rows
        if _is_theirs(campaign, slot, actor)
    ]


def shown_lines(session: Session, campaign: Campaign, actor: Actor) -> tuple[Sequence[Line], Sequence[Line]]:
    """(notes of thanks, how the gift is), the newest first: those that people whom the actor gives to let them read, and no
    others."""
    notes = session.execute(
        select(ThankYou, Recipient)
        .join(Recipient, Recipient.id == ThankYou.recipient_id)
        .where(
            ThankYou.campaign_id == campaign.id,
            ThankYou.is_shown,
            ~ThankYou.is_private,
            given_by(ThankYou.campaign_id, ThankYou.recipient_id, actor),
        )
        .order_by(ThankYou.at.desc(), ThankYou.gift_id)
        .limit(_SHOWN)
    )
    moods = session.execute(
        select(Rating, Recipient)
        .join(Recipient, Recipient.id == Rating.recipient_id)
        .where(
            Rating.campaign_id == campaign.id,
            Rating.kind == "how_is_it",
            Rating.is_shown,
            given_by(Rating.campaign_id, Recipient.id, actor),
        )
        .order_by(Rating.answered_at.desc(), Rating.id)
        .limit(_SHOWN)
    )
    return (
        [Line(person_name(who), note.gift_id, readable(note.body) or "", note.at) for note, who in notes],
        [
            Line(
                person_name(who), row.gift_id or "", _MOODS.get(said_of(row) or "", ""), row.answered_at or row.asked_at
            )
            for row, who in moods
        ],
    )


_MOODS: Final = {"love": "Loves it", "good": "It’s good", "not": "Not for them", "wrong": "Something’s wrong"}


def _moment(start: str, at: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(start.strip())
    except ValueError:
        raise InvalidInput("Write the start as a day and a time, such as 2027-05-04T10:00.", param="start") from None
    starts_at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    starts_at = starts_at.replace(second=0, microsecond=0)
    if not at < starts_at <= at + FURTHEST:
        raise InvalidInput("Choose a time between now and half a year from now.", param="start")
    return starts_at


def _minutes(said: str) -> int:
    length = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    if not SHORTEST <= length <= LONGEST:
        raise InvalidInput(f"A meeting has {SHORTEST} to {LONGEST} minutes.", param="minutes")
    return length
