"""Reminds a person once of a gift whose invitation led to nothing, or offers them a swap in place of that, whichever is decided to
be better. Whoever pressed anything on its page is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.campaigns.transitions import RUNNING
from service.contact.gift_state import NOT_PRESSED, ended
from service.contact.may_write import Never
from service.db.connect import transaction
from service.db.writing.beside import beside
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.best_now import best_of_now
from service.outreach.letters.carried_offer import put_offer_beside
from service.outreach.models import LEFT, MailMessage
from service.outreach.occasions.write_down import is_written, write_down
from service.recipients.lock import lock_person

NOTHING_TO_OFFER: Final[Never] = "nothing_to_offer"
AFTER: Final = timedelta(days=5)
"""How long an invitation is left alone."""


def _due(at: datetime) -> Due:
    reminder = aliased(MailMessage)
    reminded = exists().where(
        reminder.gift_id == RecipientGift.id,
        or_(reminder.kind == "reminder", and_(reminder.kind == "swap_offer", _stands(reminder))),
    )
    last = at + NOT_PRESSED
    open_ones = select(Campaign.id).where(Campaign.status == RUNNING, Campaign.expires_at > last)
    kept_open = select(Campaign.id).where(Campaign.status == RUNNING)
    return (
        select(RecipientGift.id, RecipientGift.workspace_id, MailMessage.sent_at)
        .join(MailMessage, MailMessage.gift_id == RecipientGift.id)
        .where(
            # By campaign and status, as the index has them; few were given longer than their campaign.
            or_(
                RecipientGift.campaign_id.in_(open_ones),
                and_(RecipientGift.open_until > last, RecipientGift.campaign_id.in_(kept_open)),
            ),
            RecipientGift.status == "notified",
            MailMessage.kind == "invitation",
            # Not the bare column: SQLite would begin with all mails that ever left, not with the gifts that wait.
            beside(MailMessage.state).in_(LEFT),
            MailMessage.sent_at <= at - AFTER,
            ~reminded,
        )
    )


def _remind(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        # The lock lets two sweeps at the same moment see each other, so that one of them writes.
        gift = session.get_one(RecipientGift, gift_id)
        person = lock_person(session, gift.recipient_id)
        lock_gift(session, gift)
        if _has_one(session, gift) or ended(session, gift, "reminder", at):
            return 0
        verdict = best_of_now(session, gift, ("remind", "swap"), at)
        if not verdict.is_best:
            return 0
        if verdict.kind == "swap":
            write_down(session, gift, "swap_offer", at)
            return 1
        message = write_down(session, gift, "reminder", at)
        put_offer_beside(session, message, person, at)
    return 1


def _stands(mail: type[MailMessage]) -> ColumnElement[bool]:
    """An offer of a swap that found nothing to offer any more is none: its person can still be reminded."""
    return or_(mail.state != "suppressed", mail.error_code.is_(None), mail.error_code != NOTHING_TO_OFFER)


def _has_one(session: Session, gift: RecipientGift) -> bool:
    offered = select(MailMessage.id).where(
        MailMessage.gift_id == gift.id, MailMessage.kind == "swap_offer", _stands(MailMessage)
    )
    return is_written(session, gift, "reminder") or session.scalar(offered.limit(1)) is not None


remind_people: Final = RowSweep("reminders written", _due, _remind)
"""Writes down the reminders that are due and asks for them to be sent; answers how many."""
