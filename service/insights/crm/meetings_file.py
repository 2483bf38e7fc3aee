"""The meetings of a campaign that people booked, for the giver's own calendar."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.conversation.afterwards.calendar_file import Meeting, calendar_of
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor


def meetings_file(session: Session, campaign: Campaign, actor: Actor, *, is_invented: bool) -> bytes:
    """Every booked one that the actor sees as iCalendar: with whom, of which company, when. A file that is taken in again
    changes what it changed."""
    rows = session.execute(
        select(MeetingAnswer, MeetingSlot, Recipient, Account.name)
        .join(MeetingSlot, MeetingSlot.id == MeetingAnswer.slot_id)
        .join(Recipient, Recipient.id == MeetingAnswer.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            MeetingSlot.campaign_id == campaign.id,
            MeetingAnswer.state == "booked",
            Recipient.erased_at.is_(None),
            given_by(MeetingSlot.campaign_id, MeetingAnswer.recipient_id, actor),
        )
        .order_by(MeetingSlot.starts_at, MeetingSlot.id)
    )
    mark = "Invented: " if is_invented else ""
    return calendar_of(
        Meeting(
            f"{answer.gift_id}-giver", f"{mark}{person_name(person)}, {company}", slot.starts_at, slot.minutes,
            answer.changes, answer.at,
        )
        for answer, slot, person, company in rows
    )  # fmt: skip
