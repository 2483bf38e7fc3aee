"""Give it to a colleague: a yes for somebody of whom we know nothing, and ask nothing, not even the name."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.errors import Unsafe
from service.gifting.company_rule import is_ruled_out
from service.gifting.find import require_open
from service.gifting.guard import suits_somebody
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.record_answer import decide
from service.gifting.transitions import ANSWERABLE

NOT_FOR_ANYONE: Final = "colleague"
"""What a refusal names as its cause where the gift suits its person and not just anyone."""


def may_pass_on(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Whether it may go to a colleague of its person: it waits for an answer, their company's rule allows it, and it is safe for
    somebody of whom nothing is known."""
    return (
        gift.status in ANSWERABLE
        and gift.product_id is not None
        and not is_ruled_out(session, campaign, gift, at)
        and _can_be_handed_over(session, gift)
        and suits_somebody(session, campaign, gift, at)
    )


def _can_be_handed_over(session: Session, gift: RecipientGift) -> bool:
    """Whether there is a thing to hand over: a code is forwarded by whoever got it, and nobody has to say so."""
    product = None if gift.product_id is None else session.get(Product, gift.product_id)
    return product is not None and not product.is_mailed


def pass_on_gift(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Accepts it for a colleague. It is brought to its person, who hands it over; whoever gets it is named nowhere. From here on
    safety asks about somebody unknown, at the order, on the pick list and at the hand-over.

    Raises LinkClosed, Unsafe, or Conflict where it was answered before.
    """
    person = lock_gift(session, gift)
    campaign = require_open(session, gift, at, person)
    if is_ruled_out(session, campaign, gift, at):
        raise Unsafe("Their company’s rule doesn’t allow this gift. Nothing was sent.", param="policy_blocked")
    if not _can_be_handed_over(session, gift) or not suits_somebody(session, campaign, gift, at):
        raise Unsafe("This gift isn’t safe for just anyone. Nothing was sent.", param=NOT_FOR_ANYONE)
    decide(session, campaign, gift, "accept", at, values={"passed_on_at": at})
