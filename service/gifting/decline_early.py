"""A no before anything is chosen: somebody who is asked first says that it is not for them. What was set aside is free at once.

There is no gift to undo it for, so nothing of it can be taken back: the pages say so before the press.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.gifting.cancel import CANCELABLE, Why
from service.gifting.consequences import consequence_of
from service.gifting.find import require_open
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.renew_link import forget_link
from service.gifting.set_aside import free_aside
from service.gifting.transitions import apply
from service.recipients.person_tasks.keep import open_task
from service.recipients.unsubscribe import unsubscribe

REASONS: Final[Mapping[str, Why]] = {"wrong_person": "wrong_person", "privacy": "asked"}
"""Reason -> how the gift's history calls it: the sender reads there that somebody asked for it, and never that it was privacy."""


def waits_for_choice(gift: RecipientGift) -> bool:
    """Whether nothing is chosen for its person, and the gift has not ended."""
    return gift.product_id is None and gift.status in CANCELABLE


def decline_early(session: Session, gift: RecipientGift, reason: str, at: datetime) -> None:
    """Ends the gift, and this workspace invites the person no more; for the wrong person the link closes and sales is asked.

    Raises InvalidInput for a reason that needs a gift to be about, LinkClosed, or Conflict where one was chosen meanwhile; nothing
    has changed then.
    """
    if reason not in REASONS:
        raise InvalidInput("This reason is about a gift, and none is chosen yet.", param="reason")
    person = lock_gift(session, gift)
    require_open(session, gift, at, person)
    if not waits_for_choice(gift):
        raise Conflict("A gift has been chosen meanwhile.")
    line = consequence_of(reason)
    free_aside(session, gift, at)
    apply(session, gift, "cancel", at, note={"by": None, "why": REASONS[reason], "reason": None})
    if line.stops:
        unsubscribe(session, person, at)
    if line.closes:
        forget_link(gift)
        open_task(session, person, gift.id, at)
    session.flush()
