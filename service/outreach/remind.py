"""Reminds a person once of a gift whose invitation led to nothing. Whoever pressed anything on its page is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.contact.gift_state import NOT_PRESSED, ended
from service.db.connect import transaction
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import TERMINAL
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.models import INVITATION, LEFT, MailMessage
from service.outreach.write_down import is_written, write_down

AFTER: Final = timedelta(days=5)
"""How long an invitation is left alone."""
_LEFT: Final = and_(
    MailMessage.kind == INVITATION,
    MailMessage.state.in_(LEFT),
    MailMessage.followed_up_at.is_(None),
)
"""Invitations that have gone out and of which a reminder may still come."""


def _due(at: datetime) -> Due:
    reminder = aliased(MailMessage)
    reminded = exists().where(reminder.gift_id == RecipientGift.id, reminder.kind == "reminder")
    return (
        select(RecipientGift.id, RecipientGift.workspace_id, MailMessage.sent_at)
        .select_from(MailMessage)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(
            _LEFT,
            MailMessage.sent_at <= at - AFTER,
            RecipientGift.status == "notified",
            Campaign.status == "running",
            Campaign.expires_at > at + NOT_PRESSED,
            ~reminded,
        )
    )


def _past(at: datetime) -> Due:
    return (
        select(MailMessage.id, MailMessage.workspace_id, MailMessage.sent_at)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(
            _LEFT,
            MailMessage.sent_at <= at - AFTER,
            or_(RecipientGift.status.in_(TERMINAL), Campaign.status == "closed"),
        )
    )


def _remind(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        # The lock lets two sweeps at the same moment see each other, so that one of them writes.
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        if is_written(session, gift, "reminder") or ended(session, gift, "reminder", at):
            return 0
        write_down(session, gift, "reminder", at)
        _follow_up(session, MailMessage.gift_id == gift.id, at)
    return 1


def _let_go(message_id: str, at: datetime) -> int:
    with transaction() as session:
        return _follow_up(session, MailMessage.id == message_id, at)


def _follow_up(session: Session, of: ColumnElement[bool], at: datetime) -> int:
    done = session.scalars(
        update(MailMessage)
        .where(of, _LEFT)
        .values(followed_up_at=at)
        .returning(MailMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


remind_people: Final = RowSweep("reminders written", _due, _remind)
"""Writes down the reminders that are due and asks for them to be sent; answers how many."""

let_go_of_past: Final = RowSweep("invitations of the past let go", _past, _let_go)
"""Marks the invitations of gifts and campaigns that have ended, so that nobody asks each time whether to remind of them."""
