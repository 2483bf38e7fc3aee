"""A week after a parcel arrived its person is asked once how it is, unless they gave it to a colleague.

Whether the mail leaves, and when, is for `contact` to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, exists, literal_column, select
from sqlalchemy.orm import aliased

from service.contact.gift_state import ended
from service.db.connect import transaction
from service.gifting.lock import lock_gift
from service.gifting.models import GiftEvent, RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.best_now import is_best_now
from service.outreach.models import MailMessage
from service.outreach.occasions.write_down import is_written, write_down
from service.recipients.lock import lock_person

AFTER: Final = timedelta(days=7)
NO_LATER: Final = timedelta(days=28)
"""After so long nobody is asked any more: a gift from last month is no news."""
_DELIVERED: Final = literal_column("'gift.delivered'", String)
"""As the index of deliveries has it, not a parameter."""


def _due(at: datetime) -> Due:
    asked = aliased(MailMessage)
    return (
        select(RecipientGift.id, RecipientGift.workspace_id, GiftEvent.at)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .where(
            GiftEvent.kind == _DELIVERED,
            GiftEvent.at <= at - AFTER,
            GiftEvent.at > at - NO_LATER,
            RecipientGift.status == "delivered",
            RecipientGift.passed_on_at.is_(None),
            ~exists().where(asked.gift_id == RecipientGift.id, asked.kind == "how_is_it"),
        )
    )


def _ask(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_person(session, gift.recipient_id)
        lock_gift(session, gift)
        if is_written(session, gift, "how_is_it") or ended(session, gift, "how_is_it", at):
            return 0
        if not is_best_now(session, gift, "follow_up", at).is_best:
            return 0
        write_down(session, gift, "how_is_it", at)
    return 1


ask_how_it_is: Final = RowSweep("people asked how it is", _due, _ask)
"""Writes the mails down and asks for them to be sent; answers how many."""
