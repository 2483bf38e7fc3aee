"""Show other gifts: the one press that sets alternatives aside for some minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict
from service.gifting.find import require_open
from service.gifting.live import offers_of
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.soft_holds import hold_offers


def show_others(session: Session, gift: RecipientGift, at: datetime) -> tuple[str, ...]:
    """Sets the alternatives that can be had aside for this person; answers their product ids.

    Raises LinkClosed, or Conflict where the gift is no longer open.
    """
    campaign = begin_showing(session, gift, at)
    wanted = [offer.product.id for offer in offers_of(session, campaign, gift, at) if offer.is_available]
    return hold_offers(session, gift, wanted, at)


def begin_showing(session: Session, gift: RecipientGift, at: datetime) -> Campaign:
    """The campaign, with person and gift locked, for a press that shows other gifts. Raises LinkClosed or Conflict."""
    # Two presses at once must not take two pieces each: the second waits here and then finds the holds of the first.
    person = lock_gift(session, gift)
    campaign = require_open(session, gift, at, person)
    open_gift(session, gift, at)
    if gift.status != "opened" or gift.product_id is None:
        raise Conflict("You can no longer choose another gift.")
    return campaign
