"""Yes, send it to me."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Unsafe
from service.gifting.company_rule import is_ruled_out
from service.gifting.find import require_open
from service.gifting.guard import require_safe
from service.gifting.hold import hold_gift
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.record_answer import decide


def accept_gift(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Accepts once, by what is known at this moment: nothing can be told in between. Stock and money stay set aside until the undo
    window closes. While a question about food is open that might speak against the gift, its order waits for the answer; so
    does that of what is looked into for everybody.

    Raises LinkClosed, Unsafe, or Conflict where it was answered before.
    """
    person = lock_gift(session, gift)
    campaign = require_open(session, gift, at, person)
    if is_ruled_out(session, campaign, gift, at):
        raise Unsafe("Their company’s rule doesn’t allow this gift. Nothing was sent.", param="policy_blocked")
    safety = require_safe(session, campaign, gift, at)
    decide(session, campaign, gift, "accept", at)
    if safety != "safe":
        hold_gift(session, gift, "dietary_unknown" if safety == "asks" else "product_halted", at)
